import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { iconNames, iconOf } from "../applications/icons";
import "./inspector.css";

interface IconSelectProps {
  id?: string;
  value?: string | null | undefined;
  onChange?: (icon: string | undefined) => void;
}

/** Chooses an icon by what it shows. */
export function IconSelect({ value, onChange, ...rest }: IconSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      {...rest}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={value ?? null}
      placeholder={t("designer.button.noIcon")}
      options={iconNames.map((name) => ({ value: name as string, label: t(`designer.icons.${name}`) }))}
      optionRender={({ value: name, label }) => {
        const Icon = iconOf(String(name));
        return (
          <span className="icon-option">
            {Icon && <Icon aria-hidden />} {label}
          </span>
        );
      }}
      onChange={(icon) => onChange?.(icon ?? undefined)}
    />
  );
}
