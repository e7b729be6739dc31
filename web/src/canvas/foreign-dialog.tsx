import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useBench } from "./bench";
import { Changes } from "./changes";
import { Dialog } from "./dialog";
import { difference } from "./difference";
import type { Foreign } from "./editor";
import { readVersion } from "./queries";
import { personName } from "./standing";

/** Somebody else changed what is open: what he changed and, if that crossed with edits here, whose count. */
export function ForeignDialog({ foreign }: { foreign: Foreign }) {
  const { t } = useTranslation();
  const { editor } = useBench();
  const { before, after, mine, version } = foreign;
  const { id, updatedAt } = version.workflow;
  // The answer to a save does not name the person; the version itself does.
  const who = useQuery({
    queryKey: ["workflows", "by", id, updatedAt],
    queryFn: async ({ signal }) => (await readVersion(id, signal))?.workflow.updatedBy ?? null,
    initialData: version.workflow.updatedBy ?? undefined,
  }).data;
  const name = personName(who) || t("canvas.foreign.somebody");
  const goOn = () => void editor.acknowledge();
  return (
    <Dialog
      title={t("canvas.foreign.title", { name })}
      onCancel={goOn}
      footer={
        mine ? (
          <>
            <Button onClick={() => void editor.acknowledge(mine)}>{t("canvas.foreign.mine")}</Button>
            <Button type="primary" onClick={goOn}>
              {t("canvas.foreign.theirs")}
            </Button>
          </>
        ) : (
          <Button type="primary" onClick={goOn}>
            {t("canvas.foreign.goOn")}
          </Button>
        )
      }
    >
      <p>{t(mine ? "canvas.foreign.crossed" : "canvas.foreign.text")}</p>
      <h2 className="bench-sub">{t("canvas.foreign.changes", { name })}</h2>
      <Changes list={difference(before, after)} />
      {mine && (
        <>
          <h2 className="bench-sub">{t("canvas.foreign.yours")}</h2>
          <Changes list={difference(before, mine)} />
        </>
      )}
    </Dialog>
  );
}
