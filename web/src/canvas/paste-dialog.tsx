import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { type Asking, useBench } from "./bench";
import { cleared } from "./clipboard";
import { Dialog } from "./dialog";

/** Before steps are pasted that refer to what is not there: whether to keep or to clear that. */
export function PasteDialog({ place, steps, lost }: Extract<Asking, { kind: "paste" }>) {
  const { t } = useTranslation();
  const { ask, commands, names } = useBench();
  const gone = new Set(lost.flatMap((l) => l.keys));
  const put = (clear: boolean) => {
    ask(undefined);
    commands.put(place, clear ? cleared(steps, gone, names.nodes ?? []) : steps);
  };
  return (
    <Dialog
      title={t("canvas.paste.title")}
      onCancel={() => ask(undefined)}
      footer={
        <>
          <Button onClick={() => ask(undefined)}>{t("canvas.cancel")}</Button>
          <Button onClick={() => put(false)}>{t("canvas.paste.keep")}</Button>
          <Button type="primary" onClick={() => put(true)}>
            {t("canvas.paste.clear")}
          </Button>
        </>
      }
    >
      <p>{t("canvas.paste.text")}</p>
      <ul className="bench-bullets">
        {lost.map(({ step, keys }) => (
          <li key={step.key}>
            {names.step(step)}:{" "}
            {keys.map((key) => (
              <code key={key}>{key} </code>
            ))}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
