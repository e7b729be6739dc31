import ClockCircleOutlined from "@ant-design/icons/es/icons/ClockCircleOutlined";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { settingsQuery } from "../api/calls";
import { LanguageChooser, ThemeChooser } from "../app/choosers";
import { useTitle } from "../app/title";
import { Logo } from "../ui/logo";
import { Failed, Loading, State } from "../ui/states";
import { entryQuery } from "./api";
import { OwnerForm } from "./owner";
import { Samples } from "./samples";
import "./welcome.css";

/** The first run: who owns this server, and what to begin with. */
export default function WelcomePage() {
  const { t } = useTranslation();
  const router = useRouter();
  const [code, setCode] = useState(() => window.location.hash.slice(1));
  const entry = useQuery(entryQuery(code));
  useTitle(t("welcome.title"));
  if (entry.isPending) return <Frame>{<Loading />}</Frame>;
  if (entry.isError)
    return (
      <Frame>
        <Failed error={entry.error} retry={() => entry.refetch()} />
      </Frame>
    );
  if (entry.data === "used") return <Frame>{<Used />}</Frame>;
  if (entry.data === "inside") return <Frame>{<Samples />}</Frame>;
  return (
    <Frame>
      <OwnerForm
        code={code}
        onDone={() => {
          // The code counts no more: it need not stay in the address.
          router.history.replace("/welcome");
          setCode("");
        }}
      />
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const product = useQuery(settingsQuery).data?.title || "Sequitur";
  return (
    <div className="welcome">
      <header className="welcome-head">
        <div className="welcome-product">
          <Logo />
          <span>{product}</span>
        </div>
        <div className="welcome-tools">
          <LanguageChooser />
          <ThemeChooser />
        </div>
      </header>
      <main className="welcome-content">{children}</main>
    </div>
  );
}

/** The link was used: whoever it was signs in. */
function Used() {
  const { t } = useTranslation();
  return (
    <State
      whole
      icon={<ClockCircleOutlined />}
      title={t("welcome.usedTitle")}
      actions={
        <Link to="/sign-in" search={{ next: "/welcome" }}>
          {t("welcome.toSignIn")}
        </Link>
      }
    >
      <p>{t("welcome.used")}</p>
      <p>{t("welcome.usedHelp")}</p>
    </State>
  );
}
