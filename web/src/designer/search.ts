/** What is open in the designer; all of it is in the address. */
export interface DesignerSearch {
  /** The pop-up whose blocks are shown, by the uid of its button; without it those of the page. */
  in?: string;
  /** The block or button whose settings are open. */
  at?: string;
  /** The field of that block. */
  field?: string;
  /** What is open beside the page instead of settings. */
  side?: "problems" | "versions";
  /** The version whose difference is shown. */
  version?: number;
  /** Looked at as readers see it. */
  look?: "wide" | "phone";
  /** With the eyes of this role. */
  as?: string;
  /** The workflows bound to the selected button are open. */
  bind?: true;
}
