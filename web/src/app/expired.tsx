import { Button, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { Me } from "../api/calls";
import { Told } from "../api/errors";
import { begin, expired } from "./session";
import { SignInForm } from "./sign-in-form";
import { useStore } from "./store";

/** When the session ends under an open page, asks to sign in again over it. Nothing on the page is lost. */
export default function Expired({ me, leave }: { me: Me; leave: () => void }) {
  const { t } = useTranslation();
  const open = useStore(expired);
  return (
    <Modal
      open={open}
      title={t("signIn.againTitle")}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
      footer={<Button onClick={leave}>{t("signIn.leave")}</Button>}
    >
      <SignInForm
        account={me.user.username ?? me.user.email ?? ""}
        notice={t("signIn.again")}
        onSignedIn={(session) => {
          // Another person's token must not carry on what this one began.
          if (session.user.id !== me.user.id) throw new Told(t("signIn.otherUser"));
          begin(session.token);
        }}
      />
    </Modal>
  );
}
