import { type EditorState, Facet, type Range, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { holes, type Named, plausible, shortName } from "./variables";

/** What chips need to know: how variables are written in the text, and what they are called. */
export interface ChipNames {
  language: "template" | "expression";
  known: readonly Named[];
}

const nothing: ChipNames = { language: "template", known: [] };

export const chipNames = Facet.define<ChipNames, ChipNames>({ combine: (all) => all[0] ?? nothing });

/** A variable by its name, in place of its path. */
class Chip extends WidgetType {
  constructor(
    readonly path: string,
    readonly label: string,
    readonly right: boolean,
  ) {
    super();
  }

  override eq(other: Chip) {
    return other.path === this.path && other.label === this.label && other.right === this.right;
  }

  override toDOM() {
    const chip = document.createElement("span");
    chip.className = this.right ? "variable-chip" : "variable-chip variable-chip-wrong";
    chip.textContent = this.label;
    chip.title = this.path;
    return chip;
  }

  override ignoreEvent() {
    return false;
  }
}

function draw(state: EditorState): DecorationSet {
  const { language, known } = state.facet(chipNames);
  const list: Range<Decoration>[] = holes(state.doc.toString(), language).map((h) => {
    const right = known.length === 0 || plausible(known, h.path);
    return Decoration.replace({ widget: new Chip(h.path, shortName(known, h.path), right) }).range(h.from, h.to);
  });
  return Decoration.set(list);
}

const field = StateField.define<DecorationSet>({
  create: draw,
  update: (drawn, tr) =>
    tr.docChanged || tr.startState.facet(chipNames) !== tr.state.facet(chipNames) ? draw(tr.state) : drawn,
  provide: (f) => [
    EditorView.decorations.from(f),
    EditorView.atomicRanges.of((view) => view.state.field(f, false) ?? Decoration.none),
  ],
});

/** Shows the variables of a text as chips: the cursor goes over one at once, and so does deleting. */
export const chips = field;
