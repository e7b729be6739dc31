import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Radio } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { refreshPeople, roleModeQuery, setRoleMode } from "./data";
import { Said } from "./said";

const modes = ["default", "allow-use-union", "only-use-union"] as const;
const words = { default: "one", "allow-use-union": "may", "only-use-union": "all" } as const;

/** How the roles of somebody who holds several go together, in the whole system. */
export function RoleModeChoice() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const title = useId();
  const mode = useQuery(roleModeQuery());
  const save = useMutation({
    mutationFn: setRoleMode,
    onSuccess: async () => {
      await refreshPeople(queries);
      await queries.invalidateQueries({ queryKey: ["settings"] });
    },
  });
  if (!mode.data) return null; // the list above says what went wrong
  return (
    <section className="panel panel-pad people-stack" aria-labelledby={title}>
      <div>
        <h2 id={title}>{t("people.mode.title")}</h2>
        <p className="soft">{t("people.mode.help")}</p>
      </div>
      <Radio.Group
        vertical
        aria-labelledby={title}
        className="people-mode"
        disabled={save.isPending}
        value={save.isPending ? save.variables : mode.data}
        onChange={(e) => save.mutate(e.target.value)}
        options={modes.map((value) => ({
          value,
          label: (
            <>
              {t(`people.mode.${words[value]}`)}
              <span className="soft people-mode-about">{t(`people.mode.${words[value]}Help`)}</span>
            </>
          ),
        }))}
      />
      <Said error={save.error} done={save.isSuccess && t("account.saved")} />
    </section>
  );
}
