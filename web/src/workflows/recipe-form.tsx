import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Form, Input, Radio } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { collectionsQuery, collectionTitle } from "../api/model";
import type { Collection, Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { useCreate } from "./create";
import type { ForButton, Prefill } from "./prefill";
import { QuestionItem } from "./question";
import {
  type Answers,
  answered,
  hasScope,
  made,
  missing,
  type QuestionName,
  type Recipe,
  type StepName,
} from "./recipe";

interface RecipeFormProps {
  recipe: Recipe;
  prefill: Prefill;
  button?: ForButton;
  onCreated: (workflow: Workflow) => void;
}

/** The questions of a recipe; their answers make a workflow in one act. */
export function RecipeForm(props: RecipeFormProps) {
  const collections = useQuery(collectionsQuery());
  return <Loaded query={collections}>{(all) => <Asking {...props} collections={all} />}</Loaded>;
}

/** What is known before anybody answers: the collection, where the recipe asks for one. */
function known({ recipe, prefill, button }: RecipeFormProps): Answers {
  const first = recipe.questions[0]?.name;
  const collection = button?.collection || prefill.config?.collection;
  return first && typeof collection === "string" ? { [first]: collection } : {};
}

function Asking(props: RecipeFormProps & { collections: readonly Collection[] }) {
  const { recipe, prefill, button, onCreated, collections } = props;
  const { t } = useTranslation();
  const [answers, setAnswers] = useState<Answers>(() => known(props));
  const [typed, setTyped] = useState<string | undefined>(prefill.title);
  const [everywhere, setEverywhere] = useState(!button);
  const [on, setOn] = useState(true);
  const [asked, setAsked] = useState<readonly QuestionName[]>([]);
  const place = useRef<HTMLFormElement>(null);
  const create = useCreate(onCreated);

  const subject = collections.find((c) => c.name === answers[recipe.questions[0]?.name ?? "collection"]);
  const suggested = t(`workflows.recipes.${recipe.name}.made`, {
    collection: subject ? collectionTitle(subject) : "…",
  });
  const title = typed ?? suggested;
  const submit = () => {
    const left = missing(recipe, answers);
    setAsked(left);
    if (left.length > 0) {
      place.current?.querySelector<HTMLElement>(`#recipe-${left[0]}`)?.focus();
      return;
    }
    if (create.isPending) return;
    const step = (name: StepName) => t(`workflows.recipes.steps.${name}`);
    create.mutate({
      ...made(recipe, title.trim() || suggested, answers, { collections, everywhere, step }),
      enabled: on,
    });
  };
  return (
    <form
      ref={place}
      className="ant-form ant-form-vertical"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
      noValidate
    >
      <h2 className="new-workflow-heading">{t(`workflows.recipes.${recipe.name}.title`)}</h2>
      <Form.Item layout="vertical" label={t("workflows.new.title")} htmlFor="recipe-title">
        <Input id="recipe-title" value={title} maxLength={255} onChange={(e) => setTyped(e.target.value)} />
      </Form.Item>
      {recipe.questions.map((q) => (
        <QuestionItem
          key={q.name}
          question={q}
          recipe={recipe}
          answers={answers}
          collections={collections}
          fixed={Boolean(button?.collection) && q === recipe.questions[0]}
          isMissing={asked.includes(q.name)}
          onAnswer={(value) => {
            setAnswers(answered(recipe, answers, q.name, value, collections));
            setAsked(asked.filter((name) => name !== q.name));
          }}
        />
      ))}
      {hasScope(recipe) && !button && (
        <Form.Item layout="vertical" label={t("workflows.new.scope")}>
          <Radio.Group
            vertical
            aria-label={t("workflows.new.scope")}
            value={everywhere}
            onChange={(e) => setEverywhere(e.target.value === true)}
            options={[
              { value: true, label: t("workflows.new.everywhere") },
              { value: false, label: t("workflows.new.byButton") },
            ]}
          />
        </Form.Item>
      )}
      <Form.Item>
        <Checkbox checked={on} onChange={(e) => setOn(e.target.checked)}>
          {t("workflows.new.on")}
        </Checkbox>
      </Form.Item>
      {create.isError && (
        <Alert className="form-alert" type="error" showIcon role="alert" title={explain(t, create.error)} />
      )}
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        {t("workflows.new.create")}
      </Button>
    </form>
  );
}
