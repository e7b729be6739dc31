import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Block, PageButton } from "../api/types";
import { recordQuery, type Source } from "../records/queries";
import { collectionOf, type Key, keyOf, type Row } from "../records/record";
import { usePhone } from "../ui/media";
import { Empty, Failed, Loading } from "../ui/states";
import { size } from "../ui/tokens";
import { AroundProvider, DepthProvider, OpenerProvider, useDepth, usePage } from "./page-context";
import { usePageState } from "./page-state";
import { Blocks } from "./page-view";
import { moveTo } from "./press";

interface PopupsProps {
  block: Block;
  /** The records that the block shows: the pop-up of one of them needs no reading. */
  rows?: readonly Row[];
  source?: Source;
  appends?: readonly string[];
}

/** The pop-up of one of a block's buttons, if one is open. */
export function Popups({ block, rows, source, appends }: PopupsProps) {
  const { popups } = usePageState();
  const { level } = useDepth();
  const open = popups[level];
  const button = open && block.buttons?.find((b) => b.uid === open.button && b.kind === "popup");
  if (!button) return null;
  return <Popup block={block} button={button} id={open.record} rows={rows} source={source} appends={appends} />;
}

interface PopupProps {
  block: Block;
  button: PageButton;
  id: Key | undefined;
  rows: readonly Row[] | undefined;
  source: Source | undefined;
  appends: readonly string[] | undefined;
}

function Popup({ block, button, id, rows, source, appends }: PopupProps) {
  const { t } = useTranslation();
  const { collections } = usePage();
  const { popups, setPopups } = usePageState();
  const { level } = useDepth();
  const phone = usePhone();
  const collection = collectionOf(collections, block.collection);
  const known = collection && id !== undefined ? rows?.find((r) => keyOf(collection, r) === id) : undefined;
  const read = useQuery({
    ...recordQuery(block.collection ?? "", { id, appends }, source),
    enabled: collection !== undefined && id !== undefined && !known,
  });
  const row = known ?? read.data ?? undefined;
  const close = () => setPopups(popups.slice(0, level));
  const depth = useMemo(
    () => ({
      level: level + 1,
      close: (place: string) => {
        moveTo(place, block.uid);
        setPopups(popups.slice(0, level));
      },
    }),
    [level, block.uid, popups, setPopups],
  );
  const around = useMemo(() => (collection && row ? { collection, row } : undefined), [collection, row]);
  const opener = useMemo(
    () => (id === undefined ? { collection: block.collection, source } : undefined),
    [id, block.collection, source],
  );
  return (
    <Drawer
      open
      onClose={close}
      size={phone ? "100%" : size.drawer}
      title={button.title || t("applications.kinds.popup")}
      closable={{ "aria-label": t("applications.closePopup") }}
    >
      {id !== undefined && !row ? (
        read.isPending ? (
          <Loading />
        ) : read.isError ? (
          <Failed error={read.error} retry={() => read.refetch()} />
        ) : (
          <Empty title={t("applications.goneTitle")}>
            <p>{t("applications.gone")}</p>
          </Empty>
        )
      ) : (
        <DepthProvider value={depth}>
          <AroundProvider value={around}>
            <OpenerProvider value={opener}>
              <Blocks blocks={button.blocks ?? []} />
            </OpenerProvider>
          </AroundProvider>
        </DepthProvider>
      )}
    </Drawer>
  );
}
