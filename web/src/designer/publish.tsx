import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../api/client";
import { ApiError } from "../api/errors";
import { uuid } from "../applications/press-keys";
import { explain } from "../ui/failures";
import { Loaded } from "../ui/loaded";
import { notify } from "../ui/notices";
import { ChangeList } from "./change-list";
import { useDesigner } from "./context";
import { type EditedPage, pageQuery, problemsQuery } from "./data";
import { difference } from "./model/diff";
import { locate } from "./model/problems";
import { Place } from "./problems";

/** Publishes the draft: with what is new about it, a note, or what stands against it. */
export function PublishDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { editor, content } = useDesigner();
  const [note, setNote] = useState("");
  const key = useRef(uuid());
  const id = useId();
  const { page } = editor;
  const checked = useQuery({ ...problemsQuery(page.uid, page.revision), staleTime: 0 });
  const publish = useMutation({
    mutationFn: async () =>
      (
        await call<EditedPage>("pages:publish", {
          query: { filterByTk: page.uid },
          body: { revision: page.revision, note: note.trim() },
          idempotencyKey: key.current,
        })
      ).data,
    onSuccess: async (next) => {
      editor.adopt(next);
      await queries.invalidateQueries({
        predicate: ({ queryKey: [name, , kind] }) =>
          (name === "pages" && kind !== "draft") ||
          name === "menuEntries" ||
          name === "applications" ||
          name === "buttons",
      });
      queries.setQueryData(pageQuery(page.uid).queryKey, next);
      notify({ tone: "good", text: t("designer.publish.done", { version: next.publishedVersion }) });
      close();
    },
    onError: (e) => {
      key.current = uuid();
      if (e instanceof ApiError && e.code === "PAGE_CHANGED") {
        close();
        editor.look();
      }
    },
  });
  const changes = page.published ? difference(page.published, content) : [];
  const refused = publish.error instanceof ApiError ? publish.error.failures : [];
  return (
    <Modal
      open
      title={t("designer.publish.title")}
      onCancel={close}
      footer={
        <>
          <Button onClick={close}>{t("designer.cancel")}</Button>
          <Button
            type="primary"
            loading={publish.isPending}
            disabled={(checked.data?.length ?? 1) > 0}
            onClick={() => publish.mutate()}
          >
            {t("designer.publish.ok")}
          </Button>
        </>
      }
    >
      <div className="publish">
        <Loaded query={checked}>
          {(problems) =>
            problems.length > 0 ? (
              <section>
                <p>{t("designer.publish.blocked", { count: problems.length })}</p>
                <ul className="publish-problems">
                  {problems.map((p) => (
                    <li key={`${p.path} ${p.code}`}>
                      <Place at={locate(content, p)} onOpen={close} />
                    </li>
                  ))}
                </ul>
              </section>
            ) : (
              <p className="soft">{t("designer.publish.intro")}</p>
            )
          }
        </Loaded>
        {publish.isError && (
          <div role="alert">
            <p>{explain(t, publish.error)}</p>
            {refused.length > 0 && (
              <ul className="publish-problems">
                {refused.map((f) => (
                  <li key={`${f.field} ${f.code}`}>
                    <Place
                      at={locate(content, { path: f.field ?? "", code: f.code, message: f.message })}
                      onOpen={close}
                    />
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
        <div className="publish-note">
          <label htmlFor={id}>{t("designer.publish.note")}</label>
          <Input.TextArea
            id={id}
            value={note}
            maxLength={1000}
            rows={2}
            placeholder={t("designer.publish.noteHint")}
            onChange={(e) => setNote(e.target.value)}
          />
        </div>
        {page.published && (
          <section className="publish-changes">
            <h3>{t("designer.publish.changes")}</h3>
            <ChangeList changes={changes} none={t("designer.publish.noChanges")} />
          </section>
        )}
      </div>
    </Modal>
  );
}
