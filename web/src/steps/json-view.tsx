import "./json-view.css";

/** How much of a value is shown, in characters of its JSON. */
const most = 20_000;

/** A value as JSON, to read. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = value === undefined ? "" : JSON.stringify(value, null, 2);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section className="json-view" tabIndex={0} aria-label={label}>
      <pre>{text.length > most ? `${text.slice(0, most)}…` : text}</pre>
    </section>
  );
}
