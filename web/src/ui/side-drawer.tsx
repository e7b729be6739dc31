import { lazy, Suspense } from "react";
import { useOnce } from "./later";
import type { SideDrawerProps } from "./side-drawer-props";

const Opened = lazy(() => import("./side-drawer-opened"));

/** A menu that comes from the side, on a phone. It is loaded when it is opened first. */
export function SideDrawer(props: SideDrawerProps) {
  if (!useOnce(props.open)) return null;
  return (
    <Suspense>
      <Opened {...props} />
    </Suspense>
  );
}
