// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draw } from "../testing/draw";
import { MenuButton } from "./menu-button";

const items = [
  { key: "light", label: "Light" },
  { key: "dark", label: "Dark" },
  { key: "system", label: "As the system" },
];

async function opened(value?: string) {
  const onChoose = vi.fn();
  const user = await draw(
    <>
      <MenuButton icon={null} label="Theme" items={items} onChoose={onChoose} {...(value && { value })}>
        Theme
      </MenuButton>
      <p>beside</p>
    </>,
  );
  await user.click(screen.getByRole("button", { name: "Theme" }));
  return { user, onChoose };
}

const focused = () => document.activeElement?.textContent;
const button = () => screen.getByRole("button", { name: "Theme" });

test("what counts is marked and has the focus", async () => {
  await opened("dark");
  expect(screen.getAllByRole("menuitemradio", { checked: true }).map((e) => e.textContent)).toEqual(["Dark"]);
  expect(focused()).toBe("Dark");
});

test("keys lead round, to the ends and to first letters", async () => {
  const { user } = await opened();
  const seen: (string | null | undefined)[] = [focused()];
  for (const key of ["{ArrowUp}", "{ArrowDown}", "{End}", "{Home}", "d"]) {
    await user.keyboard(key);
    seen.push(focused());
  }
  expect(seen).toEqual(["Light", "As the system", "Light", "As the system", "Light", "Dark"]);
});

test("Escape closes it, chooses nothing and gives the focus back", async () => {
  const { user, onChoose } = await opened();
  screen.getByRole("button", { expanded: true });
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).toBeNull();
  screen.getByRole("button", { expanded: false });
  expect(document.activeElement).toBe(button());
  expect(onChoose).not.toHaveBeenCalled();
});

test("a choice is told once and closes it; a press beside only closes it", async () => {
  const { user, onChoose } = await opened();
  await user.keyboard("{ArrowDown}{Enter}");
  expect(onChoose.mock.calls).toEqual([["dark"]]);
  expect(screen.queryByRole("menu")).toBeNull();
  await user.click(button());
  await user.click(screen.getByText("beside"));
  expect(screen.queryByRole("menu")).toBeNull();
  expect(onChoose).toHaveBeenCalledTimes(1);
});
