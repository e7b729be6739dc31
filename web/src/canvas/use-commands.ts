import type { TFunction } from "i18next";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "../ui/notices";
import type { Bench, Commands } from "./bench";
import { copyText, dangling, fresh, parseSteps } from "./clipboard";
import { canMove, insert, move, placeBeside, remove, update } from "./edits";
import { usersOf } from "./references";
import { findStep, type Line, type Place, placeAt, type Spot, type Step, standing, stepsOf } from "./tree";

type Needs = Pick<Bench, "editor" | "names" | "setCursor" | "choose" | "ask" | "refusal">;

/** What can be done with the steps. */
export function useCommands({ editor, names, setCursor, choose, ask, refusal }: Needs): Commands {
  const { t } = useTranslation();
  return useMemo(
    () => commandsOf({ editor, names, setCursor, choose, ask, refusal }, t),
    [editor, names, setCursor, choose, ask, refusal, t],
  );
}

function commandsOf({ editor, names, setCursor, choose, ask, refusal }: Needs, t: TFunction): Commands {
  const line = () => editor.get().doc.line;
  const specs = names.nodes ?? [];
  const at = (key: string): Spot => ({ kind: "step", key });
  const chosenSteps = (keys: readonly string[]) => keys.flatMap((key) => findStep(line(), key) ?? []);
  const put = (place: Place, steps: Line, keep?: number) => {
    void editor.editLine((l) => insert(l, place, steps, keep));
    const [first] = steps;
    choose(steps.length > 1 ? steps.map((s) => s.key) : []);
    if (first) setCursor(at(first.key), true);
  };
  const removeNow = (keys: readonly string[], keep?: number) => {
    setCursor(afterwards(line(), keys), true);
    choose([]);
    void editor.editLine((l) => keys.reduce((rest, key) => remove(rest, key, keep), l));
    const [step] = chosenSteps(keys);
    const text =
      keys.length > 1
        ? t("canvas.removedMany", { count: keys.length })
        : t("canvas.removed", { step: step ? names.step(step) : "" });
    notify({ tone: "good", text, action: { label: t("canvas.undo"), run: () => void editor.undo() } });
  };
  return {
    add: (place) => ask({ kind: "add", place }),
    put,
    removeNow,
    remove: (keys) => {
      const steps = chosenSteps(keys);
      const gone = new Set([...stepsOf(steps)].map((s) => s.key));
      const simple = gone.size === steps.length && usersOf(line(), gone, specs).length === 0;
      if (steps.length > 0) simple ? removeNow(keys) : ask({ kind: "remove", keys });
    },
    move: (key, place) => {
      if (!canMove(line(), key, place)) return;
      void editor.editLine((l) => move(l, key, place));
      setCursor(at(key), true);
    },
    moveBy: (key, by) => {
      const place = placeBeside(line(), key, by);
      if (!place) return;
      void editor.editLine((l) => move(l, key, place));
      setCursor(at(key), true);
    },
    duplicate: (keys) => {
      const last = keys.at(-1);
      if (last) put({ upstream: last, branch: null }, fresh(chosenSteps(keys), specs));
    },
    rename: (key, title) => {
      void editor.edit((doc) =>
        key === null ? { ...doc, title } : { ...doc, line: update(doc.line, key, (s) => ({ ...s, title })) },
      );
    },
    copy: (keys) => copyText({ workflow: editor.get().version.workflow.key, steps: chosenSteps(keys) }),
    paste: (text, spot) => {
      const copied = parseSteps(text);
      if (!copied) return notify({ tone: "attention", text: t("canvas.pasteNothing") }) as unknown as undefined;
      const reasons = new Map([...stepsOf(copied.steps)].map((s) => [s.type, refusal(s.type)]));
      const refused = [...reasons].filter(([, reason]) => reason);
      if (refused.length > 0) {
        const text = refused.map(([type, reason]) => `${names.type(type)}: ${reason}`).join(" ");
        return void notify({ tone: "attention", text: t("canvas.pasteRefused", { reasons: text }) });
      }
      const taken = new Set([...stepsOf(line())].map((s) => s.key));
      const same = copied.workflow === editor.get().version.workflow.key;
      const steps = fresh(copied.steps, specs, same ? taken : undefined);
      const place = placeAt(spot, line());
      const lost = dangling(line(), place, steps, specs);
      if (lost.length > 0) ask({ kind: "paste", place, steps, lost });
      else put(place, steps);
    },
    undo: () => void editor.undo(),
    redo: () => void editor.redo(),
  };
}

/** Where the focus goes when some steps go: to what takes their place, else to what stood before them. */
function afterwards(line: Line, keys: readonly string[]): Spot {
  const [first, last] = [keys[0] ?? "", keys.at(-1) ?? ""];
  const [from, to] = [standing(line, first), standing(line, last)];
  const next: Step | undefined = to?.line[to.at + 1];
  if (next) return { kind: "step", key: next.key };
  const place = from?.place;
  if (!place || place.upstream === null) return { kind: "trigger" };
  return place.branch === null
    ? { kind: "step", key: place.upstream }
    : { kind: "branch", key: place.upstream, index: place.branch };
}
