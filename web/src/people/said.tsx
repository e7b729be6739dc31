import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { explain } from "../ui/failures";

/** What became of the last attempt, told to everybody. */
export function Said({ error, done }: { error: unknown; done?: string | false | undefined }) {
  const { t } = useTranslation();
  return (
    <div role="status">
      {error ? (
        <Alert className="form-alert" type="error" showIcon title={explain(t, error)} />
      ) : (
        done && <Alert className="form-alert" type="success" showIcon title={done} />
      )}
    </div>
  );
}
