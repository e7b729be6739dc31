import "./app/nonce"; // before anything that makes styles
import "virtual:tokens.css";
import "./ui/base.css";
import "./ui/form.css";
import "./ui/page.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startTexts } from "./app/i18n";
import { queryClient } from "./app/query";
import { router } from "./app/router";
import { Theme } from "./app/theme";

await startTexts();
const place = document.getElementById("root");
if (!place) throw new Error("the page has no place for the app");
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Theme>
        <RouterProvider router={router} />
      </Theme>
    </QueryClientProvider>
  </StrictMode>,
);
