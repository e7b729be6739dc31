import { Select } from "antd";
import { useTranslation } from "react-i18next";
import { Entry } from "./entry";
import { type KindId, kindGroups, kindOf, kindsIn } from "./kinds";

interface KindSelectProps {
  kind: KindId;
  choose: (kind: KindId) => void;
  /** The names of the fields that there are: what a collection has once is not offered again. */
  taken: readonly string[];
}

/** The kinds of fields by what people mean, each with a sentence; typing finds one by title or sentence. */
export function KindSelect({ kind, choose, taken }: KindSelectProps) {
  const { t } = useTranslation();
  const about = (id: KindId) => t(`collections.kinds.${id}.about`);
  const options = kindGroups.map((group) => ({
    label: t(`collections.groups.${group}`),
    options: kindsIn(group)
      .filter((id) => !taken.includes(kindOf(id).name ?? ""))
      .map((id) => ({ value: id, label: t(`collections.kinds.${id}.title`), about: about(id) })),
  }));
  return (
    <Entry label={t("collections.form.kind")} help={about(kind)} required>
      {(entry) => (
        <Select<KindId, { value?: KindId; label: string; about?: string }>
          {...entry}
          value={kind}
          listHeight={400}
          virtual={false}
          options={options.filter((g) => g.options.length > 0)}
          onChange={choose}
          showSearch={{
            filterOption: (typed, option) =>
              `${option?.label ?? ""} ${option?.about ?? ""}`.toLowerCase().includes(typed.trim().toLowerCase()),
          }}
          optionRender={({ data }) => (
            <span className="kind-option">
              <span>{data.label}</span>
              <span className="soft kind-option-about">{data.about}</span>
            </span>
          )}
        />
      )}
    </Entry>
  );
}
