import type { TFunction } from "i18next";
import type { Block, PageButton } from "../api/types";
import type { Acting } from "../bindings/fit";
import { actionOf, actsOn, collectionOf } from "./model/fits";
import { buttonName } from "./names";

/** A button of a page as workflows see it. */
export function actingOf(t: TFunction, block: Block, button: PageButton): Acting {
  return {
    uid: button.uid,
    title: buttonName(t, button),
    action: actionOf(button, block) ?? "",
    collection: collectionOf(button, block),
    on: actsOn(button, block),
  };
}
