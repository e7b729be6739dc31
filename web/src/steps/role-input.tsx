import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Role } from "../api/types";
import { roleName } from "../app/roles";
import { role } from "../app/session";
import type { ControlProps } from "./control-props";
import { useFormScope } from "./form-context";

/** A role; without one the user's own counts. */
export default function RoleInput({ value, onChange, id, describedBy, invalid }: ControlProps) {
  const { t } = useTranslation();
  const { readOnly } = useFormScope();
  const roles = useQuery({
    queryKey: ["roles", "choice", role.get()],
    queryFn: async ({ signal }) =>
      (await call<Role[]>("roles:list", { signal, query: { pageSize: 200, fields: "name,title" } })).data,
  });
  return (
    <Select
      id={id}
      allowClear
      aria-describedby={describedBy}
      status={invalid ? "error" : ""}
      placeholder={t("steps.run.ownRole")}
      options={(roles.data ?? []).map((r) => ({ value: r.name, label: r.title || roleName(t, r.name) }))}
      value={typeof value === "string" && value ? value : null}
      onChange={(v) => onChange(v ?? undefined)}
      disabled={readOnly ?? false}
    />
  );
}
