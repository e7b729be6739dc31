import { Button, Checkbox, Input, InputNumber, Radio, Select, Slider } from "antd";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Block, FormMode } from "../api/types";
import { FilterBuilder } from "../records/filter-builder";
import { useBlockActs } from "./acts";
import { aroundOf, offered } from "./add-block";
import { ButtonList } from "./button-list";
import { useDesigner } from "./context";
import { FieldList } from "./field-list";
import { blocksIn, changeBlock, changeBlocks, changeSettings, root } from "./model/content";
import { relationsOf } from "./model/fields";
import { rowsOf, sized } from "./model/layout";
import { patched, worth } from "./model/patch";
import { of } from "./model/problems";
import { RolesSelect } from "./roles-select";
import { Section, Setting } from "./setting";
import { SortSetting } from "./sort-setting";
import { useVariables } from "./variables";

const Text = lazy(() => import("./text-setting"));

/** Everything that can be set for a block. */
export function BlockSettings({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { change, problems } = useDesigner();
  const acts = useBlockActs();
  const own = of(problems, block.uid);
  const at = (part: string) => own.filter((p) => p.part === part || p.part.startsWith(`${part}.`));
  return (
    <>
      {block.type === "markdown" && (
        <Suspense>
          <Text block={block} problems={at("settings.text")} />
        </Suspense>
      )}
      {block.type !== "markdown" && (
        <Section title={t("designer.fields.title")}>
          <FieldList block={block} />
        </Section>
      )}
      <Section title={t("designer.buttons.title")}>
        <ButtonList block={block} />
      </Section>
      {block.type !== "markdown" && <DataSettings block={block} problems={at} />}
      <Section title={t("designer.block.looks")}>
        <Setting label={t("designer.block.heading")} problems={at("title")}>
          {(ids) => (
            <Input
              {...ids}
              value={block.title ?? ""}
              maxLength={255}
              onChange={(e) =>
                change(
                  (c) => changeBlock(c, block.uid, (b) => patched(b, { title: worth(e.target.value) })),
                  `${block.uid} title`,
                )
              }
            />
          )}
        </Setting>
        <WidthSetting block={block} />
        <Setting label={t("designer.roles.block")} problems={at("roles")}>
          {(ids) => (
            <RolesSelect
              {...ids}
              value={block.roles ?? []}
              everybody={t("designer.roles.everybody")}
              onChange={(roles) => change((c) => changeBlock(c, block.uid, (b) => patched(b, { roles: worth(roles) })))}
            />
          )}
        </Setting>
      </Section>
      <div className="page-tools">
        <Button onClick={() => acts.duplicate(block)}>{t("designer.duplicate")}</Button>
        <Button danger onClick={() => acts.remove(block)}>
          {t("designer.block.remove")}
        </Button>
      </div>
    </>
  );
}

type DataBlock = Exclude<Block, { type: "markdown" }>;
type ProblemsAt = (part: string) => ReturnType<typeof of>;

/** Which records a block is about. */
function DataSettings({ block, problems }: { block: DataBlock; problems: ProblemsAt }) {
  const { t } = useTranslation();
  const { change, collections, content, search } = useDesigner();
  const variables = useVariables();
  const set = (patch: Record<string, unknown>, tag?: string) => change((c) => changeSettings(c, block.uid, patch), tag);
  const known = collections.some((c) => c.name === block.collection);
  const around = aroundOf(search.in ?? root, { content });
  const relations = around
    ? relationsOf(collections, around.collection).filter((r) => r.target === block.collection)
    : [];
  const options = offered(collections).map((c) => ({ value: c.name, label: collectionTitle(c) }));
  if (block.collection && !options.some((o) => o.value === block.collection)) {
    options.push({
      value: block.collection,
      label: known ? block.collection : t("designer.block.collectionGone", { name: block.collection }),
    });
  }
  const isList = block.type === "table" || block.type === "list";
  return (
    <Section title={t("designer.block.data")}>
      <Setting label={t("designer.block.collection")} problems={problems("collection")}>
        {(ids) => (
          <Select
            {...ids}
            showSearch={{ optionFilterProp: "label" }}
            value={block.collection ?? null}
            options={options}
            onChange={(collection) =>
              change((c) =>
                changeBlock(c, block.uid, (b) =>
                  patched(b, { collection: collection ?? undefined, association: undefined }),
                ),
              )
            }
          />
        )}
      </Setting>
      {(relations.length > 0 || block.association) && (
        <Setting
          label={t("designer.block.which")}
          help={t("designer.block.whichHelp")}
          problems={problems("association")}
        >
          {(ids) => (
            <Select
              {...ids}
              value={block.association ?? ""}
              options={[
                { value: "", label: t("designer.block.every") },
                ...relations.map((r) => ({ value: r.name, label: fieldTitle(r) })),
                ...(block.association && !relations.some((r) => r.name === block.association)
                  ? [{ value: block.association, label: block.association }]
                  : []),
              ]}
              onChange={(v) => change((c) => changeBlock(c, block.uid, (b) => patched(b, { association: worth(v) })))}
            />
          )}
        </Setting>
      )}
      {block.type === "form" && (
        <Setting label={t("designer.form.mode")}>
          {(ids) => (
            <Radio.Group
              {...ids}
              value={block.settings.mode}
              options={(["add", "edit"] as const).map((m: FormMode) => ({ value: m, label: t(`designer.form.${m}`) }))}
              onChange={(e) => set({ mode: e.target.value })}
            />
          )}
        </Setting>
      )}
      {known && !(block.type === "form" && block.settings.mode === "add") && (
        <Setting
          label={isList ? t("designer.block.filter") : t("designer.block.filterOne")}
          help={isList ? undefined : t("designer.block.filterOneHelp")}
          problems={problems("settings.filter")}
        >
          {() => (
            <FilterBuilder
              collection={block.collection ?? ""}
              collections={collections}
              value={block.settings.filter}
              label={t("designer.block.filter")}
              variables={variables}
              onChange={(filter) => set({ filter }, `${block.uid} filter`)}
            />
          )}
        </Setting>
      )}
      {known && block.type !== "form" && (
        <Setting label={t("designer.block.sort")} problems={problems("settings.sort")}>
          {({ id }) => <SortSetting id={id} block={block} set={(sort) => set({ sort: worth(sort) })} />}
        </Setting>
      )}
      {isList && (
        <Setting label={t("designer.block.pageSize")} problems={problems("settings.pageSize")}>
          {(ids) => (
            <InputNumber
              {...ids}
              className="wide-control"
              min={1}
              max={200}
              precision={0}
              value={block.settings.pageSize || 20}
              onChange={(n) => set({ pageSize: n && n !== 20 ? n : undefined }, `${block.uid} pageSize`)}
            />
          )}
        </Setting>
      )}
      {block.type === "table" && (
        <Checkbox
          checked={block.settings.inlineEdit === true}
          onChange={(e) => set({ inlineEdit: worth(e.target.checked) })}
        >
          {t("designer.block.inlineEdit")}
        </Checkbox>
      )}
      {block.type === "list" && <ListTitle block={block} problems={problems("settings.titleField")} set={set} />}
    </Section>
  );
}

interface ListTitleProps {
  block: Extract<Block, { type: "list" }>;
  problems: ReturnType<typeof of>;
  set: (patch: Record<string, unknown>) => void;
}

function ListTitle({ block, problems, set }: ListTitleProps) {
  const { t } = useTranslation();
  const { collections } = useDesigner();
  const fields = collections.find((c) => c.name === block.collection)?.fields ?? [];
  return (
    <Setting label={t("designer.block.titleField")} problems={problems}>
      {(ids) => (
        <Select
          {...ids}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          value={block.settings.titleField ?? null}
          placeholder={t("designer.block.titleFieldUsual")}
          options={fields.filter((f) => !f.target && !f.hidden).map((f) => ({ value: f.name, label: fieldTitle(f) }))}
          onChange={(v) => set({ titleField: v ?? undefined })}
        />
      )}
    </Setting>
  );
}

const least = 4;
const parts = 24;

/** How much of its row a block takes, where others stand beside it. */
function WidthSetting({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { content, search, change } = useDesigner();
  const within = search.in ?? root;
  const row = rowsOf(blocksIn(content, within) ?? []).find((r) => r.some((b) => b.uid === block.uid));
  const width = block.settings.layout?.width ?? 0;
  if ((row?.length ?? 1) < 2 && width === 0) return null;
  const set = (w: number) =>
    change((c) => changeBlocks(c, within, (list) => sized(list, block.uid, w)), `${block.uid} w`);
  return (
    <Setting
      label={t("designer.block.width")}
      help={t(width ? "designer.block.widthOwn" : "designer.block.widthEqual")}
    >
      {({ id }) => (
        <div className="sort-row">
          <Slider
            id={id}
            ariaLabelForHandle={t("designer.block.width")}
            min={least}
            max={parts}
            value={width || Math.floor(parts / (row?.length ?? 1))}
            tooltip={{ formatter: (n) => `${n}/${parts}` }}
            onChange={set}
          />
          <Button disabled={width === 0} onClick={() => set(0)}>
            {t("designer.block.share")}
          </Button>
        </div>
      )}
    </Setting>
  );
}
