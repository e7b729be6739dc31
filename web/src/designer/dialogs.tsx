import { lazy, Suspense } from "react";
import { loadTexts } from "../app/i18n";
import type { ApplicationDialogProps } from "./application-dialog";
import type { ApplicationsEditorProps } from "./applications-editor";
import type { MenuEditorProps } from "./menu-editor";
import type { PageDialogProps } from "./page-dialog";

// They are loaded when they are opened, with their texts.
const texts = () => loadTexts("designer");
const Application = lazy(async () => (await Promise.all([import("./application-dialog"), texts()]))[0]);
const Applications = lazy(async () => (await Promise.all([import("./applications-editor"), texts()]))[0]);
const Menu = lazy(async () => (await Promise.all([import("./menu-editor"), texts()]))[0]);
const Page = lazy(async () => (await Promise.all([import("./page-dialog"), texts()]))[0]);

/** Makes an application, or changes its name; shown as long as it is there. */
export function ApplicationDialog(props: ApplicationDialogProps) {
  return (
    <Suspense>
      <Application {...props} />
    </Suspense>
  );
}

/** Puts the applications in order, renames and deletes them. */
export function ApplicationsEditor(props: ApplicationsEditorProps) {
  return (
    <Suspense>
      <Applications {...props} />
    </Suspense>
  );
}

/** Changes the menu of an application: groups, pages, links, their order. */
export function MenuEditor(props: MenuEditorProps) {
  return (
    <Suspense>
      <Menu {...props} />
    </Suspense>
  );
}

/** Makes a page with an entry in the menu, ready to work with or empty. */
export function PageDialog(props: PageDialogProps) {
  return (
    <Suspense>
      <Page {...props} />
    </Suspense>
  );
}
