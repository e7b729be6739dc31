import { QueryClient } from "@tanstack/react-query";
import { isPassing } from "../api/errors";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: "always", // a server on one's own machine needs no network
      retry: (count, e) => isPassing(e) && count < 2,
      staleTime: 5_000,
    },
    mutations: { networkMode: "always" },
  },
});
