/**
 * The policy of the page allows only styles that carry the nonce of its answer. Most libraries can be told the nonce,
 * some of their parts cannot: so every style element that our own scripts make gets it. What arrives as markup does not
 * pass here and stays forbidden.
 */
export const nonce = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";

const create = document.createElement.bind(document);
document.createElement = ((name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (element instanceof HTMLStyleElement) {
    element.nonce = nonce;
  }
  if (element instanceof HTMLTextAreaElement) element.setAttribute = setAttribute;
  return element;
}) as typeof document.createElement;

/** Text areas that grow are measured with a style attribute, which the policy forbids: set by program it is allowed. */
function setAttribute(this: HTMLTextAreaElement, name: string, value: string) {
  if (name === "style") this.style.cssText = value;
  else Element.prototype.setAttribute.call(this, name, value);
}
