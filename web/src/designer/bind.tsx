import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BindingsDialog } from "../bindings/bindings-dialog";
import { actingOf } from "./acting";
import { useDesigner } from "./context";
import { changeButton, find } from "./model/content";
import { isActing } from "./model/fits";
import { patched, worth } from "./model/patch";

/** The workflows of the selected button. */
export default function Bind() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { editor, content, collections, search, open, change } = useDesigner();
  const found = search.at ? find(content, search.at) : undefined;
  const { bind: _, ...rest } = search;
  if (!found?.button || !isActing(found.button.kind)) return null;
  const { uid } = found.button;
  return (
    <BindingsDialog
      button={actingOf(t, found.block, found.button)}
      bindings={found.button.bindings ?? []}
      collections={collections}
      onChange={(bindings) => change((c) => changeButton(c, uid, (b) => patched(b, { bindings: worth(bindings) })))}
      onOpen={async (workflow) => {
        // What is bound is on the server before the page is left: one comes back to it.
        await editor.flush();
        void navigate({ to: "/workflows/$id", params: { id: String(workflow.id) } });
      }}
      onClose={() => open(rest)}
    />
  );
}
