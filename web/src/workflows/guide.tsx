import { Radio } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { answersOf, type Cause, causes, fitting, type Kind, kinds, type Moment, moments } from "./kinds";
import { Picture } from "./picture";

interface GuideProps {
  kind: Kind | undefined;
  /** The kinds that fit what the workflow is for; the others are shown with that reason. */
  only?: readonly Kind[];
  onChoose: (kind: Kind) => void;
}

/** Two questions that lead to the kind of workflow that fits, with a picture of where each stands. */
export function Guide({ kind, only, onChoose }: GuideProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<{ cause?: Cause; moment?: Moment }>({});
  const { cause, moment } = kind ? answersOf(kind) : asked;
  const causeLabel = useId();
  const momentLabel = useId();
  const possible = (c: Cause) => !only || only.some((k) => answersOf(k).cause === c);
  const answer = (next: { cause?: Cause; moment?: Moment }) => {
    setAsked(next);
    const found = fitting(next.cause, next.moment);
    if (found && (!only || only.includes(found))) onChoose(found);
  };
  return (
    <section className="guide" aria-label={t("workflows.guide.title")}>
      <div className="guide-question">
        <span id={causeLabel} className="guide-asks">
          {t("workflows.guide.cause")}
        </span>
        <Radio.Group
          vertical
          aria-labelledby={causeLabel}
          value={cause ?? null}
          onChange={(e) => answer({ cause: e.target.value as Cause, ...(moment && { moment }) })}
          options={causes.map((c) => ({
            value: c,
            disabled: !possible(c),
            label: possible(c)
              ? t(`workflows.guide.causes.${c}`)
              : `${t(`workflows.guide.causes.${c}`)} — ${t("workflows.guide.unfit")}`,
          }))}
        />
      </div>
      {cause === "action" && (
        <div className="guide-question">
          <span id={momentLabel} className="guide-asks">
            {t("workflows.guide.moment")}
          </span>
          <Radio.Group
            vertical
            aria-labelledby={momentLabel}
            value={moment ?? null}
            onChange={(e) => answer({ cause: "action", moment: e.target.value as Moment })}
            options={moments.map((m) => ({ value: m, label: t(`workflows.guide.moments.${m}`) }))}
          />
        </div>
      )}
      <Picture kind={kind} />
      <dl className="guide-kinds" aria-live="polite">
        {kinds
          .filter((k) => k === kind)
          .map((k) => (
            <div key={k}>
              <dt>{t("workflows.guide.fits", { kind: t(`workflows.kinds.${k}.name`) })}</dt>
              <dd className="soft">{t(`workflows.kinds.${k}.about`)}</dd>
              <dd className="soft">{t(`workflows.kinds.${k}.example`)}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
