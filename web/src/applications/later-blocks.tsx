import type { Block } from "../api/types";
import { lazily } from "../ui/lazily";
import { Loading } from "../ui/states";

// A page of tables needs no inputs, and hardly any page a text: they are as heavy as all the rest.

/** See FormBlockView of form-block. */
export const FormBlockView = lazily(async () => (await import("./form-block")).FormBlockView, <Loading />);

/** See MarkdownBlockView of markdown-block. */
export const MarkdownBlockView = lazily(async () => (await import("./markdown-block")).MarkdownBlockView, <Loading />);

const later: Partial<Record<Block["type"], () => Promise<unknown>>> = {
  form: FormBlockView.load,
  markdown: MarkdownBlockView.load,
};

/** Loads what blocks are drawn with, by default all of it: then they are drawn at once, and nothing jumps. */
export async function loadBlocks(blocks?: readonly Block[]) {
  const types = blocks ? new Set(blocks.map((b) => b.type)) : (Object.keys(later) as Block["type"][]);
  // What cannot be loaded now is tried again when it is drawn, and fails there.
  await Promise.all([...types].map((type) => later[type]?.())).catch(() => {});
}
