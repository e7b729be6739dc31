import { Alert, Button, Form, Input, Radio } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import type { ConfigSchema, TriggerSpec, Workflow } from "../api/types";
import { type Config, initialConfig } from "../steps/form-model";
import { SpecForm } from "../steps/spec-form";
import { explain, wording } from "../ui/failures";
import { useCreate } from "./create";
import { choosesSync, type Kind } from "./kinds";
import type { ForButton, Prefill } from "./prefill";

interface EmptyFormProps {
  spec: TriggerSpec;
  kind: Kind;
  prefill: Prefill;
  button?: ForButton;
  onCreated: (workflow: Workflow) => void;
}

/** What the button says about the trigger: its collection, and for a custom action what it stands on. */
function ofButton(kind: Kind, button: ForButton | undefined): Config {
  if (!button) return {};
  const on = button.collection ? { collection: button.collection } : {};
  return kind === "custom-action" ? { type: button.collection ? 1 : 0, ...on } : on;
}

/** The title of a new workflow and the settings of its trigger, as the server describes them. */
export function EmptyForm({ spec, kind, prefill, button, onCreated }: EmptyFormProps) {
  const { t } = useTranslation();
  const schema = spec.config as ConfigSchema;
  const [title, setTitle] = useState(prefill.title ?? "");
  const [isAsked, setAsked] = useState(false);
  const [sync, setSync] = useState(prefill.sync ?? false);
  const [config, setConfig] = useState<Config>(() => ({
    ...initialConfig(schema),
    ...ofButton(kind, button),
    ...(prefill.type === kind && prefill.config),
  }));
  const first = useRef<HTMLFormElement>(null);
  const create = useCreate(onCreated);
  const failures = create.error instanceof ApiError ? create.error.failures : [];
  const titled = title.trim() !== "";
  const submit = () => {
    setAsked(!titled);
    if (!titled) {
      first.current?.querySelector<HTMLElement>("#new-title")?.focus();
      return;
    }
    if (create.isPending) return;
    create.mutate({ title: title.trim(), type: kind, config, ...(choosesSync(kind) && { sync }) });
  };
  const at = failures.filter((f) => f.field).map((f) => ({ field: f.field ?? "", errors: [wording(t, f)] }));
  return (
    <form
      ref={first}
      className="ant-form ant-form-vertical"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
      noValidate
    >
      <h2 className="new-workflow-heading">{t(`workflows.kinds.${kind}.name`)}</h2>
      <Form.Item
        layout="vertical"
        label={t("workflows.new.title")}
        htmlFor="new-title"
        {...(isAsked && !titled && { validateStatus: "error" as const, help: t("workflows.new.titleMissing") })}
      >
        <Input id="new-title" value={title} maxLength={255} onChange={(e) => setTitle(e.target.value)} />
      </Form.Item>
      <SpecForm
        schema={schema}
        value={config}
        onChange={setConfig}
        errors={at}
        context={{ scope: `trigger ${kind}`, outer: config }}
      />
      {choosesSync(kind) ? (
        <Form.Item layout="vertical" className="new-workflow-mode" label={t("workflows.new.mode")}>
          <Radio.Group
            vertical
            aria-label={t("workflows.new.mode")}
            value={sync}
            onChange={(e) => setSync(e.target.value === true)}
            options={[
              { value: false, label: t("workflows.new.async") },
              { value: true, label: t("workflows.new.sync") },
            ]}
          />
        </Form.Item>
      ) : (
        <p className="soft new-workflow-note">{t("workflows.new.alwaysSync")}</p>
      )}
      {create.isError && (
        <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, create.error)} />
      )}
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        {t("workflows.new.createEmpty")}
      </Button>
    </form>
  );
}
