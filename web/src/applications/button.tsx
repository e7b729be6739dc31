import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { type ReactElement, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Block, PageButton } from "../api/types";
import { actionOf } from "../designer/model/fits";
import type { Source } from "../records/queries";
import { collectionOf, type Row } from "../records/record";
import { lazily } from "../ui/lazily";
import { requestOf, resolved, type Target } from "./act";
import { iconOf } from "./icons";
import { useLead } from "./lead";
import { useMine } from "./mine";
import { useDepth, usePage } from "./page-context";
import { usePageState } from "./page-state";
import { type Ending, moveTo, press, type Verb } from "./press";

const BulkEdit = lazily(async () => (await import("./bulk-edit")).BulkEdit);
const Confirm = lazily(async () => (await import("./confirm")).Confirm);

/** What a form around a button does for it. */
export interface FormSide {
  /** The checked values; undefined when something is missing, which the form shows. */
  collect: () => Record<string, unknown> | undefined;
  /** The fields at which the form shows messages. */
  shows: readonly string[];
  /** Takes what came of it: messages at fields, and a fresh start where it was saved. */
  ended: (ending: Ending, button: PageButton) => Promise<void> | void;
}

export interface ActingProps {
  button: PageButton;
  block: Block;
  target: Target;
  /** The record that it acts on, where it is one. */
  row?: Row | undefined;
  source?: Source | undefined;
  form?: FormSide | undefined;
  /** The main button of a form: Enter presses it, through what it puts here. */
  main?: boolean;
  pressMain?: RefObject<(() => void) | undefined>;
  small?: boolean;
  /** What to tell of the record for those who do not see the row. */
  about?: string | undefined;
  /** After it was carried out. */
  onDone?: (() => void) | undefined;
}

/** A button of a page: it asks where it has to, acts once however often it is pressed, and tells what came of it. */
export function ActingButton(props: ActingProps): ReactElement {
  const { button, main, pressMain, small, about } = props;
  const { t } = useTranslation();
  const { inert } = usePage();
  const { go, busy, asking } = usePress(props);
  useEffect(() => {
    if (main && pressMain) pressMain.current = () => void go();
  });
  const title = button.title || t(`applications.kinds.${button.kind}`);
  const Icon = iconOf(button.icon);
  const style = button.style ?? (button.kind === "submit" ? "primary" : "default");
  return (
    <>
      <Button
        {...(style === "primary" && { type: "primary" as const })}
        {...(style === "text" && { type: "text" as const })}
        {...(style === "danger" && { danger: true })}
        {...(small && { size: "small" as const })}
        {...(Icon && { icon: <Icon aria-hidden /> })}
        {...(main && !inert && { htmlType: "submit" as const })}
        {...(about && { "aria-label": t("applications.buttonOn", { button: title, record: about }) })}
        {...(button.kind === "popup" && { "aria-haspopup": "dialog" as const })}
        data-button={button.uid}
        loading={busy}
        onClick={inert || main ? undefined : () => void go()}
      >
        {title}
      </Button>
      {asking}
    </>
  );
}

/** Presses a button by program: for Enter in a form. */
export function usePress({ button, block, target, row, source, form, onDone }: ActingProps) {
  const { t } = useTranslation();
  const { collections } = usePage();
  const { popups, setPopups } = usePageState();
  const { level, close } = useDepth();
  const queries = useQueryClient();
  const lead = useLead();
  const me = useMine();
  const locked = useRef(false);
  const [busy, setBusy] = useState(false);
  const [question, setQuestion] = useState<string>();
  const [choosing, setChoosing] = useState(false);
  const title = button.title || t(`applications.kinds.${button.kind}`);
  const action = actionOf(button, block);
  const collection = collectionOf(collections, block.collection);

  const perform = async (values: Record<string, unknown>) => {
    if (locked.current) return; // a second press while the first one is on its way
    const wanted = requestOf(button, block, target, values, { collection, ...(source && { source }) });
    if (!wanted) return;
    locked.current = true;
    setBusy(true);
    try {
      const body = resolved(wanted.body, me, new Date()) as Record<string, unknown>;
      const verb = verbOf(action);
      const ending = await press({
        ...wanted,
        body,
        place: block.uid,
        title,
        verb,
        ...(form && { shows: form.shows }),
      });
      if (ending.saved) await queries.invalidateQueries({ queryKey: ["records"] });
      await form?.ended(ending, button);
      if (ending.saved) done();
    } finally {
      locked.current = false;
      setBusy(false);
    }
  };
  const done = () => {
    onDone?.();
    if (button.page) {
      moveTo(block.uid, button.page);
      void lead.toPage(button.page);
    } else if (close && (button.kind === "submit" || action === "destroy")) {
      close(block.uid);
    }
  };
  const collected = () => (form && button.kind !== "delete" ? form.collect() : {});
  const start = () => {
    if (button.kind === "bulkUpdate" && Object.keys(button.values ?? {}).length === 0) return setChoosing(true);
    const values = collected();
    if (values) void perform(values);
  };
  const go = async () => {
    if (locked.current) return;
    if (button.kind === "popup") {
      const record = target.keys[0];
      setPopups([...popups.slice(0, level), { button: button.uid, ...(record !== undefined && { record }) }]);
      return;
    }
    const ask =
      button.confirm || (action === "destroy" ? t("applications.confirmDelete", { count: target.keys.length }) : "");
    if (ask) {
      if (form && button.kind !== "delete" && !form.collect()) return; // what is missing is said before the question
      setQuestion(ask);
      return;
    }
    if (button.kind === "link") return lead.follow(button, row, target.keys[0]);
    start();
  };
  const confirmed = () => {
    setQuestion(undefined);
    if (button.kind === "link") lead.follow(button, row, target.keys[0]);
    else start();
  };
  const asking = (
    <>
      {question !== undefined && (
        <Confirm
          title={title}
          question={question}
          danger={action === "destroy"}
          onYes={confirmed}
          onNo={() => setQuestion(undefined)}
        />
      )}
      {choosing && collection && (
        <BulkEdit
          title={title}
          count={target.keys.length}
          collection={collection}
          onSubmit={(values) => {
            setChoosing(false);
            void perform(values);
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </>
  );
  return { go, busy, asking };
}

function verbOf(action: string | undefined): Verb {
  if (action === "destroy") return "delete";
  return action === "trigger" ? "start" : "save";
}
