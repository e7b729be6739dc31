import type { Locale } from "antd/es/locale";
import type english from "./en-US";

/** The texts of English with any wording. Languages with more plural forms than English may have them. */
type Wording<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Wording<T[K]>;
} & {
  readonly [K in keyof T as K extends `${infer Base}_other`
    ? `${Base}_${"zero" | "two" | "few" | "many"}`
    : never]?: string;
};

export type Texts = Wording<(typeof english)["texts"]>;

/** The texts that one area of the app needs, by its name: they are loaded with its pages. */
export type Areas = Wording<(typeof english)["areas"]>;

/** What a language is made of: its own texts, those of the components, and its direction. */
export interface Language {
  direction: "ltr" | "rtl";
  antd: Locale;
  texts: Texts;
  areas: Areas;
}
