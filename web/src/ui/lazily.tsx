import { type ComponentType, lazy, type ReactNode, Suspense } from "react";

/** A component whose code is loaded when it is drawn first; until then there is what stands in for it. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, instead: ReactNode = null) {
  const Loaded = lazy(async () => ({ default: await load() }));
  return function Lazily(props: P) {
    return (
      <Suspense fallback={instead}>
        <Loaded {...props} />
      </Suspense>
    );
  };
}
