import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactElement } from "react";
import { afterEach } from "vitest";
import { type Area, loadTexts, startTexts } from "../app/i18n";

afterEach(cleanup);

/** Draws a component with the app's own texts and what it needs around it, and returns what a person does with it. */
export async function draw(component: ReactElement, ...areas: Area[]) {
  await startTexts();
  await Promise.all(areas.map(loadTexts));
  render(<QueryClientProvider client={new QueryClient()}>{component}</QueryClientProvider>);
  return userEvent.setup();
}
