/** Puts the focus somewhere when it is drawn: what had it is gone or has moved. */
export function focusLater(selector: string) {
  let tries = 10;
  const look = () => {
    const found = document.querySelector<HTMLElement>(selector);
    if (found) found.focus();
    else if (tries > 0) {
      tries -= 1;
      requestAnimationFrame(look);
    }
  };
  requestAnimationFrame(() => requestAnimationFrame(look));
}
