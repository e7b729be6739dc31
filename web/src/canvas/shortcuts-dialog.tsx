import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useBench } from "./bench";
import { Dialog } from "./dialog";

const shortcuts = [
  ["walk", "↑ ↓ ← →"],
  ["open", "Enter"],
  ["add", "+"],
  ["remove", "Del"],
  ["rename", "F2"],
  ["fold", "F"],
  ["move", "Alt ↑ ↓"],
  ["choose", "Shift ↑ ↓"],
  ["copy", "Ctrl C"],
  ["cut", "Ctrl X"],
  ["paste", "Ctrl V"],
  ["duplicate", "Ctrl D"],
  ["undo", "Ctrl Z"],
  ["redo", "Ctrl Shift Z"],
  ["close", "Esc"],
  ["zoom", "Ctrl + ⇕"],
  ["help", "?"],
] as const;

/** What can be done by keyboard. */
export function ShortcutsDialog() {
  const { t } = useTranslation();
  const { ask } = useBench();
  const close = () => ask(undefined);
  return (
    <Dialog
      title={t("canvas.shortcuts.title")}
      onCancel={close}
      footer={
        <Button type="primary" onClick={close}>
          {t("canvas.close")}
        </Button>
      }
    >
      <table className="bench-shortcuts">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{t("canvas.shortcuts.key")}</th>
            <th scope="col">{t("canvas.shortcuts.does")}</th>
          </tr>
        </thead>
        <tbody>
          {shortcuts.map(([name, key]) => (
            <tr key={name}>
              <td>
                <kbd>{key}</kbd>
              </td>
              <td>{t(`canvas.shortcuts.${name}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
