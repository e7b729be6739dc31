import EyeInvisibleOutlined from "@ant-design/icons/es/icons/EyeInvisibleOutlined";
import EyeOutlined from "@ant-design/icons/es/icons/EyeOutlined";
import { Button, Input, type InputProps, type InputRef } from "antd";
import { type KeyboardEvent, type Ref, useId, useState } from "react";
import { useTranslation } from "react-i18next";

/** A password field that can show what is typed, by keyboard too, and tells when Caps Lock is on. */
export function Password({ ref, ...props }: InputProps & { ref?: Ref<InputRef> }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const hint = useId();
  const look = (e: KeyboardEvent) => setCaps(e.getModifierState("CapsLock"));
  return (
    <>
      <Input
        {...props}
        {...(ref && { ref })}
        type={shown ? "text" : "password"}
        onKeyDown={look}
        onKeyUp={look}
        onBlur={(e) => {
          setCaps(false);
          props.onBlur?.(e);
        }}
        aria-describedby={[props["aria-describedby"], hint].filter(Boolean).join(" ")}
        suffix={
          <Button
            type="text"
            size="small"
            className="password-show"
            icon={shown ? <EyeInvisibleOutlined /> : <EyeOutlined />}
            aria-label={shown ? t("signIn.hide") : t("signIn.show")}
            onClick={() => setShown(!shown)}
          />
        }
      />
      <span id={hint} className="password-hint" role="status">
        {caps && t("signIn.capsLock")}
      </span>
    </>
  );
}
