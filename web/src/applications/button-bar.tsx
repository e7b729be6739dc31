import { Fragment } from "react";
import type { Block, PageButton } from "../api/types";
import { ActingButton, type ActingProps } from "./button";
import { usePage } from "./page-context";

interface BarProps extends Omit<ActingProps, "button" | "block" | "main"> {
  block: Block;
  buttons: readonly PageButton[];
  /** Whether the page's frame goes around the buttons: once for each, not on every row. */
  framed?: boolean;
  /** The uid of the main button of a form. */
  main?: string | undefined;
}

/** Buttons side by side, in their order. */
export function ButtonBar({ block, buttons, framed = true, main, ...props }: BarProps) {
  const { frame } = usePage();
  if (buttons.length === 0) return null;
  return (
    <div className="button-bar">
      {buttons.map((button) => {
        const element = <ActingButton {...props} button={button} block={block} main={button.uid === main} />;
        return (
          <Fragment key={button.uid}>
            {framed && frame?.button ? frame.button(button, element, block) : element}
          </Fragment>
        );
      })}
    </div>
  );
}
