// @vitest-environment happy-dom
import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draw } from "../testing/draw";
import { SignInForm } from "./sign-in-form";

test("what is missing is said at its field, which gets the focus; nothing is sent", async () => {
  const signedIn = vi.fn();
  const user = await draw(<SignInForm onSignedIn={signedIn} />);
  const account = screen.getByLabelText("E-mail address or username");
  expect(document.activeElement).toBe(account);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
  expect(account.getAttribute("aria-invalid")).toBe("true");
  const told = document.getElementById(account.getAttribute("aria-describedby") ?? "");
  expect(told?.textContent).not.toBe("");
  expect(document.activeElement).toBe(account);

  await user.type(account, "ann");
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(document.getElementById("password"));
  expect(account.getAttribute("aria-invalid")).toBeNull();
  expect(signedIn).not.toHaveBeenCalled();
});
