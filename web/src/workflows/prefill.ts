/** What is known of a new workflow before anybody is asked. What is given here is filled in and may be changed. */
export interface Prefill {
  title?: string;
  /** The trigger type: action, request-interception, custom-action, collection. */
  type?: string;
  /** The configuration of the trigger: collection, type, actions. */
  config?: Record<string, unknown>;
  sync?: boolean;
  /** The recipe to begin with. */
  recipe?: string;
}

/** A button that the new workflow is for: the trigger types that cannot be bound to it are explained, not offered. */
export interface ForButton {
  uid: string;
  title: string;
  /** The action that it stands for: create, update, destroy, trigger. */
  action: string;
  /** Null when it acts on no record. */
  collection: string | null;
}
