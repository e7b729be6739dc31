import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { collectionsQuery, collectionTitle } from "../api/model";
import type { FlowNode, NodeSpec, NodeTest } from "../api/types";
import { StatusTag } from "../ui/tag";
import { asObject, type Config } from "./form-model";
import { JsonView } from "./json-view";
import { useEngineText } from "./use-engine-text";

interface TestResultProps {
  spec: NodeSpec;
  node: FlowNode;
  /** The settings that were tried. */
  config: Config;
  test: NodeTest;
}

/** What trying a step gave, or what the step would do. */
export function TestResult(props: TestResultProps) {
  return props.spec.trial === "told" ? <Would {...props} /> : <Gave {...props} />;
}

const errored = -2;

function Gave({ node, config, test }: TestResultProps) {
  const { t } = useTranslation();
  const engine = useEngineText();
  const said = test.status === errored && typeof test.result === "string" ? engine(test.result) : undefined;
  return (
    <>
      <p className="step-attempt-state">
        <StatusTag status={test.status} />
      </p>
      {test.branch !== undefined && (
        <p>{t("steps.test.branch", { title: branchTitle(t, node.type, config, test.branch) })}</p>
      )}
      {said ? <p>{said}</p> : <JsonView value={test.result} label={t("steps.test.title")} />}
      {test.log && <pre className="json-view step-log">{test.log}</pre>}
    </>
  );
}

function branchTitle(t: TFunction, type: string, config: Config, branch: number): string {
  if (type === "condition") return t(branch === 1 ? "steps.test.yes" : "steps.test.no");
  if (branch === 0) return t("steps.test.otherwise");
  const conditions = Array.isArray(config.conditions) ? config.conditions : [];
  const { title } = asObject(conditions[branch - 1]);
  return typeof title === "string" && title ? title : t("steps.test.branchNumber", { number: branch });
}

function Would({ node, test }: TestResultProps) {
  const { t } = useTranslation();
  const collections = useQuery(collectionsQuery()).data ?? [];
  const { collection: name, values, matching, more, unset } = asObject(test.result);
  const found = collections.find((c) => c.name === name);
  const collection = found ? collectionTitle(found) : String(name ?? "");
  const number = Number(matching ?? 0);
  const words: Record<string, () => string> = {
    create: () => t("steps.test.create", { collection }),
    update: () =>
      more ? t("steps.test.updateMore", { number, collection }) : t("steps.test.update", { count: number, collection }),
    destroy: () =>
      more
        ? t("steps.test.destroyMore", { number, collection })
        : t("steps.test.destroy", { count: number, collection }),
    "request-values": () => t("steps.test.submitted"),
  };
  const say = words[node.type];
  if (!say) return <JsonView value={test.result} label={t("steps.test.previewTitle")} />;
  return (
    <>
      <p>{say()}</p>
      {matching !== undefined && <p className="setting-help">{t("steps.test.seen")}</p>}
      {values !== undefined && <JsonView value={values} label={t("steps.test.previewTitle")} />}
      {Array.isArray(unset) && <p>{t("steps.test.unset", { places: unset.join(", ") })}</p>}
    </>
  );
}
