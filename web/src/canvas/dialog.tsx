import { Modal, type ModalProps } from "antd";
import { type MouseEvent, useEffect, useRef } from "react";
import { useHand } from "./bench";
import { spotId } from "./tree";

interface DialogProps extends ModalProps {
  /** What is shown in it now: its first field gets the focus anew with it. */
  stage?: string;
}

/** A dialog of this page: its first field has the focus, else what it is for; in the end the focus goes back. */
export function Dialog({ stage, children, ...props }: DialogProps) {
  const body = useRef<HTMLDivElement>(null);
  const { cursor } = useHand();
  const spot = useRef(cursor.spot);
  spot.current = cursor.spot;
  useEffect(() => {
    const from = document.activeElement;
    return () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        const back = from?.isConnected && from !== document.body ? from : document.getElementById(spotId(spot.current));
        if (back instanceof HTMLElement) back.focus({ preventScroll: true });
      }, 0);
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stage has its own first field
  useEffect(() => focusFirst(body.current), [stage]);
  return (
    <Modal
      open
      focusable={{ focusTriggerAfterClose: false }}
      {...props}
      afterOpenChange={(open) => open && focusFirst(body.current)}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter on a choice takes it, as in a form */}
      <div
        ref={body}
        className="bench-asked"
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !(e.target instanceof HTMLInputElement) || e.target.type !== "radio") return;
          e.preventDefault(); // else it presses what gets the focus next
          props.onOk?.(e as unknown as MouseEvent<HTMLButtonElement>);
        }}
      >
        {children}
      </div>
    </Modal>
  );
}

function focusFirst(body: HTMLElement | null) {
  const field = body?.querySelector<HTMLElement>("input:checked, input:not([type=radio]), textarea");
  const button = body?.closest("[role=dialog]")?.querySelector<HTMLElement>(".ant-modal-footer button:last-child");
  (field ?? button)?.focus();
}
