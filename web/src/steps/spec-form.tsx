import type { SpecFormProps } from "./form-view";
import { withTexts } from "./with-texts";

export type { SettingError, SpecContext } from "./form-context";
export type { SpecFormProps } from "./form-view";

/** The form for the configuration of a node or trigger, made from the server's description of it. */
export const SpecForm = withTexts<SpecFormProps>(() => import("./form-view"));
