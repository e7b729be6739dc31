import "i18next";
import type english from "./en-US";

declare module "i18next" {
  interface CustomTypeOptions {
    resources: { translation: (typeof english)["texts"] & (typeof english)["areas"] };
    returnNull: false;
  }
}
