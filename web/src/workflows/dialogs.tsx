import { CategoriesDialog } from "./categories-dialog";
import { DeleteDialog } from "./delete-dialog";
import type { Row } from "./filters";
import { TitleDialog } from "./title-dialog";

/** What is being done with a workflow in a dialog. */
export interface Act {
  name: "rename" | "duplicate" | "categories" | "delete";
  row: Row;
}

/** The dialog of what is being done, if anything is. The focus goes back to the workflow's menu. */
export function Dialogs({ act, onClose }: { act: Act | undefined; onClose: () => void }) {
  if (!act) return null;
  const { name, row } = act;
  const close = () => {
    onClose();
    // The menu that opened it is gone; its button is not. After a deletion the list itself goes on.
    requestAnimationFrame(() => {
      const back = document.getElementById(`workflow-more-${row.workflow.key}`) ?? document.getElementById("content");
      back?.focus();
    });
  };
  switch (name) {
    case "rename":
    case "duplicate":
      return <TitleDialog act={name} workflow={row.workflow} onClose={close} />;
    case "categories":
      return <CategoriesDialog row={row} onClose={close} />;
    default:
      return <DeleteDialog workflow={row.workflow} onClose={close} />;
  }
}
