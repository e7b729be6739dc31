import { Alert } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import { explain } from "../ui/failures";

/** What the server refused about a form as a whole. It comes into view: the form may be longer than the window. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (error) box.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  const isTwice = error instanceof ApiError && error.code === "UNIQUE_VIOLATION";
  return (
    <div ref={box} className="form-alert">
      <Alert
        type="error"
        showIcon
        role="alert"
        title={isTwice ? t("collections.problems.duplicates") : explain(t, error)}
      />
    </div>
  );
}
