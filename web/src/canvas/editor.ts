import { replaceEqualDeep } from "@tanstack/react-query";
import { ApiError, Unreachable } from "../api/errors";
import { type Doc, same } from "./difference";
import type { Version } from "./queries";
import { type Line, treeOf } from "./tree";

/** What the editor asks of the server. */
export interface Remote {
  read: (id: number) => Promise<Version | null>;
  /** Gives a version another process; refuses when it is not the one that was read. */
  save: (version: Version, doc: Doc) => Promise<Version>;
  /** A draft to go on with instead of a version that is published or was executed. */
  draft: (version: Version) => Promise<Version>;
}

/** Somebody else changed the version while it was open. */
export interface Foreign {
  before: Doc;
  version: Version;
  after: Doc;
  /** What was made here and could not be saved any more. */
  mine?: Doc;
}

export interface EditorState {
  version: Version;
  doc: Doc;
  /** What of it is on the server: all, on its way, or not because the server is away. */
  saved: "saved" | "saving" | "away";
  canUndo: boolean;
  canRedo: boolean;
  foreign: Foreign | undefined;
}

/** What a version says. */
export function docOf({ workflow, branches }: Version): Doc {
  return {
    line: treeOf(workflow.nodes ?? [], branches),
    config: workflow.config,
    title: workflow.triggerTitle ?? "",
  };
}

/** Whether a version is not to be changed any more: it is what runs, or what has run. */
export function isFrozen({ workflow }: Version): boolean {
  return workflow.enabled || (workflow.versionStats?.executed ?? 0) > 0;
}

/**
 * The version that is being edited. Every edit is there at once, can be undone, and is saved on its own, one after the
 * other, each as a whole and only onto what was read. Without a draft the first edit opens one.
 */
export class Editor {
  private state: EditorState;
  private readonly listeners = new Set<() => void>();
  /** What the server has. */
  private base: Doc;
  private undos: Doc[] = [];
  private redos: Doc[] = [];
  private running: Promise<void> | undefined;
  /** Whether the last edit went to another version than the one that was open. */
  moved = false;

  constructor(
    version: Version,
    private readonly remote: Remote,
    /** Tells that an edit was refused and taken back. */
    private readonly refused: (e: unknown) => void,
  ) {
    this.base = docOf(version);
    this.state = { version, doc: this.base, saved: "saved", canUndo: false, canRedo: false, foreign: undefined };
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = () => this.state;

  private set(part: Partial<EditorState>) {
    const next = { ...this.state, ...part };
    this.state = { ...next, canUndo: this.undos.length > 0, canRedo: this.redos.length > 0 };
    for (const listener of this.listeners) listener();
  }

  /** Changes the steps. */
  editLine(change: (line: Line) => Line): Promise<void> {
    return this.edit((doc) => ({ ...doc, line: change(doc.line) }));
  }

  /** Changes something, and saves it. It ends when that is done. */
  edit(change: (doc: Doc) => Doc): Promise<void> {
    const doc = change(this.state.doc);
    if (same(doc, this.state.doc)) return Promise.resolve();
    this.undos.push(this.state.doc);
    this.redos = [];
    this.set({ doc });
    return this.save();
  }

  undo(): Promise<void> {
    return this.step(this.undos, this.redos);
  }

  redo(): Promise<void> {
    return this.step(this.redos, this.undos);
  }

  private step(from: Doc[], to: Doc[]): Promise<void> {
    const doc = from.pop();
    if (!doc) return Promise.resolve();
    to.push(this.state.doc);
    this.set({ doc });
    return this.save();
  }

  /** Saves what is not saved yet. */
  save(): Promise<void> {
    this.running ??= this.saveAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async saveAll() {
    while (!same(this.state.doc, this.base)) {
      this.set({ saved: "saving" });
      const doc = this.state.doc;
      try {
        if (isFrozen(this.state.version)) {
          this.rebase(await this.remote.draft(this.state.version));
          this.moved = true;
        }
        this.rebase(await this.remote.save(this.state.version, doc));
      } catch (e) {
        if (e instanceof Unreachable) return this.set({ saved: "away" });
        await this.failed(e);
        break;
      }
    }
    this.settle();
  }

  /** What a version says, with the very steps that are on the screen where they are the same: those are not drawn anew. */
  private known(version: Version): Doc {
    return replaceEqualDeep(this.state.doc, docOf(version));
  }

  private rebase(version: Version) {
    this.base = this.known(version);
    this.set({ version });
  }

  /** What was typed meanwhile stays; else what the server has made of it is taken, with its numbers. */
  private settle() {
    if (same(this.state.doc, this.base)) this.set({ saved: "saved", doc: this.base });
    else this.set({ saved: "saved" });
  }

  private async failed(e: unknown) {
    const mine = this.state.doc;
    const before = this.base;
    const theirs = await this.remote.read(this.state.version.workflow.id).catch(() => null);
    this.forget();
    if (theirs) this.rebase(theirs);
    this.set({ doc: this.base });
    if (e instanceof ApiError && e.code === "VERSION_CHANGED" && theirs) {
      this.set({ foreign: { before, version: theirs, after: this.base, mine } });
    } else {
      this.refused(e);
    }
  }

  private forget() {
    this.undos = [];
    this.redos = [];
  }

  /** Opens another version. */
  show(version: Version) {
    this.forget();
    this.base = docOf(version);
    this.set({ version, doc: this.base, saved: "saved", foreign: undefined });
  }

  /** Goes on with a version into which something was written here: the same one, or a draft of it. */
  goOn(version: Version) {
    if (version.workflow.id === this.state.version.workflow.id) return this.take(version, true);
    this.undos.push(this.base);
    this.redos = [];
    this.base = docOf(version);
    this.moved = true;
    this.set({ version, doc: this.base });
  }

  /** Takes a version that was read anew. What somebody else did is told, and begins the history anew. */
  take(version: Version, own: boolean) {
    const { workflow } = this.state.version;
    const older = (version.workflow.updatedAt ?? "") < (workflow.updatedAt ?? "");
    if (this.running || this.state.saved === "away" || version.workflow.id !== workflow.id || older) return;
    if (version === this.state.version) return;
    const before = this.base;
    const after = this.known(version);
    if (same(before, after)) {
      this.base = after;
      this.set({ version, doc: after });
      return;
    }
    if (own) {
      this.undos.push(before);
      this.redos = [];
    } else this.forget();
    this.base = after;
    this.set({ version, doc: after, ...(!own && { foreign: { before, version, after } }) });
  }

  /** The news about somebody else were read; with mine what was made here is put in the place of his. */
  acknowledge(mine?: Doc): Promise<void> {
    this.set({ foreign: undefined });
    return mine ? this.edit(() => mine) : Promise.resolve();
  }
}
