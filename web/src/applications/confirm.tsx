import { Modal } from "antd";
import { useTranslation } from "react-i18next";

interface ConfirmProps {
  title: string;
  question: string;
  danger: boolean;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before something is done. Escape is no. */
export function Confirm({ title, question, danger, onYes, onNo }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText={t("applications.cancel")}
      okButtonProps={{ danger, autoFocus: true }}
      onOk={onYes}
      onCancel={onNo}
    >
      <p>{question}</p>
    </Modal>
  );
}
