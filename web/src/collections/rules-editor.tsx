import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { takesArgument } from "./draft";
import type { Rule } from "./field-draft";
import type { KindGroup, RuleName } from "./kinds";

interface RulesEditorProps {
  offered: readonly RuleName[];
  group: KindGroup;
  rules: readonly Rule[];
  change: (rules: Rule[]) => void;
  error: string | undefined;
}

/** Rules that values have to follow; the words depend on what is measured: characters, amounts, dates, entries. */
export function RulesEditor({ offered, group, rules, change, error }: RulesEditorProps) {
  const { t } = useTranslation();
  const measure = group === "text" || group === "number" || group === "date" ? group : "list";
  const word = (name: RuleName): string =>
    t(`collections.rules.${measure}.${name}` as "collections.rules.text.min", {
      defaultValue: t(`collections.rules.any.${name}` as "collections.rules.any.email"),
    });
  const free = offered.filter((name) => !rules.some((r) => r.name === name));
  const put = (at: number, part: Partial<Rule>) => change(rules.map((r, i) => (i === at ? { ...r, ...part } : r)));
  return (
    <fieldset className="collections-set">
      <legend>{t("collections.rules.title")}</legend>
      <p className="soft">{t("collections.rules.help")}</p>
      <ul className="rules">
        {rules.map((rule, i) => (
          <li key={rule.name} className="rules-row">
            <Select
              className="rules-name"
              aria-label={t("collections.rules.which", { n: i + 1 })}
              value={rule.name}
              options={[rule.name, ...free].map((value) => ({ value, label: word(value) }))}
              onChange={(name) => put(i, { name })}
            />
            {takesArgument(rule.name) && (
              <Input
                className="rules-arg"
                aria-label={word(rule.name)}
                type={rule.name === "pattern" ? "text" : group === "date" ? "text" : "number"}
                placeholder={
                  rule.name === "pattern" ? "^[A-Z]{2}" : group === "date" ? t("collections.rules.dateHint") : ""
                }
                value={rule.arg}
                onChange={(e) => put(i, { arg: e.target.value })}
              />
            )}
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t("collections.rules.remove", { which: word(rule.name) })}
              onClick={() => change(rules.filter((_, n) => n !== i))}
            />
          </li>
        ))}
      </ul>
      {free[0] && (
        <Button icon={<PlusOutlined />} onClick={() => change([...rules, { name: free[0] as RuleName, arg: "" }])}>
          {t("collections.rules.add")}
        </Button>
      )}
      <p className="collections-error" role="alert">
        {error}
      </p>
    </fieldset>
  );
}
