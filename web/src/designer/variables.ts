import { useTranslation } from "react-i18next";

/** Values of filters that are known only when somebody looks. */
export function useVariables(): readonly { value: string; label: string }[] {
  const { t } = useTranslation();
  return [
    { value: "{{$user.id}}", label: t("designer.variables.user") },
    { value: "{{$nDate.today}}", label: t("designer.variables.today") },
  ];
}
