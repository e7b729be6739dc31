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

interface PopupDrawerProps {
  block: Block;
  button: PageButton;
  id: Key | undefined;
  rows: readonly Row[] | undefined;
  source: Source | undefined;
  appends: readonly string[] | undefined;
}

/** The blocks of a button over the page, about one record or none. */
export function PopupDrawer({ block, button, id, rows, source, appends }: PopupDrawerProps) {
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
