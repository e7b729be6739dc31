import { Button, Modal } from "antd";
import type { ReactNode } from "react";
import "./crossed.css";

/** What the dialog says, in the words of the area that it stands in. */
export interface CrossedWords {
  title: string;
  text: string;
  setting: string;
  yours: string;
  others: string;
  theirs: string;
  mine: string;
  back: string;
}

/** A part that is not the same. */
export interface CrossedPart {
  key: string;
  label: ReactNode;
  mine: ReactNode;
  theirs: ReactNode;
}

interface CrossedDialogProps {
  words: CrossedWords;
  parts: readonly CrossedPart[];
  busy: boolean;
  /** Goes back to what was typed. */
  back: () => void;
  takeTheirs: () => void;
  keepMine: () => void;
}

/** Somebody else changed the same thing meanwhile: shows what differs, and asks whose counts. */
export function CrossedDialog({ words, parts, busy, back, takeTheirs, keepMine }: CrossedDialogProps) {
  return (
    <Modal
      open
      title={words.title}
      onCancel={back}
      footer={
        <>
          <Button onClick={back}>{words.back}</Button>
          <Button onClick={takeTheirs}>{words.theirs}</Button>
          <Button type="primary" loading={busy} onClick={keepMine}>
            {words.mine}
          </Button>
        </>
      }
    >
      <p>{words.text}</p>
      <table className="crossed">
        <thead>
          <tr>
            <th scope="col">{words.setting}</th>
            <th scope="col">{words.yours}</th>
            <th scope="col">{words.others}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((p) => (
            <tr key={p.key}>
              <th scope="row">{p.label}</th>
              <td>{p.mine}</td>
              <td>{p.theirs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Modal>
  );
}
