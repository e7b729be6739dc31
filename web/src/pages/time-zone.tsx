import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Select } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, updateTimeZone } from "../api/calls";
import { language } from "../app/i18n";
import { useStore } from "../app/store";
import { chosenZone, deviceZone } from "../app/zone";
import { explain } from "../ui/failures";
import { useDates } from "../ui/format";

/** Chooses the time zone in which times are shown and typed in; it goes with the account. */
export function TimeZone() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const chosen = useStore(chosenZone);
  const spoken = useStore(language)?.code;
  const [opened, setOpened] = useState(false);
  const help = useId();
  const dates = useDates();
  const save = useMutation({
    mutationFn: async (zone: string) => {
      await updateTimeZone(zone);
      await queries.fetchQuery({ ...meQuery, staleTime: 0 }); // takes it over
    },
    // What "today" is, and with it what lists show, is another thing in another zone.
    onSuccess: () => queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "me" }),
  });
  const device = { value: "", label: t("account.zoneDevice", { zone: spelled(deviceZone()) }) };
  const zones = opened ? allZones(spoken) : chosen ? [{ value: chosen, label: spelled(chosen) }] : [];
  return (
    <div className="account-field">
      <label htmlFor="account-zone">{t("account.zone")}</label>
      <Select
        id="account-zone"
        aria-describedby={help}
        showSearch={{ optionFilterProp: "label" }}
        value={save.isPending ? save.variables : chosen}
        loading={save.isPending}
        options={[device, ...zones]}
        onOpenChange={(open) => open && setOpened(true)}
        onChange={(zone) => save.mutate(zone)}
      />
      <p id={help} className="soft" role="status">
        {t("account.zoneNow", { time: dates.both(new Date().toISOString()) })}
      </p>
      {save.error && <Alert type="error" showIcon role="alert" title={explain(t, save.error)} />}
    </div>
  );
}

function spelled(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** All time zones by their names, each with how far it is from UTC now. */
function allZones(locale: string | undefined) {
  const names = ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
  return names
    .map((zone) => ({ value: zone, label: `${spelled(zone)} (${distance(zone)})` }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}

function distance(timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }).formatToParts();
  return parts.find((p) => p.type === "timeZoneName")?.value.replace("GMT", "UTC") ?? "";
}
