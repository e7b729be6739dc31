import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useDates } from "../ui/format";
import { statusOf, ToneIcon } from "../ui/tag";
import type { ChosenRun } from "./chosen-run";

/** Chooses the past run whose values are shown. */
export function RunChoice({ chosen }: { chosen: ChosenRun }) {
  const { t } = useTranslation();
  const dates = useDates();
  const id = useId();
  if (chosen.runs.length === 0) {
    return chosen.loading ? null : <p className="setting-help">{t("steps.past.none")}</p>;
  }
  return (
    <div className="step-run">
      <label htmlFor={id} className="setting-label">
        {t("steps.past.label")}
      </label>
      <Select
        id={id}
        size="small"
        value={chosen.run?.id ?? null}
        options={chosen.runs.map((r) => {
          const { name, tone } = statusOf(r.status);
          const when = dates.both(r.startedAt ?? r.createdAt);
          return {
            value: r.id,
            label: (
              <span className="step-run-option">
                <ToneIcon tone={tone} /> {when} <span className="soft">{t(`statuses.${name}`)}</span>
              </span>
            ),
          };
        })}
        onChange={(v) => v !== null && chosen.choose(v)}
        popupMatchSelectWidth={false}
      />
    </div>
  );
}
