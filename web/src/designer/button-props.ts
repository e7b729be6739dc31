import type { Block, PageButton } from "../api/types";

export interface ButtonProps {
  block: Block;
  button: PageButton;
}

export type SetButton = (patch: { [K in keyof PageButton]?: PageButton[K] | undefined }, part?: string) => void;
