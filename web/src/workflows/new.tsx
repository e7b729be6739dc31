import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Alert, Button, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { collectionsQuery } from "../api/model";
import type { Workflow } from "../api/types";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { PageHead } from "../ui/page-head";
import "../ui/page.css";
import { ButtonWay } from "./button-way";
import { bind, buttonsQuery, type KnownButton } from "./buttons";
import { totalQuery } from "./data";
import { NewWorkflow } from "./new-workflow";
import { type Choice, ways } from "./way";

const route = getRouteApi("/inside/workflows/new");

/** A new workflow: from a recipe, for a button, or empty. */
export default function NewWorkflowPage() {
  const { t } = useTranslation();
  const choice = route.useSearch();
  const navigate = route.useNavigate();
  const way = choice.way ?? "recipe";
  // Whoever may not see workflows is told so before he answers questions.
  const total = useQuery(totalQuery());
  const collections = useQuery(collectionsQuery());
  const choose = (next: Choice) => navigate({ search: next, replace: true, resetScroll: false });
  const open = (w: Workflow) => navigate({ href: `/workflows/${w.id}` });
  return (
    <div className="page">
      <PageHead
        title={t("workflows.new.pageTitle")}
        intro={t("workflows.new.intro")}
        back={{ to: "/workflows", label: t("workflows.title") }}
      />
      <Loaded query={total}>
        {() => (
          <Loaded query={collections}>
            {() =>
              way === "button" ? (
                <ForButtonWay choice={choice} choose={choose} open={open} />
              ) : (
                <>
                  <Ways way={way} choose={choose} />
                  <NewWorkflow choice={choice} onChoice={choose} onCreated={open} />
                </>
              )
            }
          </Loaded>
        )}
      </Loaded>
    </div>
  );
}

function Ways({ way, choose }: { way: string; choose: (choice: Choice) => void }) {
  const { t } = useTranslation();
  return (
    <Radio.Group
      aria-label={t("workflows.new.ways")}
      optionType="button"
      value={way}
      onChange={(e) => choose({ way: e.target.value as Choice["way"] & string })}
      options={ways.map((value) => ({ value, label: t(`workflows.new.${value}`) }))}
    />
  );
}

interface ForButtonProps {
  choice: Choice;
  choose: (choice: Choice) => void;
  open: (workflow: Workflow) => void;
}

/** First the button, then a workflow that fits it. */
function ForButtonWay({ choice, choose, open }: ForButtonProps) {
  const { t } = useTranslation();
  const button = useQuery(buttonsQuery()).data?.find((b) => b.uid === choice.button);
  return (
    <>
      <Ways way="button" choose={choose} />
      {button ? null : <ButtonWay onChoose={(b) => choose({ way: "button", button: b.uid })} />}
      {button && (
        <>
          <Alert
            type="info"
            showIcon
            title={t("workflows.buttons.for", { title: button.title || button.uid })}
            action={
              <Button size="small" onClick={() => choose({ way: "button" })}>
                {t("workflows.buttons.other")}
              </Button>
            }
          />
          <Fitting button={button} open={open} />
        </>
      )}
    </>
  );
}

function Fitting({ button, open }: { button: KnownButton; open: (workflow: Workflow) => void }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const created = async (w: Workflow) => {
    open(w);
    const { page } = button;
    if (page) {
      notify({
        tone: "neutral",
        text: t("workflows.buttons.bindOnPage", { page: page.title, title: button.title || button.uid }),
        action: {
          label: t("workflows.buttons.toPage"),
          run: () => navigate({ href: `/apps/${page.applicationKey}/${page.uid}/edit` }),
        },
      });
      return;
    }
    try {
      await bind(button, w.key);
      notify({ tone: "good", text: t("workflows.buttons.bound", { title: button.title || button.uid }) });
    } catch (e) {
      notify({ tone: "bad", text: t("workflows.buttons.unbound", { reason: explain(t, e) }) });
    }
  };
  return (
    <NewWorkflow
      button={{ uid: button.uid, title: button.title ?? "", action: button.action, collection: button.collection }}
      onCreated={created}
    />
  );
}
