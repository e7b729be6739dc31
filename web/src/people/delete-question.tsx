import { useMutation } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Said } from "./said";

interface DeleteQuestionProps {
  /** What the button is called, and again the one that confirms. */
  label: string;
  question: string;
  /** What it means, one sentence each. */
  means: readonly string[];
  remove: () => Promise<unknown>;
  /** What is done when it is gone; the question is closed then. */
  gone: () => unknown;
}

/** A button that deletes something after saying what that means. */
export function DeleteQuestion({ label, question, means, remove, gone }: DeleteQuestionProps) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const removal = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      setAsked(false);
      await gone();
    },
  });
  return (
    <>
      <div>
        <Button danger onClick={() => setAsked(true)}>
          {label}
        </Button>
      </div>
      <Modal
        open={asked}
        title={question}
        okText={label}
        okButtonProps={{ danger: true }}
        cancelText={t("people.cancel")}
        confirmLoading={removal.isPending}
        onOk={() => removal.mutate()}
        onCancel={() => setAsked(false)}
        afterClose={() => removal.reset()}
      >
        <ul className="people-means">
          {means.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <Said error={removal.error} />
      </Modal>
    </>
  );
}
