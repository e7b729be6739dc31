import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Execution } from "../api/types";
import type { Decoration } from "../canvas/graph";
import { useNames } from "../canvas/names";
import type { Version } from "../canvas/queries";
import { Loaded } from "../ui/loaded";
import { usePhone } from "../ui/media";
import { Loading } from "../ui/states";
import { statusOf } from "../ui/tag";
import { type ListedJob, versionQuery } from "./data";
import { ended, powers, waits } from "./status";
import { StepList } from "./step-list";
import { flat, lastJob, type StepItem, stepItems, type Turns } from "./steps";
import { span } from "./time";
import { useDurations } from "./use-durations";
import { useNow } from "./use-now";

const route = getRouteApi("/inside/runs/$id");
const WorkflowGraph = lazy(async () => ({ default: (await import("../canvas/graph")).WorkflowGraph }));

/** The steps of a run: on the canvas where there is room for it, and as a list. */
export function RunSteps({ run, jobs }: { run: Execution; jobs: readonly ListedJob[] }) {
  const { t } = useTranslation();
  const version = useQuery(versionQuery(run.workflowId));
  return (
    <Loaded query={version}>
      {(found) =>
        found ? (
          <Steps run={run} jobs={jobs} version={found} />
        ) : (
          <p className="panel panel-pad soft">{t("runs.run.versionGone")}</p>
        )
      }
    </Loaded>
  );
}

interface StepsProps {
  run: Execution;
  jobs: readonly ListedJob[];
  version: Version;
}

function Steps({ run, jobs, version: { workflow, branches } }: StepsProps) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const { me } = route.useRouteContext();
  const { step } = route.useSearch();
  const navigate = route.useNavigate();
  const [turns, setTurns] = useState<Turns>(new Map());
  const names = useNames();
  const now = useNow(!ended(run.status));
  const nodes = useMemo(() => workflow.nodes ?? [], [workflow.nodes]);
  const items = useMemo(() => stepItems(nodes, jobs, turns), [nodes, jobs, turns]);
  const decorate = useDecoration(items, run);
  const open = (key: string | undefined) =>
    navigate({ search: key ? { step: key } : {}, replace: true, resetScroll: false });
  if (nodes.length === 0) return <p className="panel panel-pad soft">{t("runs.run.noSteps")}</p>;
  return (
    <div className="run-steps">
      {!onPhone && (
        <section className="panel run-canvas" aria-label={t("runs.run.canvas")}>
          <Suspense fallback={<Loading />}>
            <WorkflowGraph
              workflow={workflow}
              nodes={nodes}
              label={t("runs.run.canvas")}
              decorate={decorate}
              open={step}
              onOpen={(s) => open(s?.key)}
            />
          </Suspense>
        </section>
      )}
      <section className="panel panel-pad run-list" aria-label={t("runs.run.steps")}>
        <h2>{t("runs.run.steps")}</h2>
        <StepList
          items={items}
          run={run}
          may={powers(run, me.check.role === "root")}
          open={step}
          onOpen={open}
          onTurn={(node, turn) => setTurns(new Map(turns).set(node, turn))}
          names={names}
          branches={branches}
          now={now}
        />
      </section>
    </div>
  );
}

/** What the canvas says of each step: how it went, how long it took and how often it was tried. */
function useDecoration(items: readonly StepItem<ListedJob>[], run: Execution) {
  const { t } = useTranslation();
  const durations = useDurations();
  const byKey = useMemo(() => new Map(flat(items).map((i) => [i.node.key, i])), [items]);
  return (step: { key: string } | undefined): Decoration | undefined => {
    if (!step) return run.status === null ? { faint: true } : { tone: "good", note: t("runs.run.begun") };
    const item = byKey.get(step.key);
    const job = item && lastJob(item);
    if (!item || !job) return { faint: true, note: t("runs.step.unreached") };
    const { name, tone } = statusOf(job.status);
    const words = [
      waits(job, item.branches) ? t("runs.step.waits") : t(`statuses.${name}`),
      ended(job.status) && durations(span(job.startedAt, job.endedAt)),
      item.jobs.length > 1 && t("runs.follow.attempts", { count: item.jobs.length }),
    ];
    return { tone, note: words.filter(Boolean).join(", ") };
  };
}
