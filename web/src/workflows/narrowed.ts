import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { problemsQuery, triggersQuery, versionsQuery } from "./data";
import { common, drafts, type Filters, isProblematic } from "./filters";
import { collectionOf } from "./kinds";

/** What the server cannot be asked for directly: the keys of the workflows that fit; undefined when all do. */
export function useNarrowed({ collection, state }: Filters) {
  const isOf = collection !== undefined;
  const [isDraft, isBad] = [state === "draft", state === "problems"];
  const triggers = useQuery(triggersQuery(isOf || isBad));
  const versions = useQuery(versionsQuery(undefined, isDraft));
  const all = isBad ? triggers.data?.map((w) => w.key).sort() : undefined;
  const problems = useQuery(problemsQuery(all ?? []));
  const ofCollection = isOf
    ? triggers.data?.filter((w) => collectionOf(w) === collection).map((w) => w.key)
    : undefined;
  const drafted = isDraft && versions.data ? [...drafts(versions.data)] : undefined;
  const bad = isBad ? problems.data?.filter(isProblematic).map((p) => p.key) : undefined;
  const asked: UseQueryResult<unknown>[] = [
    ...(isOf || isBad ? [triggers] : []),
    ...(isDraft ? [versions] : []),
    ...(isBad ? [problems] : []),
  ];
  return {
    keys: common(ofCollection, common(drafted, bad)),
    /** What is still to come, or failed to. */
    pending: asked.find((q) => q.data === undefined),
  };
}
