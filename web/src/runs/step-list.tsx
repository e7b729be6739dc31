import DownOutlined from "@ant-design/icons/es/icons/DownOutlined";
import RightOutlined from "@ant-design/icons/es/icons/RightOutlined";
import { Button, Select } from "antd";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Branch as BranchKind } from "../api/types";
import type { Names } from "../canvas/names";
import { StatusTag, Tag, ToneIcon } from "../ui/tag";
import type { ListedJob } from "./data";
import { ended, waits } from "./status";
import { StepDetail, type StepDetailProps } from "./step-detail";
import "./step-list.css";
import { type BranchItem, lastJob, type StepItem } from "./steps";
import { span } from "./time";
import { useDurations } from "./use-durations";

type Item = StepItem<ListedJob>;

interface StepListProps extends Pick<StepDetailProps, "run" | "may"> {
  items: readonly Item[];
  /** The key of the node whose step is open. */
  open: string | undefined;
  onOpen: (key: string | undefined) => void;
  onTurn: (nodeId: number, turn: number) => void;
  names: Names;
  /** The branches that the steps offer, by the id of the step. */
  branches: Record<string, readonly BranchKind[]>;
  now: number;
}

/** The steps of a run as a list: of each what became of it, and when it is open its attempts with input, output and log. */
export function StepList(props: StepListProps) {
  return (
    <ol className="steps">
      {props.items.map((item) => (
        <Step key={item.node.id} item={item} {...props} />
      ))}
    </ol>
  );
}

function Step({ item, ...props }: StepListProps & { item: Item }) {
  const { t } = useTranslation();
  const durations = useDurations();
  const body = useId();
  const { node } = item;
  const job = lastJob(item);
  const open = props.open === node.key;
  const took = job && span(job.startedAt, job.endedAt, props.now);
  return (
    <li className={job ? "step" : "step step-unreached"}>
      <div className="step-head">
        <Button
          type="text"
          size="small"
          className="step-open"
          icon={open ? <DownOutlined /> : <RightOutlined className="step-closed" />}
          aria-expanded={open}
          aria-controls={body}
          disabled={!job}
          onClick={() => props.onOpen(open ? undefined : node.key)}
        >
          {props.names.step({ title: node.title ?? "", type: node.type })}
        </Button>
        {node.title && <span className="step-type soft">{props.names.type(node.type)}</span>}
        <Mark job={job} branches={item.branches} />
        <span className="step-time soft">
          {[
            job && ended(job.status) && durations(took),
            item.jobs.length > 1 && t("runs.follow.attempts", { count: item.jobs.length }),
          ]
            .filter(Boolean)
            .join(", ")}
        </span>
      </div>
      <div id={body}>{open && job && <StepDetail item={item} run={props.run} may={props.may} now={props.now} />}</div>
      {item.branches.map((b) => (
        <Branch key={b.index} item={item} branch={b} {...props} />
      ))}
    </li>
  );
}

/** The state of a step. */
function Mark({ job, branches }: { job: ListedJob | undefined; branches: readonly unknown[] }): ReactNode {
  const { t } = useTranslation();
  if (!job) {
    return (
      <span className="step-none soft">
        <ToneIcon tone="neutral" /> {t("runs.step.unreached")}
      </span>
    );
  }
  if (waits(job, branches)) return <Tag tone="running">{t("runs.step.waits")}</Tag>;
  return <StatusTag status={job.status} />;
}

function Branch({ item, branch, ...props }: StepListProps & { item: Item; branch: BranchItem<ListedJob> }) {
  const { t } = useTranslation();
  const label = useId();
  const { turns, turn, index } = branch;
  const title = props.branches[item.node.id]?.find((b) => b.index === index)?.title;
  return (
    <div className="step-branch">
      <div className="step-branch-head soft">
        <span>{props.names.branch(title === undefined ? { index } : { index, title })}</span>
        {turns.length > 1 && (
          <>
            <span id={label} className="visually-hidden">
              {t("runs.step.turn")}
            </span>
            <Select<number>
              size="small"
              className="step-turn"
              aria-labelledby={label}
              showSearch={{ optionFilterProp: "label" }}
              value={turn}
              options={turns.map((_, i) => ({
                value: i,
                label: t("runs.step.turnOf", { turn: i + 1, count: turns.length }),
              }))}
              onChange={(next) => props.onTurn(item.node.id, next)}
            />
          </>
        )}
      </div>
      <StepList {...props} items={branch.steps} />
    </div>
  );
}
