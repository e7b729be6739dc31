import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useRouter } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { settingsQuery } from "../api/calls";
import type { SignIn } from "../api/types";
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
const SignUpForm = lazy(() => import("./sign-up"));

/** Asks who it is. */
export default function SignInPage() {
  const { t } = useTranslation();
  const { next, ended, create } = route.useSearch();
  const router = useRouter();
  const settings = useQuery(settingsQuery);
  const mayCreate = settings.data?.allowSignUp === true;
  const creates = Boolean(create) && mayCreate;
  const title = t(creates ? "signIn.createTitle" : "signIn.title");
  useTitle(title);
  const enter = async ({ token, user }: SignIn) => {
    queryClient.removeQueries({ queryKey: ["me"] });
    begin(token);
    // The language of the account, unless another one was chosen in this browser.
    if (!chosenLanguage.get() && languages.some((l) => l.code === user.appLang)) await speak(user.appLang ?? "");
    router.history.replace(safeNext(next));
  };
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
        <h1>{title}</h1>
        {creates ? (
          <Suspense>
            <SignUpForm onSignedIn={enter} />
          </Suspense>
        ) : (
          <SignInForm notice={ended && t("signIn.ended")} onSignedIn={enter} />
        )}
        {mayCreate && (
          <Link to="/sign-in" search={{ ...(next && { next }), ...(!creates && { create: true as const }) }}>
            {t(creates ? "signIn.have" : "signIn.createTitle")}
          </Link>
        )}
      </main>
    </div>
  );
}
