import { lazy, Suspense } from "react";
import { loadTexts } from "../app/i18n";
import type { ApplicationOrderProps } from "./application-order";
import type { MenuEditorProps } from "./menu-editor";
import type { PageDialogProps } from "./page-dialog";

// They are loaded when they are opened, with their texts.
const texts = () => loadTexts("designer");
const Order = lazy(async () => (await Promise.all([import("./application-order"), texts()]))[0]);
const Menu = lazy(async () => (await Promise.all([import("./menu-editor"), texts()]))[0]);
const Page = lazy(async () => (await Promise.all([import("./page-dialog"), texts()]))[0]);

/** Puts the applications in order. */
export function ApplicationOrder(props: ApplicationOrderProps) {
  return (
    <Suspense>
      <Order {...props} />
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
