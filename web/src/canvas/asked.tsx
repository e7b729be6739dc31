import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { RunByHand } from "../steps";
import { size } from "../ui/tokens";
import { AddDialog } from "./add-dialog";
import { useBench } from "./bench";
import { Dialog } from "./dialog";
import { ForeignDialog } from "./foreign-dialog";
import { PasteDialog } from "./paste-dialog";
import { PublishDialog } from "./publish-dialog";
import { RemoveDialog } from "./remove-dialog";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { DiscardDialog, RollBackDialog } from "./version-dialogs";

/** The dialog that is open, if one is. */
export function Asked() {
  const { asking, state } = useBench();
  if (state.foreign) return <ForeignDialog foreign={state.foreign} />;
  switch (asking?.kind) {
    case "add":
      return <AddDialog place={asking.place} />;
    case "remove":
      return <RemoveDialog keys={asking.keys} />;
    case "paste":
      return <PasteDialog {...asking} />;
    case "publish":
      return <PublishDialog />;
    case "discard":
      return <DiscardDialog />;
    case "rollBack":
      return <RollBackDialog id={asking.id} />;
    case "run":
      return <RunDialog />;
    case "shortcuts":
      return <ShortcutsDialog />;
  }
  return null;
}

const route = getRouteApi("/inside/workflows/$id");

/** Runs the open version by hand. A version that has run is frozen: then the one after it is opened. */
function RunDialog() {
  const { t } = useTranslation();
  const { state, ask } = useBench();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  return (
    <Dialog footer={null} width={size.drawer} title={t("canvas.run")} onCancel={() => ask(undefined)}>
      <RunByHand
        workflow={state.version.workflow}
        onRan={({ newVersionId }) => {
          void queries.invalidateQueries({ queryKey: ["workflows"] });
          if (newVersionId) void navigate({ params: { id: String(newVersionId) }, search: (s) => s, replace: true });
        }}
      />
    </Dialog>
  );
}
