import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery } from "../api/model";
import type { ConfigSchema } from "../api/types";
import { Loading } from "../ui/states";
import { FormScopeContext, type SettingError, type SpecContext } from "./form-context";
import type { Config } from "./form-model";
import { ObjectSettings } from "./settings";
import "./spec-form.css";
import { specWords } from "./spec-words";
import { flat } from "./variables";

export interface SpecFormProps {
  /** What the server says of the configuration. */
  schema: ConfigSchema;
  value: Config;
  onChange: (value: Config) => void;
  /** Refusals, by the path of the setting. */
  errors?: readonly SettingError[];
  context: SpecContext;
}

const none: readonly SettingError[] = [];

/** The form for the configuration of a node or trigger, made from the server's description of it. */
export default function FormView({ schema, value, onChange, errors = none, context }: SpecFormProps) {
  const { t } = useTranslation();
  const collections = useQuery(collectionsQuery());
  const { variables } = context;
  const known = useMemo(() => flat(variables ?? []), [variables]);
  const scope = {
    ...context,
    schema,
    value,
    words: specWords(t, context.scope),
    known,
    errors,
    collections: collections.data ?? [],
  };
  if (collections.isPending) return <Loading />;
  return (
    <FormScopeContext value={scope}>
      <div className="spec-form">
        <ObjectSettings schema={schema} value={value} onChange={onChange} path="" />
      </div>
    </FormScopeContext>
  );
}
