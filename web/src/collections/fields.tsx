import ArrowDownOutlined from "@ant-design/icons/es/icons/ArrowDownOutlined";
import ArrowUpOutlined from "@ant-design/icons/es/icons/ArrowUpOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { collectionTitle, fieldTitle } from "../api/model";
import type { Collection, Field } from "../api/types";
import { explain } from "../ui/failures";
import { notify } from "../ui/notices";
import { Empty } from "../ui/states";
import { moveField } from "./api";
import { FieldDrawer } from "./field-drawer";
import type { PartProps } from "./part-props";
import "./fields.css";
import { kindOfField } from "./kinds";
import { isBuiltin, isExtensible, mayModel } from "./model";
import "./note.css";

const route = getRouteApi("/inside/collections/$name");

/** The fields of a collection, in their order; one opens beside the list. */
export function Fields({ collection, all, me }: PartProps) {
  const { t } = useTranslation();
  const { field: open, kind } = route.useSearch();
  const navigate = route.useNavigate();
  const builds = mayModel(me) && isExtensible(collection);
  const fields = collection.fields ?? [];
  const chosen = open ? fields.find((f) => f.name === open) : undefined;
  const close = () => navigate({ search: ({ field: _, kind: __, ...old }) => old, replace: true });
  const add = builds && (
    <Button
      type="primary"
      icon={<PlusOutlined />}
      onClick={() => navigate({ search: (old) => ({ ...old, tab: "fields", field: "" }) })}
    >
      {t("collections.field.add")}
    </Button>
  );
  return (
    <>
      <div className="page-tools">
        <p className="soft">{t("collections.fieldCount", { count: fields.length })}</p>
        <div className="page-tools-end">{add}</div>
      </div>
      <div className="panel">
        {fields.length > 0 ? (
          <FieldList collection={collection} all={all} builds={builds} />
        ) : (
          <Empty title={t("collections.noFieldsTitle")} actions={add}>
            <p>{t("collections.noFields")}</p>
          </Empty>
        )}
      </div>
      {builds && (open === "" || chosen) && (
        <FieldDrawer
          key={open}
          collection={collection}
          all={all}
          field={chosen}
          kind={kind}
          close={close}
          next={() => navigate({ search: (old) => ({ ...old, tab: "fields", field: "" }) })}
        />
      )}
    </>
  );
}

function FieldList({
  collection,
  all,
  builds,
}: {
  collection: Collection;
  all: readonly Collection[];
  builds: boolean;
}) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const move = useMutation({
    mutationFn: ({ from, to }: { from: string; to: string }) => moveField(collection.name, from, to),
    onSettled: () => queries.invalidateQueries({ queryKey: ["collections"] }),
    onError: (e) => notify({ tone: "bad", text: explain(t, e) }),
  });
  const fields = collection.fields ?? [];
  const own = fields.filter((f) => !isBuiltin(f));
  return (
    <table className="fields-list">
      <caption className="visually-hidden">{t("collections.tabs.fields")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("collections.columns.title")}</th>
          <th scope="col">{t("collections.columns.name")}</th>
          <th scope="col">{t("collections.columns.kind")}</th>
          <th scope="col">{t("collections.columns.traits")}</th>
          {builds && (
            <th scope="col">
              <span className="visually-hidden">{t("collections.columns.order")}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const at = own.indexOf(field);
          const [before, after] = [own[at - 1], own[at + 1]];
          return (
            <tr key={field.key}>
              <td className="fields-title">
                <FieldName field={field} builds={builds && !isBuiltin(field)} />
                {field.description && <p className="soft fields-about">{field.description}</p>}
              </td>
              <td data-label={t("collections.columns.name")}>
                <code>{field.name}</code>
              </td>
              <td data-label={t("collections.columns.kind")}>
                <KindOf field={field} all={all} />
              </td>
              <td data-label={t("collections.columns.traits")}>
                <Traits field={field} isTitle={collection.titleField === field.name} />
              </td>
              {builds && (
                <td className="fields-move">
                  {at >= 0 && (
                    <>
                      <Button
                        type="text"
                        size="small"
                        icon={<ArrowUpOutlined />}
                        aria-label={t("collections.field.up", { title: fieldTitle(field) })}
                        disabled={!before || move.isPending}
                        onClick={() => before && move.mutate({ from: field.name, to: before.name })}
                      />
                      <Button
                        type="text"
                        size="small"
                        icon={<ArrowDownOutlined />}
                        aria-label={t("collections.field.down", { title: fieldTitle(field) })}
                        disabled={!after || move.isPending}
                        onClick={() => after && move.mutate({ from: field.name, to: after.name })}
                      />
                    </>
                  )}
                </td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function FieldName({ field, builds }: { field: Field; builds: boolean }) {
  if (!builds) return <strong>{fieldTitle(field)}</strong>;
  return (
    <Link
      to="/collections/$name"
      params={{ name: field.collectionName }}
      search={{ tab: "fields", field: field.name }}
      className="fields-open"
      resetScroll={false}
    >
      {fieldTitle(field)}
    </Link>
  );
}

/** What kind it is; of a relation where it leads. */
function KindOf({ field, all }: { field: Field; all: readonly Collection[] }) {
  const { t } = useTranslation();
  const kind = t(`collections.kinds.${kindOfField(field)}.title`);
  if (!field.target) return <>{field.isForeignKey ? t("collections.traits.foreignKey") : kind}</>;
  const target = all.find((c) => c.name === field.target);
  return (
    <span className="fields-kind">
      {kind}{" "}
      {target ? (
        <Link to="/collections/$name" params={{ name: target.name }} className="fields-target">
          {collectionTitle(target)}
        </Link>
      ) : (
        <span className="fields-gone">{t("collections.targetGone", { name: field.target })}</span>
      )}
    </span>
  );
}

function Traits({ field, isTitle }: { field: Field; isTitle: boolean }) {
  const { t } = useTranslation();
  const rules = field.validation?.rules ?? [];
  const traits = [
    field.primaryKey && t("collections.traits.key"),
    isTitle && !field.primaryKey && t("collections.traits.title"),
    (rules.some((r) => r.name === "required") || (field.allowNull === false && !field.primaryKey)) &&
      t("collections.traits.required"),
    field.unique && t("collections.traits.unique"),
    field.index && t("collections.traits.index"),
    field.defaultValue !== undefined && field.defaultValue !== null && t("collections.traits.default"),
    rules.some((r) => r.name !== "required") && t("collections.traits.rules"),
  ].filter((trait): trait is string => !!trait);
  if (traits.length === 0) return <span className="soft fields-none">–</span>;
  return (
    <ul className="fields-traits">
      {traits.map((trait) => (
        <li key={trait} className="collections-note">
          {trait}
        </li>
      ))}
    </ul>
  );
}
