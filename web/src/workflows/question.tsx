import { Form, Input, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection } from "../api/types";
import { shownCollections } from "../collections/model";
import { FieldInput } from "../records/field-input";
import { type Answers, offeredFields, type Question, type Recipe, valueField } from "./recipe";

interface QuestionProps {
  question: Question;
  recipe: Recipe;
  answers: Answers;
  collections: readonly Collection[];
  /** Whether the answer is given and stays. */
  fixed: boolean;
  isMissing: boolean;
  onAnswer: (value: unknown) => void;
}

/** One question of a recipe with what takes its answer. */
export function QuestionItem(props: QuestionProps) {
  const { question, isMissing } = props;
  const { t } = useTranslation();
  const id = `recipe-${question.name}`;
  return (
    <Form.Item
      layout="vertical"
      label={t(`workflows.questions.${question.name}`)}
      htmlFor={id}
      {...(isMissing && { validateStatus: "error" as const, help: t("workflows.new.missing") })}
    >
      <Taker {...props} id={id} />
    </Form.Item>
  );
}

function Taker({
  question,
  recipe,
  answers,
  collections,
  fixed,
  isMissing,
  onAnswer,
  id,
}: QuestionProps & { id: string }) {
  const { t } = useTranslation();
  const value = answers[question.name];
  const wrong = isMissing && { "aria-invalid": true };
  switch (question.ask) {
    case "collection": {
      const fit = shownCollections(collections, false).filter((c) => question.fits?.(c, collections) ?? true);
      return (
        <Select
          id={id}
          {...wrong}
          disabled={fixed}
          showSearch={{ optionFilterProp: "label" }}
          value={(value as string) ?? null}
          placeholder={t("workflows.new.choose")}
          notFoundContent={t("workflows.new.noCollection")}
          options={fit.map((c) => ({ value: c.name, label: collectionTitle(c) }))}
          onChange={onAnswer}
        />
      );
    }
    case "field": {
      const fields = offeredFields(question, answers, collections);
      return (
        <Select
          id={id}
          {...wrong}
          disabled={answers[question.through ?? question.of] === undefined}
          showSearch={{ optionFilterProp: "label" }}
          value={(value as string) ?? null}
          placeholder={t("workflows.new.choose")}
          notFoundContent={t("workflows.new.noField")}
          options={fields.map((f) => ({ value: f.name, label: fieldTitle(f) }))}
          onChange={onAnswer}
        />
      );
    }
    case "value": {
      const field = valueField(question, recipe, answers, collections);
      if (!field) return <Input id={id} disabled placeholder={t("workflows.new.fieldFirst")} />;
      return (
        <FieldInput
          key={field.name}
          id={id}
          field={field}
          value={value}
          invalid={isMissing}
          collections={collections}
          onChange={onAnswer}
        />
      );
    }
    case "number":
      return <InputNumber id={id} {...wrong} value={(value as number) ?? null} onChange={onAnswer} />;
    default:
      return <Input id={id} {...wrong} value={(value as string) ?? ""} onChange={(e) => onAnswer(e.target.value)} />;
  }
}
