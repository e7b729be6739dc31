import { Button } from "antd";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import "./menu-button.css";

export interface MenuItem {
  key: string;
  label: string;
  /** The language of the label, where it is not that of the page. */
  lang?: string | undefined;
  /** Whether a line parts it from the item before. */
  apart?: boolean;
}

interface MenuButtonProps {
  icon: ReactNode;
  label: string;
  children: ReactNode;
  items: readonly MenuItem[];
  onChoose: (key: string) => void;
  /** The item that counts at present, where one of them always does. */
  value?: string;
  /** What stands above the items. */
  head?: ReactNode;
}

/**
 * A button with a short menu below it, for what stands on every page. Lists that are longer, or that must get out of
 * boxes which clip, are Dropdowns; those weigh as much as a page.
 */
export function MenuButton({ icon, label, children, items, onChoose, value, head }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const around = useRef<HTMLDivElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const all = entries(menu.current);
    (all.find((e) => e.getAttribute("aria-checked") === "true") ?? all[0])?.focus();
    const outside = (e: PointerEvent) => {
      if (!around.current?.contains(e.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [open]);
  const close = () => {
    setOpen(false);
    around.current?.querySelector("button")?.focus();
  };
  const keys = (e: KeyboardEvent) => {
    if (e.key === "Escape" && open) close();
    else if (e.key === "ArrowDown" && !open) setOpen(true);
    else if (!open || e.ctrlKey || e.metaKey || e.altKey || !move(menu.current, e.key)) return;
    e.preventDefault();
    e.stopPropagation();
  };
  const left = (e: FocusEvent) => {
    if (e.relatedTarget && !around.current?.contains(e.relatedTarget)) setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the button and the items in it
    <div ref={around} className="menu-button" onKeyDown={keys} onBlur={left}>
      <Button
        type="text"
        icon={icon}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        aria-label={label}
        onClick={() => setOpen(!open)}
      >
        {children}
      </Button>
      {open && (
        <div className="menu-button-menu">
          {head && <div className="menu-button-head">{head}</div>}
          <div ref={menu} id={id} role="menu" aria-label={label}>
            {items.map((item) => (
              <Item
                key={item.key}
                item={item}
                checked={value === undefined ? undefined : value === item.key}
                choose={() => {
                  close();
                  onChoose(item.key);
                }}
              />
            ))}
          </div>
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  item: MenuItem;
  checked: boolean | undefined;
  choose: () => void;
}

function Item({ item, checked, choose }: ItemProps) {
  const common = {
    type: "button",
    className: "menu-button-item",
    tabIndex: -1,
    lang: item.lang,
    onClick: choose,
  } as const;
  return (
    <>
      {item.apart && <hr className="menu-button-divider" />}
      {checked === undefined ? (
        <button {...common} role="menuitem">
          {item.label}
        </button>
      ) : (
        <button {...common} role="menuitemradio" aria-checked={checked}>
          {item.label}
        </button>
      )}
    </>
  );
}

function entries(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>("button") ?? [])];
}

/** Moves the focus in a menu as a key says, by its first letter too; false for keys that say nothing to it. */
function move(menu: HTMLElement | null, key: string): boolean {
  const all = entries(menu);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = () => {
    switch (key) {
      case "ArrowDown":
        return all[(at + 1) % all.length];
      case "ArrowUp":
        return all.at(at > 0 ? at - 1 : -1);
      case "Home":
        return all[0];
      case "End":
        return all.at(-1);
    }
    const letter = key.length === 1 && key !== " " ? key.toLocaleLowerCase() : undefined;
    const inTurn = [...all.slice(at + 1), ...all.slice(0, at + 1)];
    return letter && inTurn.find((e) => e.textContent?.toLocaleLowerCase().startsWith(letter));
  };
  const to = next();
  if (!to) return false;
  to.focus();
  return true;
}
