import ApartmentOutlined from "@ant-design/icons/es/icons/ApartmentOutlined";
import AppstoreOutlined from "@ant-design/icons/es/icons/AppstoreOutlined";
import BranchesOutlined from "@ant-design/icons/es/icons/BranchesOutlined";
import CalculatorOutlined from "@ant-design/icons/es/icons/CalculatorOutlined";
import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import ExportOutlined from "@ant-design/icons/es/icons/ExportOutlined";
import FileAddOutlined from "@ant-design/icons/es/icons/FileAddOutlined";
import FormOutlined from "@ant-design/icons/es/icons/FormOutlined";
import MessageOutlined from "@ant-design/icons/es/icons/MessageOutlined";
import PlayCircleOutlined from "@ant-design/icons/es/icons/PlayCircleOutlined";
import RetweetOutlined from "@ant-design/icons/es/icons/RetweetOutlined";
import SearchOutlined from "@ant-design/icons/es/icons/SearchOutlined";
import StopOutlined from "@ant-design/icons/es/icons/StopOutlined";
import { useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { type ComponentType, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { NodeSpec, TriggerSpec } from "../api/types";
import { nodeSpecsQuery, triggerSpecsQuery } from "../steps/data";
import { nodeSummary, nodeTitle, triggerTitle } from "../steps/spec-words";
import type { BranchLine, Step } from "./tree";

type Icon = ComponentType<{ "aria-hidden"?: boolean }>;

// A type without an icon of its own has that of its group: a new one needs nothing here.
const icons: Record<string, Icon> = {
  condition: BranchesOutlined,
  "multi-conditions": ApartmentOutlined,
  loop: RetweetOutlined,
  create: FileAddOutlined,
  update: EditOutlined,
  query: SearchOutlined,
  destroy: DeleteOutlined,
  "request-values": FormOutlined,
  "response-message": MessageOutlined,
  output: ExportOutlined,
  end: StopOutlined,
};

const groupIcons: Record<string, Icon> = {
  control: BranchesOutlined,
  calculation: CalculatorOutlined,
  records: FormOutlined,
  response: MessageOutlined,
};

/** The icon of a type of steps. */
export function nodeIcon(type: string, group: string | undefined): Icon {
  return icons[type] ?? groupIcons[group ?? ""] ?? AppstoreOutlined;
}

export const triggerIcon: Icon = PlayCircleOutlined;

/** Our own words for what the server names, where we have some; the server's where not. */
function own(t: TFunction, kind: "groups" | "branches", name: string) {
  const known = t(`canvas.${kind}`, { returnObjects: true }) as Record<string, string>;
  return known[name] ?? name;
}

/** Remembers what a function answers: the words of a language are many, and they are asked for on every key. */
function remembered(ask: (name: string) => string): (name: string) => string {
  const known = new Map<string, string>();
  return (name) => {
    const found = known.get(name) ?? ask(name);
    known.set(name, found);
    return found;
  };
}

/** What the reader calls types, groups, branches and steps. It needs the texts of `canvas` and `steps`. */
export function useNames() {
  const { t } = useTranslation();
  const nodes = useQuery(nodeSpecsQuery()).data;
  const triggers = useQuery(triggerSpecsQuery()).data;
  return useMemo(() => {
    const specOf = (type: string): NodeSpec | undefined => nodes?.find((s) => s.type === type);
    const triggerOf = (type: string): TriggerSpec | undefined => triggers?.find((s) => s.type === type);
    const type = remembered((name) => nodeTitle(t, specOf(name) ?? { type: name, title: name }));
    const branch = remembered((name) => own(t, "branches", name));
    return {
      nodes,
      triggers,
      specOf,
      triggerOf,
      type,
      summary: remembered((name) => nodeSummary(t, specOf(name) ?? { type: name, summary: "" })),
      group: remembered((name) => own(t, "groups", name)),
      trigger: remembered((name) => triggerTitle(t, triggerOf(name) ?? { type: name, title: name })),
      icon: (name: string) => nodeIcon(name, specOf(name)?.group),
      step: (step: Pick<Step, "title" | "type">) => step.title || type(step.type),
      branch: ({ title, index }: Pick<BranchLine, "title" | "index">) =>
        title === undefined ? t("canvas.lostBranch", { index }) : branch(title),
    };
  }, [t, nodes, triggers]);
}

export type Names = ReturnType<typeof useNames>;
