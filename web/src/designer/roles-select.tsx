import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { rolesQuery } from "./data";

interface RolesSelectProps {
  id: string;
  "aria-describedby"?: string;
  value: readonly string[];
  onChange: (roles: string[]) => void;
  /** What an empty choice means. */
  everybody: string;
}

/** Chooses roles. One that is gone stays visible, so that it can be taken out. */
export function RolesSelect({ id, value, onChange, everybody, ...rest }: RolesSelectProps) {
  const { t } = useTranslation();
  const roles = useQuery(rolesQuery());
  const known = new Map((roles.data ?? []).map((r) => [r.name, r.title || r.name]));
  const options = [...known].map(([name, title]) => ({ value: name, label: title }));
  for (const name of value) {
    if (!known.has(name)) options.push({ value: name, label: roles.data ? t("designer.roles.gone", { name }) : name });
  }
  return (
    <Select<string[]>
      id={id}
      {...rest}
      mode={roles.isError ? "tags" : "multiple"}
      value={[...value]}
      options={options}
      optionFilterProp="label"
      loading={roles.isFetching}
      placeholder={everybody}
      onChange={onChange}
    />
  );
}
