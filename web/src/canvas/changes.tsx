import { useTranslation } from "react-i18next";
import type { ConfigSchema } from "../api/types";
import { specWords } from "../steps/spec-words";
import type { Tone } from "../ui/tokens";
import { useBench } from "./bench";
import type { Change, Setting } from "./difference";
import { Mark } from "./mark";
import "./changes.css";

const tones = { added: "running", removed: "bad", moved: "running", changed: "running" } as const satisfies Record<
  Change["kind"],
  Tone
>;

/** What is different, in words. */
export function Changes({ list }: { list: readonly Change[] }) {
  const { t } = useTranslation();
  const { names, open } = useBench();
  if (list.length === 0) return <p className="soft">{t("canvas.changes.none")}</p>;
  return (
    <ul className="changes">
      {list.map((c) => {
        const title = c.step ? names.step(c.step) : t("canvas.trigger");
        return (
          <li key={`${c.kind}:${c.step?.key ?? ""}`} className="changes-item">
            <div className="changes-head">
              <Mark tone={tones[c.kind]}>{t(`canvas.changes.${c.kind}`)}</Mark>
              {c.kind === "removed" ? (
                <strong>{title}</strong>
              ) : (
                <button type="button" className="bench-link" onClick={() => open(c.step)}>
                  {title}
                </button>
              )}
              {c.step && <span className="soft">{names.type(c.step.type)}</span>}
            </div>
            {c.settings.length > 0 && <Settings change={c} />}
          </li>
        );
      })}
    </ul>
  );
}

function Settings({ change }: { change: Change }) {
  const { t } = useTranslation();
  const { names, state } = useBench();
  const type = state.version.workflow.type;
  const spec = change.step ? names.specOf(change.step.type) : names.triggerOf(type);
  const words = specWords(t, change.step ? change.step.type : `trigger ${type}`);
  const label = ({ path }: Setting) =>
    path === "title" ? t("canvas.rename") : words.label(path, schemaAt(spec?.config, path));
  return (
    <dl className="changes-settings">
      {change.settings.map((s) => (
        <div key={s.path}>
          <dt>{label(s)}</dt>
          <dd>
            <del>{shown(s.before)}</del> <ins>{shown(s.after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The schema of a setting by its path. */
export function schemaAt(schema: ConfigSchema | undefined, path: string): ConfigSchema {
  const names = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  return names.reduce<ConfigSchema>(
    (s, name) => (/^\d+$/.test(name) ? s.items : s.properties?.[name]) ?? {},
    schema ?? {},
  );
}

function shown(v: unknown): string {
  if (v === undefined || v === null || v === "") return "–";
  return typeof v === "string" ? v : JSON.stringify(v);
}
