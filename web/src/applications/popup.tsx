import type { Block } from "../api/types";
import type { Source } from "../records/queries";
import type { Row } from "../records/record";
import { lazily } from "../ui/lazily";
import { useDepth } from "./page-context";
import { usePageState } from "./page-state";

const PopupDrawer = lazily(async () => (await import("./popup-drawer")).PopupDrawer);

interface PopupsProps {
  block: Block;
  /** The records that the block shows: the pop-up of one of them needs no reading. */
  rows?: readonly Row[];
  source?: Source;
  appends?: readonly string[];
}

/** The pop-up of one of a block's buttons, if one is open. */
export function Popups({ block, rows, source, appends }: PopupsProps) {
  const { popups } = usePageState();
  const { level } = useDepth();
  const open = popups[level];
  const button = open && block.buttons?.find((b) => b.uid === open.button && b.kind === "popup");
  if (!button) return null;
  return <PopupDrawer block={block} button={button} id={open.record} rows={rows} source={source} appends={appends} />;
}
