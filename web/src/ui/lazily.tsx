import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";

/** A component that is loaded later. */
export interface Later<P> {
  (props: P): ReactNode;
  /** Loads it without drawing it; then it is drawn at once. */
  load: () => Promise<unknown>;
}

/** A component whose code is loaded when it is drawn first; until then there is what stands in for it. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>, instead: ReactNode = null): Later<P> {
  let known: ComponentType<P> | undefined;
  const fetched = async () => {
    known = await load();
    return { default: known };
  };
  const Loaded: ComponentType<P> = lazy(fetched);
  function Lazily(props: P) {
    // The same for as long as it is drawn: another one would begin anew.
    const [Part] = useState(() => known ?? Loaded);
    return (
      <Suspense fallback={instead}>
        <Part {...props} />
      </Suspense>
    );
  }
  return Object.assign(Lazily, { load: fetched });
}
