import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import type { Page, WorkflowProblem } from "../api/types";
import { role } from "../app/session";
import { boundButtonsQuery } from "../steps/data";
import { specWords } from "../steps/spec-words";
import { wording } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { Empty } from "../ui/states";
import { ToneIcon } from "../ui/tag";
import { useBench } from "./bench";
import { Changes, schemaAt } from "./changes";
import { difference } from "./difference";
import { Dock } from "./dock";
import { checkQuery } from "./queries";
import { findStep } from "./tree";
import { Versions } from "./versions";

const route = getRouteApi("/inside/workflows/$id");

/** What is open beside the steps, other than a step. */
export function Side() {
  const { t } = useTranslation();
  const { side, step } = route.useSearch();
  const navigate = route.useNavigate();
  const { state, published } = useBench();
  const close = () => void navigate({ search: ({ side: _, ...s }) => s });
  if (side === "problems") return <Problems close={close} />;
  if (!side || step !== undefined) return null;
  return (
    <Dock title={t(`canvas.${side}.title`)} close={close}>
      {side === "versions" && <Versions />}
      {side === "bound" && <Bound />}
      {side === "changes" &&
        (published ? (
          <Changes list={difference(published, state.doc)} />
        ) : (
          <p className="soft">{t("canvas.changes.nothing")}</p>
        ))}
    </Dock>
  );
}

/** What is wrong, below the steps: each leads to its place. */
function Problems({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const { workflow } = useBench().state.version;
  const query = useQuery(checkQuery(workflow.id, workflow.updatedAt));
  return (
    <section className="bench-problems" aria-label={t("canvas.problems.title")}>
      <header className="bench-dock-head">
        <h2>{t("canvas.problems.title")}</h2>
        <button type="button" className="bench-link" onClick={close}>
          {t("canvas.close")}
        </button>
      </header>
      <Loaded
        query={query}
        isEmpty={(list) => list.length === 0}
        empty={<p className="bench-pad soft">{t("canvas.problems.good")}</p>}
      >
        {(list) => (
          <ul className="bench-list">
            {list.map((p) => (
              <Problem key={`${p.code}${p.nodeId}${p.path}${p.message}`} problem={p} />
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}

function Problem({ problem }: { problem: WorkflowProblem }) {
  const { t } = useTranslation();
  const { state, names, setCursor, open } = useBench();
  const step = problem.nodeKey ? findStep(state.doc.line, problem.nodeKey) : undefined;
  const where = step ? names.step(step) : t("canvas.trigger");
  const known = t("canvas.problems.codes", { returnObjects: true }) as Record<string, string>;
  const type = state.version.workflow.type;
  const spec = step ? names.specOf(step.type) : names.triggerOf(type);
  const words = specWords(t, step ? step.type : `trigger ${type}`);
  const setting = problem.path && words.label(problem.path, schemaAt(spec?.config, problem.path));
  const text = known[problem.code] ?? wording(t, { code: problem.code, message: problem.message });
  return (
    <li>
      <button
        type="button"
        className="bench-problem"
        onClick={() => {
          setCursor(step ? { kind: "step", key: step.key } : { kind: "trigger" });
          open(step, problem.path);
        }}
      >
        <ToneIcon tone={problem.severity === "error" ? "bad" : "attention"} />
        <span>
          <strong>{where}</strong> {text}
          {setting && <em className="bench-path">{setting}</em>}
          {known[problem.code] && problem.code !== "REQUIRED" && (
            <span className="soft bench-detail">{problem.message}</span>
          )}
        </span>
      </button>
    </li>
  );
}

/** The buttons that the workflow is bound to, and the pages that they stand on. */
function Bound() {
  const { t } = useTranslation();
  const { workflow } = useBench().state.version;
  const query = useQuery(boundButtonsQuery(workflow.id));
  const pages = useQuery({
    queryKey: ["pages", role.get(), "titles"],
    queryFn: async ({ signal }) =>
      (await call<Page[]>("pages:list", { signal, query: { paginate: false, fields: "uid,title,applicationKey" } }))
        .data,
  }).data;
  return (
    <Loaded
      query={query}
      isEmpty={(list) => list.length === 0}
      empty={
        <Empty title={t("canvas.bound.none")}>
          <p>{t("canvas.bound.noneText")}</p>
        </Empty>
      }
    >
      {(list) => (
        <ul className="bench-list">
          {list.map((b) => {
            const page = pages?.find((p) => p.uid === b.pageUid);
            const action = t(`actionNames.${b.action as "create"}`, { defaultValue: b.action });
            return (
              <li key={b.uid} className="bench-bound">
                <strong>{b.title || b.uid}</strong>
                <span className="soft">{[action, b.collection].filter(Boolean).join(" · ")}</span>
                {page && (
                  <Link
                    to={"/apps/$app/$page" as string}
                    params={{ app: page.applicationKey, page: page.uid } as never}
                  >
                    {t("canvas.bound.page", { page: page.title })}
                  </Link>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </Loaded>
  );
}
