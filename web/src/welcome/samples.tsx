import LockOutlined from "@ant-design/icons/es/icons/LockOutlined";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/errors";
import type { Sample } from "../api/types";
import { language } from "../app/i18n";
import { start } from "../app/pages";
import { useStore } from "../app/store";
import { explain } from "../ui/failures";
import { Failed, Loading, State } from "../ui/states";
import { Tag } from "../ui/tag";
import { installSample, samplesQuery } from "./api";

/** What to begin with: a sample application, or nothing. */
export function Samples() {
  const { t } = useTranslation();
  const spoken = useStore(language)?.code ?? "";
  const query = useQuery(samplesQuery(spoken));
  if (query.isPending) return <Loading />;
  if (query.isError && query.error instanceof ApiError && query.error.status === 403) return <NotForYou />;
  if (query.isError) return <Failed error={query.error} retry={() => query.refetch()} />;
  const { samples, applications } = query.data;
  return (
    <div className="welcome-samples">
      <header className="welcome-about">
        {applications === 0 && <p className="welcome-step soft">{t("welcome.step", { step: 2, steps: 2 })}</p>}
        <h1>{t("welcome.samplesTitle")}</h1>
        <p className="soft">{t(applications === 0 ? "welcome.samplesIntro" : "welcome.samplesMore")}</p>
      </header>
      <ul className="welcome-list">
        {samples.map((s) => (
          <li key={s.key}>
            <Card sample={s} language={spoken} />
          </li>
        ))}
      </ul>
      <footer className="welcome-about">
        {applications === 0 && (
          <>
            <h2>{t("welcome.emptyTitle")}</h2>
            <p className="soft">{t("welcome.emptyText")}</p>
          </>
        )}
        <p>
          <Link to="/">{t(applications === 0 ? "welcome.startEmpty" : "welcome.toApplications")}</Link>
        </p>
        <p className="soft">{t("welcome.data")}</p>
      </footer>
    </div>
  );
}

function Card({ sample, language }: { sample: Sample; language: string }) {
  const { t } = useTranslation();
  const router = useRouter();
  const queries = useQueryClient();
  const open = (s: Sample) => router.history.push(`/apps/${s.application}/${s.page}`);
  const install = useMutation({
    mutationFn: () => installSample(sample.key, language),
    onSuccess: async (done) => {
      // Nearly everything is new: whatever was read before is read again.
      await queries.invalidateQueries();
      open(done);
    },
    onError: () => queries.invalidateQueries({ queryKey: ["samples"] }),
  });
  const title = `welcome-${sample.key}`;
  const isTaken = sample.taken.length > 0;
  return (
    <article className="welcome-sample" aria-labelledby={title}>
      <div className="welcome-sample-head">
        <h2 id={title}>{sample.title}</h2>
        {sample.state !== "absent" && (
          <Tag tone={sample.state === "installed" ? "good" : "attention"}>{t(`welcome.states.${sample.state}`)}</Tag>
        )}
      </div>
      <p>{sample.description}</p>
      <ol className="welcome-story">
        {sample.story.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
      <p className="soft">
        {[
          t("welcome.collections", { count: sample.collections.length }),
          t("welcome.workflows", { count: sample.workflows }),
          t("welcome.pages", { count: sample.pages }),
        ].join(" · ")}
      </p>
      <Roles sample={sample} language={language} />
      <div role="status">
        {install.isError && <Alert type="error" showIcon title={explain(t, install.error)} />}
        {isTaken && <Alert type="warning" showIcon title={t("welcome.taken", { names: sample.taken.join(", ") })} />}
      </div>
      {sample.state === "installed" ? (
        <Button onClick={() => open(sample)}>{t("welcome.open", { title: sample.title })}</Button>
      ) : (
        !isTaken && (
          <Button type="primary" loading={install.isPending} onClick={() => !install.isPending && install.mutate()}>
            {t(sample.state === "partial" ? "welcome.goOn" : "welcome.install", { title: sample.title })}
          </Button>
        )
      )}
    </article>
  );
}

/** What others need to use it: only the owner may do everything. */
function Roles({ sample: { roles, state }, language }: { sample: Sample; language: string }) {
  const { t } = useTranslation();
  if (roles.length === 0) return null;
  const installed = state === "installed";
  const quoted = roles.map((r) => t("welcome.role", { title: r.title }));
  const names = new Intl.ListFormat(language || undefined, { type: "disjunction" }).format(quoted);
  return (
    <div className="welcome-roles soft">
      <p>
        {t(installed ? "welcome.rolesGive" : "welcome.rolesBrings", { names, count: roles.length })}{" "}
        {installed && <Link to="/users">{t("welcome.toUsers")}</Link>}
      </p>
      <ul>
        {roles.map((r) => (
          <li key={r.name}>
            <strong>{r.title}</strong>: {r.description}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Somebody who builds nothing has nothing to do here. */
function NotForYou() {
  const { t } = useTranslation();
  return (
    <State
      whole
      icon={<LockOutlined />}
      title={t("welcome.othersTitle")}
      actions={<Link to={start}>{t("states.toStart")}</Link>}
    >
      <p>{t("welcome.others")}</p>
    </State>
  );
}
