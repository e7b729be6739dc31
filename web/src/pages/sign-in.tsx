import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { settingsQuery } from "../api/calls";
import { LanguageChooser, ThemeChooser } from "../app/choosers";
import { languages, speak } from "../app/i18n";
import { safeNext } from "../app/pages";
import { chosenLanguage } from "../app/preferences";
import { queryClient } from "../app/query";
import { begin } from "../app/session";
import { SignInForm } from "../app/sign-in-form";
import { useTitle } from "../app/title";
import { Logo } from "../ui/logo";
import "./sign-in.css";

const route = getRouteApi("/sign-in");

/** Asks who it is. */
export default function SignInPage() {
  const { t } = useTranslation();
  const { next, ended } = route.useSearch();
  const router = useRouter();
  const settings = useQuery(settingsQuery);
  useTitle(t("signIn.title"));
  return (
    <div className="sign-in">
      <header className="sign-in-tools">
        <LanguageChooser />
        <ThemeChooser />
      </header>
      <main className="sign-in-card">
        <div className="sign-in-product">
          <Logo />
          <span>{settings.data?.title ?? "Sequitur"}</span>
        </div>
        <h1>{t("signIn.title")}</h1>
        <SignInForm
          notice={ended && t("signIn.ended")}
          onSignedIn={async ({ token, user }) => {
            queryClient.removeQueries({ queryKey: ["me"] });
            begin(token);
            // The language of the account, unless another one was chosen in this browser.
            if (!chosenLanguage.get() && languages.some((l) => l.code === user.appLang))
              await speak(user.appLang ?? "");
            router.history.replace(safeNext(next));
          }}
        />
      </main>
    </div>
  );
}
