import type { ReactNode } from "react";

export interface SideDrawerProps {
  open: boolean;
  title: string | undefined;
  close: () => void;
  children: ReactNode;
}
