import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { buttonStyles } from "../api/types";
import { useBlockActs } from "./acts";
import { BoundSummary } from "./bound-summary";
import type { ButtonProps, SetButton } from "./button-props";
import { useDesigner } from "./context";
import { IconSelect } from "./icon-select";
import { Lead } from "./lead-setting";
import { changeButton } from "./model/content";
import { actsOn, isActing, scopesFor } from "./model/fits";
import { patched, worth } from "./model/patch";
import { of } from "./model/problems";
import { RolesSelect } from "./roles-select";
import { Section, Setting } from "./setting";
import { ValuesSetting } from "./values-setting";

/** Everything that can be set for a button. */
export function ButtonSettings({ block, button }: ButtonProps) {
  const { t } = useTranslation();
  const { change, problems, open } = useDesigner();
  const acts = useBlockActs();
  const own = of(problems, button.uid);
  const at = (part: string) => own.filter((p) => p.part === part || p.part.startsWith(`${part}.`));
  const set: SetButton = (patch, part) =>
    change((c) => changeButton(c, button.uid, (b) => patched(b, patch)), part && `${button.uid} ${part}`);
  const { kind } = button;
  const scopes = scopesFor(kind, block);
  const writes =
    kind === "update" || kind === "bulkUpdate" || kind === "trigger" || kind === "submit" || kind === "save";
  return (
    <>
      <p className="soft">{t(`designer.kindMeans.${kind}`)}</p>
      {kind === "popup" && (
        <Button type="primary" onClick={() => open({ in: button.uid })}>
          {t("designer.button.openPopup")}
        </Button>
      )}
      {isActing(kind) && <BoundSummary block={block} button={button} problems={at("bindings")} />}
      <Section title={t("designer.button.does")}>
        {scopes.length > 1 && (
          <Setting label={t("designer.button.on")} problems={at("on")}>
            {(ids) => (
              <Select
                {...ids}
                value={actsOn(button, block)}
                options={scopes.map((s) => ({ value: s, label: t(`designer.on.${s}`) }))}
                onChange={(on) =>
                  set({ on, ...(kind === "trigger" && { collection: on === "nothing" ? "" : undefined }) })
                }
              />
            )}
          </Setting>
        )}
        {writes && <ValuesSetting block={block} button={button} set={set} problems={at("values")} />}
        <Lead button={button} set={set} problems={[...at("page"), ...at("url")]} />
        <Setting label={t("designer.button.confirm")} help={t("designer.button.confirmHelp")} problems={at("confirm")}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              value={button.confirm ?? ""}
              maxLength={1000}
              autoSize={{ minRows: 1, maxRows: 4 }}
              onChange={(e) => set({ confirm: worth(e.target.value) }, "confirm")}
            />
          )}
        </Setting>
        <Setting label={t("designer.roles.button")} help={t("designer.roles.buttonHelp")} problems={at("roles")}>
          {(ids) => (
            <RolesSelect
              {...ids}
              value={button.roles ?? []}
              everybody={t("designer.roles.everybody")}
              onChange={(roles) => set({ roles: worth(roles) })}
            />
          )}
        </Setting>
      </Section>
      <Section title={t("designer.block.looks")}>
        <Setting label={t("designer.button.title")} problems={[...at("title"), ...at("kind"), ...at("action")]}>
          {(ids) => (
            <Input
              {...ids}
              value={button.title ?? ""}
              maxLength={255}
              placeholder={t(`designer.kinds.${kind}`)}
              onChange={(e) => set({ title: worth(e.target.value) }, "title")}
            />
          )}
        </Setting>
        <Setting label={t("designer.button.style")}>
          {(ids) => (
            <Select
              {...ids}
              value={button.style ?? "default"}
              options={buttonStyles.map((s) => ({ value: s, label: t(`designer.styles.${s}`) }))}
              onChange={(style) => set({ style: style === "default" && kind !== "submit" ? undefined : style })}
            />
          )}
        </Setting>
        <Setting label={t("designer.button.icon")}>
          {(ids) => <IconSelect {...ids} value={button.icon} onChange={(icon) => set({ icon })} />}
        </Setting>
      </Section>
      <div className="page-tools">
        <Button onClick={() => acts.duplicateButton(button)}>{t("designer.duplicate")}</Button>
        <Button danger onClick={() => acts.removeButton(button)}>
          {t("designer.button.remove")}
        </Button>
      </div>
    </>
  );
}
