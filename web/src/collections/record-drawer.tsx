import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Drawer, Segmented } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import type { Collection } from "../api/types";
import { isRelation, type Key, labelOf, type Row, recordQuery } from "../records";
import { keyName } from "../records/record";
import { usePhone } from "../ui/media";
import { Empty, Failed, Loading } from "../ui/states";
import { size } from "../ui/tokens";
import { RecordForm } from "./record-form";
import { RecordTrace } from "./record-trace";

const route = getRouteApi("/inside/collections/$name");

interface RecordDrawerProps {
  collection: Collection;
  all: readonly Collection[];
  me: Me;
  /** The key of the record; "" is a new one. */
  id: string;
  /** Whether what touched it is shown instead of its fields. */
  trace: boolean;
  close: () => void;
  open: (id: string) => void;
}

/** A record with all of its fields, and with what touched it. */
export function RecordDrawer({ collection, all, me, id, trace, close, open }: RecordDrawerProps) {
  const { t } = useTranslation();
  const onPhone = usePhone();
  const isNew = id === "";
  const appends = (collection.fields ?? []).filter((f) => isRelation(f) && !f.hidden).map((f) => f.name);
  const query = useQuery({
    ...recordQuery(collection.name, { id: keyFrom(collection, id), appends }),
    enabled: !isNew,
  });
  const row: Row | null | undefined = isNew ? {} : query.data;
  const title = isNew ? t("collections.record.new") : (row && labelOf(collection, row)) || id;
  const form = { collection, all, me, close, open };
  return (
    <Drawer
      open
      onClose={close}
      size={onPhone ? "100%" : size.drawer}
      title={title}
      closable={{ "aria-label": t("collections.close") }}
      mask={{ closable: false }}
    >
      {isNew ? (
        <RecordForm {...form} id={undefined} row={{}} />
      ) : query.isPending ? (
        <Loading />
      ) : query.isError ? (
        <Failed error={query.error} retry={() => query.refetch()} />
      ) : (
        <RecordParts trace={trace}>
          {trace ? (
            <RecordTrace collection={collection} id={keyFrom(collection, id)} me={me} />
          ) : row ? (
            <RecordForm {...form} id={keyFrom(collection, id)} row={row} />
          ) : (
            <Empty title={t("collections.record.missingTitle")}>
              <p>{t("collections.record.missing")}</p>
            </Empty>
          )}
        </RecordParts>
      )}
    </Drawer>
  );
}

/** The key of an address as the API takes it: a number where keys are numbers that a browser can hold. */
function keyFrom(collection: Collection, id: string): Key {
  const field = collection.fields?.find((f) => f.name === keyName(collection));
  const isNumber = field && ["integer", "bigInt", "snowflakeId"].includes(field.type);
  return isNumber && Number.isSafeInteger(Number(id)) ? Number(id) : id;
}

function RecordParts({ trace, children }: { trace: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  return (
    <div className="record-parts">
      <Segmented
        aria-label={t("collections.record.parts")}
        value={trace ? "trace" : "fields"}
        options={[
          { value: "fields", label: t("collections.record.fields") },
          { value: "trace", label: t("collections.record.trace") },
        ]}
        onChange={(part) =>
          navigate({
            search: ({ trace: _, ...old }) => ({ ...old, ...(part === "trace" && { trace: true as const }) }),
            resetScroll: false,
          })
        }
      />
      {children}
    </div>
  );
}
