import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Failed, Loading } from "./states";

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
  /** Whether there is nothing in it, and what then stands there: the next step. */
  isEmpty?: (data: T) => boolean;
  empty?: ReactNode;
}

/** What a query brought, or the state that it is in: loading, failed with another try, no permission, empty. */
export function Loaded<T>({ query, children, isEmpty, empty }: LoadedProps<T>) {
  if (query.isPending) return <Loading />;
  if (query.isError) return <Failed error={query.error} retry={() => query.refetch()} />;
  if (isEmpty?.(query.data)) return <>{empty}</>;
  return <>{children(query.data)}</>;
}
