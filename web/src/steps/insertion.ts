import { createContext, useContext } from "react";

/** Where variables go that are chosen from the tree: into the input that had the focus last. */
export interface Insertion {
  /** The input takes what is chosen from now on. Returns how to take that back. */
  offer(insert: (path: string) => void): () => void;
  /** Puts a variable in. False: no input has had the focus. */
  insert(path: string): boolean;
}

/** Keeps the input that takes variables. */
export function createInsertion(): Insertion {
  let current: ((path: string) => void) | undefined;
  return {
    offer(insert) {
      current = insert;
      return () => {
        if (current === insert) current = undefined;
      };
    },
    insert(path) {
      current?.(path);
      return current !== undefined;
    },
  };
}

export const InsertionContext = createContext<Insertion | undefined>(undefined);

export function useInsertion(): Insertion | undefined {
  return useContext(InsertionContext);
}
