import QuestionCircleOutlined from "@ant-design/icons/es/icons/QuestionCircleOutlined";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { State } from "../ui/states";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <State
        whole
        icon={<QuestionCircleOutlined />}
        title={t("states.notFoundTitle")}
        actions={<Link to="/">{t("states.toStart")}</Link>}
      >
        <p>{t("states.notFound")}</p>
      </State>
    </main>
  );
}
