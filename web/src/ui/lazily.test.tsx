// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { draw } from "../testing/draw";
import { lazily } from "./lazily";

function Counter({ step }: { step: number }) {
  const [n, setN] = useState(0);
  return (
    <button type="button" onClick={() => setN(n + step)}>
      {n}
    </button>
  );
}

test("something stands in for it until it is there", async () => {
  let arrive: (component: typeof Counter) => void = () => {};
  const Later = lazily(() => new Promise<typeof Counter>((r) => (arrive = r)), <p>loading</p>);
  await draw(<Later step={2} />);
  expect(screen.queryByText("loading")).not.toBeNull();
  arrive(Counter);
  expect((await screen.findByRole("button")).textContent).toBe("0");
  expect(screen.queryByText("loading")).toBeNull();
});

test("what was loaded before is drawn at once, and keeps its state", async () => {
  const Later = lazily(async () => Counter, <p>loading</p>);
  await Later.load();
  const user = await draw(<Later step={2} />);
  const button = screen.getByRole("button"); // no waiting
  await user.click(button);
  await user.click(button);
  expect(button.textContent).toBe("4");
});
