import { useQuery } from "@tanstack/react-query";
import type { Execution } from "../api/types";
import { createStore, useStore } from "../app/store";
import { pastRunsQuery } from "./data";

/** The past runs that were chosen, by the key of their workflow: the next step that is opened shows the same one. */
const chosen = createStore<Readonly<Record<string, number>>>({});

export interface ChosenRun {
  runs: readonly Execution[];
  loading: boolean;
  /** The run whose values are shown: the chosen one, else the newest. */
  run: Execution | undefined;
  choose: (id: number) => void;
}

/** The past run of a workflow on which its steps show values. */
export function useChosenRun(key: string): ChosenRun {
  const query = useQuery(pastRunsQuery(key));
  const id = useStore(chosen)[key];
  const runs = query.data ?? [];
  const run = runs.find((r) => r.id === id) ?? runs[0];
  return {
    runs,
    loading: query.isPending,
    run,
    choose: (next) => chosen.set({ ...chosen.get(), [key]: next }),
  };
}
