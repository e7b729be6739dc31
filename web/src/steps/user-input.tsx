import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { User } from "../api/types";
import { role } from "../app/session";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";
import { useDelayed } from "./use-delayed";

const name = (u: User) => u.nickname || u.username || u.email || String(u.id);

/** A user. */
export default function UserInput({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { readOnly } = useFormScope();
  const [text, setText] = useState("");
  const wanted = useDelayed(text.trim(), 200);
  const users = useQuery({
    queryKey: ["users", "choice", role.get(), wanted, value],
    queryFn: async ({ signal }) => {
      const like = ["nickname", "username", "email"].map((f) => ({ [f]: { $includes: wanted } }));
      const filter = wanted ? { $or: like } : undefined;
      const query = { ...(filter && { filter }), pageSize: 20, sort: "id", fields: "id,nickname,username,email" };
      return (await call<User[]>("users:list", { signal, query })).data;
    },
    placeholderData: (old) => old,
  });
  return (
    <Select
      id={id}
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      showSearch={{ filterOption: false, onSearch: setText }}
      placeholder={t("steps.run.chooseUser")}
      options={(users.data ?? []).map((u) => ({ value: u.id, label: name(u) }))}
      value={typeof value === "number" ? value : null}
      onChange={onChange}
      disabled={readOnly ?? false}
    />
  );
}
