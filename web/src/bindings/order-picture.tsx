import { useTranslation } from "react-i18next";
import type { Acting } from "./fit";
import { type Follower, type Moment, moments } from "./order";

interface OrderPictureProps {
  button: Acting;
  order: Record<Moment, Follower[]>;
}

/** What happens when the button is pressed, moment by moment: a list that is drawn as a way. */
export function OrderPicture({ button, order }: OrderPictureProps) {
  const { t } = useTranslation();
  const saves = button.action !== "trigger";
  const shown = saves ? moments : moments.filter((m) => m !== "before");
  return (
    <section className="bindings-part" aria-labelledby="bindings-order">
      <h3 id="bindings-order">{t("bindings.order")}</h3>
      <ol className="order-picture">
        {shown.map((moment) => (
          <li key={moment} className={`order-moment order-moment-${moment}`}>
            <span className="order-when">{t(`bindings.moments.${moment}`)}</span>
            {moment === "action" ? (
              <span className="order-action">
                {button.title}
                <span className="order-what">{t(`actionNames.${button.action as "create"}`)}</span>
              </span>
            ) : order[moment].length === 0 ? (
              <span className="soft order-nothing">{t("bindings.nothing")}</span>
            ) : (
              <ol className="order-followers">
                {order[moment].map((f) => (
                  <li key={`${f.because} ${f.key}`} className={`order-follower order-follower-${f.because}`}>
                    {f.title}
                    {f.because !== "bound" && <span className="order-what">{t(`bindings.short.${f.because}`)}</span>}
                    {f.path && <span className="order-what">{t("bindings.about", { path: f.path })}</span>}
                  </li>
                ))}
              </ol>
            )}
            <span className="order-means soft">
              {t(`bindings.momentMeans.${saves || moment !== "action" ? moment : "actionTrigger"}`)}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
