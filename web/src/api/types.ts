// Generated from the OpenAPI document of the server by `make generate`; do not edit.

/** Why an execution was aborted. */
export const abortReasons = ["timeout", "manual_cancel", "parent_aborted", "request_lost", "earlier_failed", "unexpected_wait"] as const;
export type AbortReason = (typeof abortReasons)[number];

/** What a role may do with the records of a collection. */
export interface ActionGrant {
  appends?: string[];
  fields?: string[];
  filter?: unknown;
  whitelist?: string[];
}

/** What pages and menus belong to. */
export interface Application {
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  description: string | null;
  icon: string | null;
  key: string;
  sort: number | null;
  title: string;
  updatedAt: string | null;
  updatedBy?: User | null;
  updatedById: number | null;
}

/** A permission that roles can have. */
export interface AvailableAction {
  aliases?: string[];
  allowConfigureFields: boolean;
  displayName: string;
  name: string;
  onNewRecord: boolean;
  type: string;
}

/** A workflow bound to a button. */
export interface Binding {
  /** The key of the workflow. */
  key: string;
  /** The way to the related record that the workflow is about. */
  path?: string;
}

/** Shows or takes records of a collection, or text. */
export type Block = DetailsBlock | FormBlock | ListBlock | MarkdownBlock | TableBlock;

/** A field that a block shows or takes. */
export interface BlockField {
  /** What a form for a new record begins with. */
  default?: unknown;
  /** A sentence below the field. */
  help?: string;
  /** Instead of the field's own title. */
  label?: string;
  /** A field of the collection, or a path through to-one relations: customer.name. */
  name: string;
  /** Shown and not to be changed. */
  readOnly?: boolean;
  /** The form asks for it, also where the collection does not. */
  required?: boolean;
  /** For a relation: the field by which its records are shown and picked. */
  titleField?: string;
  /** Of a table's column in pixels, of a form's field in 24 parts; automatic when 0. */
  width?: number;
}

export const blockTypes = ["table", "form", "details", "list", "markdown"] as const;
export type BlockType = (typeof blockTypes)[number];

/** A button as requests know it. */
export interface BoundButton {
  action: string;
  bindings: Binding[];
  collection: string | null;
  pageUid: string | null;
  roles: string[];
  title: string;
  uid: string;
}

/** A branch that a node offers; index -1 stands for as many as people add. */
export interface Branch {
  index: number;
  title: string;
}

/** A button with the workflows bound to it, in order. */
export interface Button {
  action: string;
  bindings: Binding[];
  collection: string | null;
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  pageUid: string | null;
  roles: string[];
  title: string | null;
  uid: string;
  updatedAt: string | null;
  updatedBy?: User | null;
  updatedById: number | null;
}

export const buttonActions = ["create", "update", "destroy", "updateOrCreate", "firstOrCreate", "trigger"] as const;
export type ButtonAction = (typeof buttonActions)[number];

/** `buttons:effective`: a button with what it sets off, in order. */
export interface ButtonEffects {
  button: BoundButton;
  order: Follower[];
}

export const buttonKinds = ["submit", "save", "update", "delete", "bulkUpdate", "trigger", "link", "popup"] as const;
export type ButtonKind = (typeof buttonKinds)[number];

export const buttonScopes = ["nothing", "record", "selection"] as const;
export type ButtonScope = (typeof buttonScopes)[number];

export const buttonStyles = ["default", "primary", "danger", "text"] as const;
export type ButtonStyle = (typeof buttonStyles)[number];

/** The step whose write raised an event. */
export interface CausedBy {
  executionId: number;
  nodeKey: string;
}

/** The definition of a collection. The four flags say whether it has the field of that name. */
export interface Collection {
  autoGenId?: boolean;
  createdAt: boolean;
  createdBy: boolean;
  description: string | null;
  fields?: Field[];
  /** A name, a list of names, or null when records cannot be told apart. */
  filterTargetKey: TargetKey | null;
  hidden: boolean;
  indexes?: CollectionIndex[];
  inherit: boolean;
  isThrough?: boolean;
  key: string;
  name: string;
  simplePaginate?: boolean;
  sort: number | null;
  sortable?: unknown;
  template?: string;
  title: string | null;
  titleField?: string;
  unavailableActions: string[];
  updatedAt: boolean;
  updatedBy: boolean;
  [other: string]: unknown;
}

/** An index over columns. */
export interface CollectionIndex {
  fields: string[];
  unique?: boolean;
}

/** JSON Schema of a configuration, from which forms are made. */
export interface ConfigSchema {
  default?: unknown;
  description?: string;
  enum?: unknown[];
  items?: ConfigSchema;
  properties?: Record<string, ConfigSchema>;
  required?: string[];
  title?: string;
  type?: string;
  /** What a value stands for: collection, field, fields, filter, values, appends, sort, template, expression, calculation, node, actions, submitted, uid, record, records, user, role, branches. */
  "x-as"?: string;
  /** Forms do not show it. */
  "x-hidden"?: boolean;
  /** What people call the values of enum, or yes and no. */
  "x-labels"?: string[];
  /** An object that may be missing or false. */
  "x-optional"?: boolean;
  /** The keys of an object in the order in which people want them. */
  "x-order"?: string[];
  /** The values of other keys for which it counts; a key with a slash begins at the root, one with @ is of the workflow's configuration. */
  "x-when"?: Record<string, string[]>;
  [other: string]: unknown;
}

/** What became of a candidate workflow. */
export const decisions = ["started", "skipped", "aborted", "failed", "blocked", "intercepted", "rolled_back"] as const;
export type Decision = (typeof decisions)[number];

/** Shows or takes records of a collection, or text. */
export interface DetailsBlock {
  /** Inside a pop-up: the relation of the record around it whose records it shows. The collection is the relation's target. */
  association?: string;
  /** Its buttons, in order. */
  buttons?: PageButton[];
  /** The collection of its records. Not for markdown. */
  collection?: string;
  /** Who sees the block; everybody who may open the page when empty. */
  roles?: string[];
  settings: DetailsSettings;
  /** The heading. */
  title?: string;
  type: "details";
  /** Identifies the block on its page. */
  uid: string;
}

/** The settings of the view of one record. */
export interface DetailsSettings {
  /** Relations to be loaded besides those of the fields. */
  appends?: string[];
  /** The fields, in order. */
  fields: BlockField[];
  /** Which record is shown, where neither a pop-up nor the address says it. */
  filter?: Record<string, unknown>;
  /** Where the block stands. */
  layout?: Layout;
  /** The order in which one can go on to the next record. */
  sort?: string[];
}

/** A page as its readers would get it, were the draft published. */
export interface DraftPage {
  applicationKey: string;
  draft: PageContent;
  revision: number;
  title: string;
  uid: string;
}

/** Every JSON answer. */
export interface Envelope {
  data?: unknown;
  errors?: Failure[];
  messages?: Message[];
  meta?: Record<string, unknown>;
  receiptId?: number;
}

/** Every stable error code of the API. */
export const errorCodes = [
  "ACCOUNT_REQUIRED",
  "ACTION_NOT_SUPPORTED",
  "APPLICATION_EXISTS",
  "APPLICATION_IN_USE",
  "APP_STARTING",
  "BACKLOG",
  "BINDINGS_DIFFER",
  "BLOCKED_TOKEN",
  "BODY_TOO_DEEP",
  "BODY_TOO_LARGE",
  "BODY_UNREADABLE",
  "BRANCH_IN_USE",
  "BRANCH_NOT_OFFERED",
  "BUTTON_EXISTS",
  "BUTTON_MISMATCH",
  "BUTTON_MISPLACED",
  "BUTTON_NOT_ALLOWED",
  "BUTTON_OF_PAGE",
  "CALCULATION_FAILED",
  "CALCULATION_INVALID",
  "CALCULATOR_UNKNOWN",
  "CHAIN_CYCLE",
  "COLLECTION_EXISTS",
  "COLLECTION_IN_USE",
  "COLLECTION_NOT_FOUND",
  "CONTENT_INVALID",
  "CONTENT_TOO_LARGE",
  "CONTEXT_TOO_LARGE",
  "DANGLING_REFERENCE",
  "DATABASE_DOWN",
  "DATABASE_LOCKED",
  "DATABASE_NEWER",
  "DATA_DIR_IN_USE",
  "DEFAULT_ROLE",
  "DEFINITIONS_CHANGING",
  "DEFINITION_TOO_LARGE",
  "DISK_ERROR",
  "DISK_FULL",
  "DUPLICATE_TYPE",
  "EMPTY_TOKEN",
  "ENGINES_BUSY",
  "ENGINES_CLOSED",
  "ENGINES_NOT_BUILT",
  "ENGINE_BROKEN",
  "ENGINE_UNKNOWN",
  "EXECUTION_ENDED",
  "EXECUTION_FINISHED",
  "EXECUTION_MOVED",
  "EXECUTION_NOT_FAILED",
  "EXECUTION_NOT_FOUND",
  "EXECUTION_NOT_STARTED",
  "EXPIRED_SESSION",
  "EXPRESSION_FAILED",
  "EXPRESSION_INPUT_INVALID",
  "EXPRESSION_INPUT_TOO_LARGE",
  "EXPRESSION_MEMORY",
  "EXPRESSION_RESULT_TOO_LARGE",
  "EXPRESSION_STACK",
  "EXPRESSION_TIMEOUT",
  "EXPRESSION_TOO_LARGE",
  "FIELD_EXISTS",
  "FIELD_FORBIDDEN",
  "FIELD_IN_USE",
  "FIELD_NOT_FOUND",
  "FILTER_KEYS_REQUIRED",
  "FILTER_REQUIRED",
  "FILTER_TOO_LARGE",
  "FOREIGN_KEYS",
  "IDEMPOTENCY_ANSWER_LOST",
  "IDEMPOTENCY_IN_PROGRESS",
  "IDEMPOTENCY_KEY_REUSED",
  "IMMUTABLE",
  "INTERNAL",
  "INVALID_ACTION",
  "INVALID_BINDINGS",
  "INVALID_BODY",
  "INVALID_CONFIG",
  "INVALID_CREDENTIALS",
  "INVALID_DATE",
  "INVALID_DEFINITION",
  "INVALID_EMAIL",
  "INVALID_FILTER",
  "INVALID_FILTER_JSON",
  "INVALID_GRAPH",
  "INVALID_IDEMPOTENCY_KEY",
  "INVALID_JSON",
  "INVALID_KEY",
  "INVALID_LANGUAGE",
  "INVALID_LINK",
  "INVALID_MENU_ENTRY",
  "INVALID_MOVE",
  "INVALID_NAME",
  "INVALID_OPERATOR",
  "INVALID_OPTIONS",
  "INVALID_PAGE",
  "INVALID_PARAMETER",
  "INVALID_PATH",
  "INVALID_POSITION",
  "INVALID_RELATION",
  "INVALID_ROLES",
  "INVALID_ROLE_MODE",
  "INVALID_ROLE_NAME",
  "INVALID_SCOPE",
  "INVALID_SORT",
  "INVALID_STRATEGY",
  "INVALID_TARGET_KEY",
  "INVALID_TIMEZONE",
  "INVALID_TOKEN",
  "INVALID_TRIGGER_WORKFLOWS",
  "INVALID_USERNAME",
  "INVALID_VALUE",
  "INVALID_WORKER",
  "JOB_NOT_FOUND",
  "JOB_NOT_PENDING",
  "KEY_REQUIRED",
  "KEY_TAKEN",
  "KEY_TYPE_MISMATCH",
  "LAST_ROOT",
  "LOOP_STATE_LOST",
  "MENU_ENTRY_IN_USE",
  "METHOD_NOT_ALLOWED",
  "NODES_LIMIT",
  "NODE_CHANGED",
  "NODE_MAY_NOT_RUN",
  "NODE_NOT_ALLOWED",
  "NODE_NOT_BEFORE",
  "NODE_NOT_FOUND",
  "NODE_NOT_PREPARED",
  "NODE_NOT_REACHED",
  "NODE_NOT_TESTABLE",
  "NODE_TEST_FAILED",
  "NOT_A_COLUMN",
  "NOT_A_RELATION",
  "NOT_EXIST_USER",
  "NOT_FOUND",
  "NOT_NULL_VIOLATION",
  "NOT_SUPPORTED",
  "NO_ACTOR",
  "NO_PERMISSION",
  "NO_REQUEST",
  "NO_WORKER_NUMBER",
  "NO_WORKFLOW_STARTED",
  "NULL_VALUES",
  "OVERLOADED",
  "OWN_ACCOUNT",
  "PAGE_CHANGED",
  "PAGE_EXISTS",
  "PAGE_IN_USE",
  "PAGE_NOT_FOUND",
  "PAGE_TOO_LARGE",
  "PANIC",
  "PASSWORDS_DIFFER",
  "PASSWORD_CHANGE_DISABLED",
  "PASSWORD_TOO_COMMON",
  "PASSWORD_TOO_LONG",
  "PASSWORD_TOO_SHORT",
  "POOL",
  "POST_ACTION_FAILED",
  "POST_ACTION_TIMEOUT",
  "PRE_ACTION_BLOCKED",
  "PRE_ACTION_FAILED",
  "PRE_ACTION_TIMEOUT",
  "PRIMARY_KEY",
  "PROFILE_EDIT_DISABLED",
  "PROTECTED",
  "QUERY_TOO_DEEP",
  "QUERY_TOO_LARGE",
  "READ_TOO_LONG",
  "RECORD_NOT_FOUND",
  "REFERENCE_VIOLATION",
  "RELATION_NOT_LOADED",
  "REQUEST_GONE",
  "REQUIRED",
  "RESTRICTED",
  "RESULT_TOO_LARGE",
  "REVISION_REQUIRED",
  "ROLE_CHANGED",
  "ROLE_NAME_REQUIRED",
  "ROLE_NOT_FOUND_ERR",
  "ROLE_NOT_FOUND_FOR_USER",
  "ROLE_PROTECTED",
  "SAMPLE_NAME_TAKEN",
  "SCOPE_IN_USE",
  "SCOPE_PROTECTED",
  "SELECTION_TOO_LARGE",
  "SHUTTING_DOWN",
  "SIGN_UP_DISABLED",
  "SKIP_TOKEN_RENEW",
  "SOURCE_NOT_FOUND",
  "SOURCE_REQUIRED",
  "SYSTEM_COLLECTION",
  "SYSTEM_TABLE",
  "TARGET_MISSING",
  "TARGET_NOT_FOUND",
  "TEMPLATE_TOO_DEEP",
  "TEMPLATE_TOO_LARGE",
  "TOKEN_RENEW_FAILED",
  "TOO_MANY_ATTEMPTS",
  "TOO_MANY_DEFINITIONS",
  "TOO_MANY_RECORDS",
  "TOO_MANY_SAVEPOINTS",
  "TOO_MANY_STREAMS",
  "TOO_MANY_TOPICS",
  "TOO_MANY_WORKFLOWS",
  "TRIGGER_NOT_COMPILED",
  "TRIGGER_WORKFLOWS_REQUIRED",
  "TYPE_CHANGE",
  "TYPE_MISMATCH",
  "TYPE_REQUIRED",
  "UID_REPEATED",
  "UNDEFINED_IN_FILTER",
  "UNFINISHED_EXECUTIONS",
  "UNIQUE_VIOLATION",
  "UNKNOWN_ACTION",
  "UNKNOWN_APPLICATION",
  "UNKNOWN_AUTHENTICATOR",
  "UNKNOWN_BRANCH",
  "UNKNOWN_BUTTON",
  "UNKNOWN_COLLECTION",
  "UNKNOWN_DATA_SOURCE",
  "UNKNOWN_FIELD",
  "UNKNOWN_FIELD_TYPE",
  "UNKNOWN_MEMBER",
  "UNKNOWN_NODE_KEY",
  "UNKNOWN_NODE_TYPE",
  "UNKNOWN_OPERATOR",
  "UNKNOWN_PAGE",
  "UNKNOWN_RESOURCE",
  "UNKNOWN_ROLE",
  "UNKNOWN_SAMPLE",
  "UNKNOWN_SCOPE",
  "UNKNOWN_TOPIC",
  "UNKNOWN_TRIGGER",
  "UNKNOWN_TRIGGER_TYPE",
  "UNKNOWN_USER",
  "UNKNOWN_VARIABLE",
  "UNKNOWN_WORKFLOW",
  "UNREACHABLE_NODE",
  "UNSUPPORTED_TEMPLATE",
  "UNTRUSTED_ORIGIN",
  "USER_HAS_NO_ROLES_ERR",
  "USER_NOT_FOUND",
  "VALIDATION_FAILED",
  "VALUES_REQUIRED",
  "VERSION_CHANGED",
  "VERSION_EXECUTED",
  "VERSION_NOT_FOUND",
  "WORKFLOW_GONE",
  "WORKFLOW_NOT_FOUND",
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** One run of a workflow version. */
export interface Execution {
  actor?: User | null;
  actorId: number | null;
  causedByNodeKey: string | null;
  collection: string | null;
  context: unknown;
  createdAt: string;
  dispatched: boolean | null;
  endedAt: string | null;
  eventKey: string | null;
  expiresAt: string | null;
  id: number;
  jobs?: Job[];
  key: string;
  layer: Layer | null;
  manually: boolean;
  output: unknown;
  parentExecutionId: number | null;
  reason: string | null;
  receipt?: Receipt | null;
  receiptId: number | null;
  recordKey: string | null;
  retryOf: number | null;
  roleName: string | null;
  stack: number[] | null;
  startedAt: string | null;
  status: ExecutionStatus | null;
  sync: boolean;
  updatedAt: string | null;
  workflow?: Workflow | null;
  workflowId: number;
}

/** The statuses of executions; null while queued. */
export const executionStatuses = [0, 1, -1, -2, -3, -4, -5, -6] as const;
export const ExecutionStatus = { started: 0, resolved: 1, failed: -1, error: -2, aborted: -3, canceled: -4, rejected: -5, retryNeeded: -6 } as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** One refusal. */
export interface Failure {
  code: string;
  field?: string;
  message: string;
}

/** What failed in the same way: one workflow, one step, one error. */
export interface FailureGroup {
  count: number;
  /** Of the newest run. */
  error?: StepError;
  first: string | null;
  key: string;
  last: string | null;
  lastId: number;
  layer?: Layer;
  nodeKey?: string;
  nodeTitle?: string;
  nodeType?: string;
  /** Whose actions they followed from, up to ten. */
  people: Person[];
  /** How many people that are. */
  persons: number;
  /** Why it was aborted or could not begin. */
  reason?: string;
  /** How many of them were tried again since. */
  retried: number;
  /** Those that can be tried again and were not, the newest first, up to 100. */
  retryable: number[];
  status: ExecutionStatus;
  title: string;
  workflowId: number;
}

/** `meta` of `executions:failures`. */
export interface FailureMeta {
  /** There are older ones that were not looked at. */
  capped: boolean;
  looked: number;
  /** Runs before an action that refused it: they are answers, and listed only with refusals=true. */
  refusals: number;
  since: string;
}

/** The definition of a field. */
export interface Field {
  allowNull?: boolean;
  autoIncrement?: boolean;
  collectionName: string;
  createdAt?: string | null;
  defaultValue?: unknown;
  description: string | null;
  foreignKey?: string;
  hidden?: boolean;
  index?: boolean;
  interface: string | null;
  isForeignKey?: boolean;
  key: string;
  name: string;
  onDelete?: string;
  otherKey?: string;
  parentKey: string | null;
  primaryKey?: boolean;
  reverseKey: string | null;
  scopeKey?: string;
  sort: number | null;
  sortBy?: string[];
  sourceKey?: string;
  target?: string;
  targetKey?: string;
  through?: string;
  type: FieldType;
  uiSchema?: FieldUI;
  unique?: boolean;
  updatedAt?: string | null;
  validation?: FieldValidation;
  [other: string]: unknown;
}

/** One rule for values; its arguments depend on it. */
export interface FieldRule {
  args?: unknown;
  name: string;
}

/** The types of fields. */
export const fieldTypes = ["string", "text", "password", "integer", "bigInt", "sort", "float", "double", "real", "decimal", "boolean", "date", "datetime", "datetimeTz", "datetimeNoTz", "dateOnly", "time", "unixTimestamp", "json", "jsonb", "array", "set", "uid", "uuid", "nanoid", "snowflakeId", "virtual", "context", "belongsTo", "hasOne", "hasMany", "belongsToMany"] as const;
export type FieldType = (typeof fieldTypes)[number];

/** How a field is shown. */
export interface FieldUI {
  enum?: unknown[];
  title?: string;
  type?: string;
  [other: string]: unknown;
}

/** What values of a field must be like. */
export interface FieldValidation {
  rules?: FieldRule[];
  type?: string;
}

/** A step of a workflow version. */
export interface FlowNode {
  branchIndex: number | null;
  branches?: FlowNode[];
  config: Record<string, unknown>;
  createdAt: string | null;
  downstream?: FlowNode | null;
  downstreamId: number | null;
  id: number;
  jobs?: Job[];
  key: string;
  title: string | null;
  type: string;
  updatedAt: string | null;
  upstream?: FlowNode | null;
  upstreamId: number | null;
  workflow?: Workflow | null;
  workflowId: number;
}

/** A run that follows from an action, as the one who took the action may see it. */
export interface FollowedRun {
  /** The record that it is about. Of chain reactions only for those who may see executions. */
  about?: RecordRef;
  createdAt: string | null;
  endedAt: string | null;
  id: number;
  key: string;
  layer?: Layer;
  /** Why it was aborted or could not begin; what went wrong, for those who may see executions. */
  reason?: string;
  retryOf: number | null;
  startedAt: string | null;
  /** Null while it is queued. */
  status: ExecutionStatus | null;
  steps: FollowedStep[];
  sync: boolean;
  title: string;
}

/** One step of such a run. */
export interface FollowedStep {
  endedAt: string | null;
  error?: StepError;
  id: number;
  /** What a message node said to the person. */
  message?: string;
  nodeKey: string;
  startedAt: string | null;
  status: ExecutionStatus | null;
  title: string;
  /** Empty when the node was removed. */
  type: string;
}

/** A workflow that a button sets off, or names in vain. */
export interface Follower {
  global: boolean;
  key: string;
  layer?: Layer;
  mode?: string;
  path?: string;
  reason?: Reason;
  title: string;
  workflowId: number | null;
}

/** Shows or takes records of a collection, or text. */
export interface FormBlock {
  /** Inside a pop-up: the relation of the record around it whose records it shows. The collection is the relation's target. */
  association?: string;
  /** Its buttons, in order. */
  buttons?: PageButton[];
  /** The collection of its records. Not for markdown. */
  collection?: string;
  /** Who sees the block; everybody who may open the page when empty. */
  roles?: string[];
  settings: FormSettings;
  /** The heading. */
  title?: string;
  type: "form";
  /** Identifies the block on its page. */
  uid: string;
}

export const formModes = ["add", "edit"] as const;
export type FormMode = (typeof formModes)[number];

/** The settings of a form. */
export interface FormSettings {
  /** Relations to be loaded besides those of the fields. */
  appends?: string[];
  /** The fields, in order. */
  fields: BlockField[];
  /** Which record is edited, where neither a pop-up nor the address says it. */
  filter?: Record<string, unknown>;
  /** Where the block stands. */
  layout?: Layout;
  /** For a new record, or for one that is there. */
  mode: FormMode;
}

/** What one run of a node gave. `status` is one of JobStatus, or what a resume gave. */
export interface Job {
  createdAt: string;
  endedAt: string | null;
  execution?: Execution | null;
  executionId: number;
  id: number;
  input: unknown;
  log: string | null;
  meta: unknown;
  node?: FlowNode | null;
  nodeId: number | null;
  nodeKey: string | null;
  result: unknown;
  startedAt: string | null;
  status: number | null;
  updatedAt: string | null;
  upstreamId: number | null;
}

/** The statuses of jobs. A resume may give another one: it counts by its sign. */
export const jobStatuses = [0, 1, -1, -2, -3, -4, -5, -6] as const;
export const JobStatus = { pending: 0, resolved: 1, failed: -1, error: -2, aborted: -3, canceled: -4, rejected: -5, retryNeeded: -6 } as const;
export type JobStatus = (typeof jobStatuses)[number];

/** The newest run of a workflow. */
export interface LastRun {
  createdAt: string | null;
  endedAt: string | null;
  id: number;
  startedAt: string | null;
  status: ExecutionStatus | null;
}

/** Where around an action a workflow stands. */
export const layers = ["pre-action", "post-action", "custom-action", "collection", "manual"] as const;
export type Layer = (typeof layers)[number];

/** Where a block stands: rows from top to bottom, columns from left to right in each. */
export interface Layout {
  /** The column in the row, from 0. */
  column: number;
  /** The row, from 0. */
  row: number;
  /** The share of the row's 24 parts; equal shares when 0. */
  width?: number;
}

/** Shows or takes records of a collection, or text. */
export interface ListBlock {
  /** Inside a pop-up: the relation of the record around it whose records it shows. The collection is the relation's target. */
  association?: string;
  /** Its buttons, in order. */
  buttons?: PageButton[];
  /** The collection of its records. Not for markdown. */
  collection?: string;
  /** Who sees the block; everybody who may open the page when empty. */
  roles?: string[];
  settings: ListSettings;
  /** The heading. */
  title?: string;
  type: "list";
  /** Identifies the block on its page. */
  uid: string;
}

/** `meta` of a list. */
export interface ListMeta {
  count: number;
  page: number;
  pageSize: number;
  totalPage: number;
}

/** The settings of a list. */
export interface ListSettings {
  /** Relations to be loaded besides those of the fields. */
  appends?: string[];
  /** What is told of each record, in order. */
  fields: BlockField[];
  /** Which records are shown. */
  filter?: Record<string, unknown>;
  /** Where the block stands. */
  layout?: Layout;
  /** Entries of a page; 20 when 0. */
  pageSize?: number;
  /** The order: name, or -name for descending. */
  sort?: string[];
  /** The field that heads each entry; the collection's title field when empty. */
  titleField?: string;
}

/** The last event of a stream. */
export interface LiveBye {
  reason: LiveEnd;
}

/** The event `definitions`: there is a new version. */
export interface LiveDefinitions {
  version: number;
}

/** Why a stream ends. */
export const liveEnds = ["shutdown", "session", "role", "permissions", "failure"] as const;
export type LiveEnd = (typeof liveEnds)[number];

/** The event `execution`. */
export interface LiveExecution {
  change: "created" | "updated" | "destroyed";
  id: number;
  key?: string;
  receiptId?: number;
  status: ExecutionStatus | null;
  workflowId?: number;
}

/** The first event of a stream. What is read after it misses nothing that the stream does not tell. */
export interface LiveReady {
  refused: LiveRefusal[];
  topics: string[];
  version: number;
}

/** The event `receipt`. */
export interface LiveReceipt {
  change: "opened" | "closed" | "verdicts";
  id: number;
  outcome?: Outcome;
}

/** The event `record`. */
export interface LiveRecord {
  change: "created" | "updated" | "destroyed";
  collection: string;
  id: unknown;
}

/** A topic that the role may not have. */
export interface LiveRefusal {
  code: string;
  topic: string;
}

/** The event `step`. */
export interface LiveStep {
  executionId: number;
  jobId: number;
  nodeId: number;
  nodeKey: string;
  status: number | null;
}

/** `workflows:execute`. */
export interface ManualRun {
  execution: StartedRun | null;
  newVersionId?: number;
}

/** Shows or takes records of a collection, or text. */
export interface MarkdownBlock {
  /** Inside a pop-up: the relation of the record around it whose records it shows. The collection is the relation's target. */
  association?: string;
  /** Its buttons, in order. */
  buttons?: PageButton[];
  /** The collection of its records. Not for markdown. */
  collection?: string;
  /** Who sees the block; everybody who may open the page when empty. */
  roles?: string[];
  settings: MarkdownSettings;
  /** The heading. */
  title?: string;
  type: "markdown";
  /** Identifies the block on its page. */
  uid: string;
}

/** The settings of a text. */
export interface MarkdownSettings {
  /** Where the block stands. */
  layout?: Layout;
  /** Markdown. HTML in it is text like any other. */
  text: string;
}

/** That a user has a role. */
export interface Membership {
  createdAt: string | null;
  default: boolean | null;
  roleName: string;
  updatedAt: string | null;
  userId: number;
}

/** A line of a menu. */
export interface MenuEntry {
  application?: Application | null;
  applicationKey: string;
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  hidden: boolean;
  icon: string | null;
  id: number;
  page?: Page | null;
  pageUid: string | null;
  parent?: MenuEntry | null;
  parentId: number | null;
  sort: number | null;
  title: string | null;
  type: MenuEntryType;
  updatedAt: string | null;
  updatedBy?: User | null;
  updatedById: number | null;
  url: string | null;
}

/** What a line of a menu is. */
export const menuEntryTypes = ["group", "page", "link"] as const;
export type MenuEntryType = (typeof menuEntryTypes)[number];

/** What a workflow says to the person. */
export interface Message {
  field?: string;
  message: unknown;
}

/** `flow_nodes:preview`. */
export interface NodePreview {
  cut?: boolean;
  value: unknown;
}

/** A node type: enough to offer it and to make its form. */
export interface NodeSpec {
  async: boolean;
  branches: Branch[];
  config: ConfigSchema;
  effect: string;
  group: string;
  summary: string;
  sync: boolean;
  testable: boolean;
  title: string;
  trial: string;
  triggers: string[] | null;
  type: string;
  waits: boolean;
}

/** `flow_nodes:test` and `flow_nodes:try`. */
export interface NodeTest {
  branch?: number;
  log?: string;
  result: unknown;
  status: ExecutionStatus | null;
}

/** What a receipt says of the whole request. */
export const outcomes = ["open", "saved", "triggered", "blocked", "intercepted", "rolled_back", "refused", "failed_after_save", "interrupted"] as const;
export type Outcome = (typeof outcomes)[number];

/** A page. `draft` and `published` come with `pages:get`; what concerns only editors comes to editors. */
export interface Page {
  application?: Application | null;
  applicationKey: string;
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  draft?: PageContent;
  published?: PageContent | null;
  publishedAt: string | null;
  publishedRevision?: number | null;
  publishedVersion: number | null;
  revision?: number;
  roles?: string[];
  title: string;
  uid: string;
  updatedAt: string | null;
  updatedBy?: User | null;
  updatedById: number | null;
}

/** Does something with the block's record, with chosen records, or leads somewhere. */
export interface PageButton {
  /** The action that it stands for; by default what its kind asks for. */
  action?: ButtonAction;
  /** The workflows bound to it, in order. */
  bindings?: Binding[];
  /** What stands in its pop-up. */
  blocks?: Block[];
  /** What its action acts on; the block's collection when missing. An empty text: a trigger without a record. */
  collection?: string;
  /** A question before it acts. */
  confirm?: string;
  /** The name of an icon. */
  icon?: string;
  /** What it does. */
  kind: ButtonKind;
  /** What it acts on in a table or list: nothing (it stands above it), each record, or the chosen ones. By default what its kind asks for. */
  on?: ButtonScope;
  /** The page that it leads to; for other kinds than link: afterwards. */
  page?: string;
  /** Who sees and may press it; everybody who sees the block when empty. */
  roles?: string[];
  /** How it looks. */
  style?: ButtonStyle;
  /** What stands on it. */
  title?: string;
  /** Identifies the button in the whole system: requests name it, workflows are bound to it. */
  uid: string;
  /** The address that it leads to: http, https or relative. */
  url?: string;
  /** The values that it writes or sends. */
  values?: Record<string, unknown>;
}

/** `pages:check`. */
export interface PageCheck {
  problems: PageProblem[];
}

/** Everything on a page. */
export interface PageContent {
  /** What stands on the page, in order. */
  blocks: Block[];
}

/** A place of a page that does not work. */
export interface PageProblem {
  code: string;
  message: string;
  path: string;
}

/** A page that uses something, and where. */
export interface PageUse {
  applicationKey: string;
  draft: string[];
  published: string[];
  title: string;
  uid: string;
}

/** A published version of a page. */
export interface PageVersion {
  content?: PageContent;
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  id: number;
  note: string | null;
  page?: Page | null;
  pageUid: string;
  title: string | null;
  version: number;
}

/** A user by name. */
export interface Person {
  id: number;
  name: string;
}

/** `workflows:checks`: how many problems the current version of a workflow has. */
export interface ProblemCount {
  errors: number;
  key: string;
  warnings: number;
  workflowId: number;
}

/** A page as its readers get it: what is published, cut to what they may see. */
export interface PublishedPage {
  applicationKey: string;
  published: PageContent;
  publishedAt: string;
  publishedVersion: number;
  title: string;
  uid: string;
}

/** `executions:queue`: what runs and what waits. */
export interface QueueState {
  /** There are more that wait. */
  capped: boolean;
  /** Of the last 24 hours. */
  day: RunRate;
  /** Of the last hour. */
  hour: RunRate;
  /** When the oldest of those that are owed was made. */
  oldest: string | null;
  /** Executions that a worker has to go on with. */
  owed: number;
  /** The oldest unended executions, up to 100. */
  runs: QueuedRun[];
  /** Executions that wait at a step. */
  waiting: number;
}

/** An execution that has not ended, and where it stands. */
export interface QueuedRun {
  createdAt: string | null;
  /** When it is aborted if it has not ended; null: never. */
  expiresAt: string | null;
  id: number;
  key: string;
  /** The step that it waits at. */
  nodeKey?: string;
  nodeTitle?: string;
  nodeType?: string;
  receiptId: number | null;
  /** Since when it stands where it stands. */
  since: string | null;
  startedAt: string | null;
  state: QueuedState;
  title: string;
}

export const queuedStates = ["held", "queued", "request", "running", "waits"] as const;
export type QueuedState = (typeof queuedStates)[number];

/** Why a candidate workflow did not start, or did not end well. */
export const reasons = ["disabled", "other_collection", "action_not_configured", "unknown_key", "path_empty", "condition_false", "field_unchanged", "chain_limit", "duplicate", "earlier_failed"] as const;
export type Reason = (typeof reasons)[number];

/** What a changing action left behind. `user`, `chain` and `executions` come when they are asked for. */
export interface Receipt {
  action: string | null;
  button: string | null;
  chain?: Verdict[];
  closedAt: string | null;
  createdAt: string;
  executions?: Execution[];
  id: number;
  keys: string[];
  outcome: Outcome;
  requestId: string | null;
  resource: string | null;
  roleName: string | null;
  user?: User | null;
  userId: number | null;
  verdicts: Verdict[];
}

/** A record by its collection and key. */
export interface RecordRef {
  collection: string;
  key: string;
}

/** The types of fields that are relations. */
export const relationTypes = ["belongsTo", "hasOne", "hasMany", "belongsToMany"] as const;
export type RelationType = (typeof relationTypes)[number];

/** A role. */
export interface Role {
  allowConfigure: boolean | null;
  allowNewMenu: boolean | null;
  createdAt: string | null;
  dataSourceResources?: RoleResource[];
  default: boolean;
  description: string | null;
  hidden: boolean;
  name: string;
  rolesUsers?: Membership;
  snippets: string[] | null;
  sort: number | null;
  strategy: RoleStrategy | null;
  title: string | null;
  updatedAt: string | null;
  users?: User[];
}

/** `roles:check`: what the user may do in the role that counts. */
export interface RoleCheck {
  actionAlias: Record<string, string>;
  actions: Record<string, ActionGrant>;
  allowAll: boolean;
  allowAnonymous: boolean;
  allowConfigure: boolean;
  allowMenuItemIds: unknown[];
  availableActions: string[];
  resources: string[];
  role: string;
  roleMode: string;
  roles: string[];
  snippets: string[];
  strategy: StrategyCheck;
  titles: Record<string, string>;
  uiButtonSchemasBlacklist: unknown[];
}

/** How the roles of a user go together. */
export interface RoleMode {
  roleMode: string;
}

/** What a role may do with one collection. */
export interface RoleResource {
  actions?: RoleResourceAction[];
  createdAt: string | null;
  dataSourceKey: string | null;
  id: number;
  name: string;
  roleName: string;
  updatedAt: string | null;
  usingActionsConfig: boolean;
}

/** One permission of a role on a collection. `fields` null: all fields. */
export interface RoleResourceAction {
  createdAt: string | null;
  fields: string[] | null;
  id: number;
  name: string;
  rolesResourceId: number | null;
  scope?: RoleScope | null;
  scopeId: number | null;
  updatedAt: string | null;
}

/** A named filter that permissions refer to. */
export interface RoleScope {
  createdAt: string | null;
  dataSourceKey: string | null;
  id: number;
  key: string | null;
  name: string | null;
  resourceName: string | null;
  scope: Record<string, unknown> | null;
  updatedAt: string | null;
}

/** What a role may do with every collection that has no permission of its own. */
export interface RoleStrategy {
  actions?: StrategyActions;
}

/** What became of the executions of a time. */
export interface RunRate {
  /** There were more; the newest are counted. */
  capped: boolean;
  ended: number;
  failed: number;
  made: number;
}

/** A sample application as it is offered. */
export interface Sample {
  /** The key of its application. */
  application: string;
  /** The names of its collections. */
  collections: string[];
  description: string;
  key: string;
  /** The page to begin with. */
  page: string;
  /** How many pages it has. */
  pages: number;
  /** The roles that it brings: whoever is to use it is given one of them. Of an installed one, those that are still there. */
  roles: ({ description: string; name: string; title: string })[];
  /** Whether it is installed, or the rest of it is still to be. */
  state: SampleState;
  /** What can be tried with it, in order. */
  story: string[];
  /** Names of its collections that other collections have: it cannot be installed beside them. */
  taken: string[];
  title: string;
  /** How many workflows it has. */
  workflows: number;
}

export const sampleStates = ["absent", "partial", "installed"] as const;
export type SampleState = (typeof sampleStates)[number];

/** `systemSettings:get`; `options` only for those who may change them. */
export interface Settings {
  allowSignUp: boolean;
  appLang: string | null;
  enableChangePassword: boolean;
  enableEditProfile: boolean;
  enabledLanguages: string[];
  id: number;
  logo: unknown;
  options?: Record<string, unknown> | null;
  raw_title: string | null;
  roleMode: string;
  title: string | null;
}

/** How bad a problem is: an error will fail or do something else than what is meant, a warning may. */
export const severities = ["error", "warning"] as const;
export type Severity = (typeof severities)[number];

/** `auth:signIn`. */
export interface SignIn {
  token: string;
  user: User;
}

/** A run that was asked for. */
export interface StartedRun {
  id: number;
  status: ExecutionStatus | null;
}

/** Why a step ended badly. The message comes to those who may see executions. */
export interface StepError {
  code?: string;
  message?: string;
}

/** A list of permissions such as `view:own`, `*`, or whether there are any. */
export type StrategyActions = string[] | string | boolean;

/** The strategy of the role that counts. */
export interface StrategyCheck {
  actions: string[];
  allowConfigure: boolean;
}

/** Shows or takes records of a collection, or text. */
export interface TableBlock {
  /** Inside a pop-up: the relation of the record around it whose records it shows. The collection is the relation's target. */
  association?: string;
  /** Its buttons, in order. */
  buttons?: PageButton[];
  /** The collection of its records. Not for markdown. */
  collection?: string;
  /** Who sees the block; everybody who may open the page when empty. */
  roles?: string[];
  settings: TableSettings;
  /** The heading. */
  title?: string;
  type: "table";
  /** Identifies the block on its page. */
  uid: string;
}

/** The settings of a table. */
export interface TableSettings {
  /** Relations to be loaded besides those of the fields. */
  appends?: string[];
  /** The columns, in order. */
  fields: BlockField[];
  /** Which records are shown. */
  filter?: Record<string, unknown>;
  /** Cells may be edited in their place. */
  inlineEdit?: boolean;
  /** Where the block stands. */
  layout?: Layout;
  /** Rows of a page; 20 when 0. */
  pageSize?: number;
  /** The order: name, or -name for descending. */
  sort?: string[];
}

/** The field, or the fields, by which records are told apart. */
export type TargetKey = string | string[];

/** A trigger type. */
export interface TriggerSpec {
  async: boolean;
  config: ConfigSchema;
  identity: boolean;
  layer: Layer;
  manual: ConfigSchema;
  nodes: Record<string, string[]>;
  summary: string;
  sync: boolean;
  title: string;
  type: string;
}

/** `meta` of a list that is not counted. */
export interface UncountedMeta {
  hasNext: boolean;
  page: number;
  pageSize: number;
}

/** Who uses a collection or a field. */
export interface Usage {
  pages: PageUse[];
  workflows: WorkflowUse[];
}

/** A user as the API shows one. */
export interface User {
  appLang: string | null;
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  email: string | null;
  id: number;
  nickname: string | null;
  phone: string | null;
  roles?: Role[];
  rolesUsers?: Membership;
  sort: number | null;
  systemSettings: Record<string, unknown> | null;
  updatedAt: string | null;
  updatedBy?: User | null;
  updatedById: number | null;
  username: string | null;
}

/** A type of values, as far as it is known before a workflow runs. */
export const valueTypes = ["any", "text", "number", "boolean", "date", "record", "object", "list"] as const;
export type ValueType = (typeof valueTypes)[number];

/** A variable that a node may refer to, with its parts. */
export interface Variable {
  children?: Variable[];
  collection?: string;
  lazy?: boolean;
  name: string;
  notLoaded?: boolean;
  optional?: boolean;
  path: string;
  sample?: unknown;
  title: string;
  type: ValueType;
}

/** What became of one candidate workflow. */
export interface Verdict {
  causedBy?: CausedBy;
  count: number;
  executionIds: number[];
  key: string;
  layer: Layer;
  mode: string;
  reason?: Reason;
  verdict: Decision;
  workflowId: number | null;
}

/** One version of a workflow. */
export interface Workflow {
  allExecuted: number | null;
  categories?: WorkflowCategory[];
  config: Record<string, unknown>;
  createdAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  current: boolean | null;
  description: string | null;
  enabled: boolean;
  executed: number | null;
  executions?: Execution[];
  id: number;
  invalid: boolean | null;
  key: string;
  nodes?: FlowNode[];
  note: string | null;
  options: WorkflowOptions;
  revisions?: Workflow[];
  stats?: WorkflowStats | null;
  sync: boolean;
  title: string | null;
  triggerTitle: string | null;
  type: string;
  updatedAt: string | null;
  updatedBy?: User | null;
  updatedById: number | null;
  versionStats?: WorkflowVersionStats | null;
}

/** A label by which people sort workflows. */
export interface WorkflowCategory {
  color: string | null;
  createdAt: string | null;
  id: number;
  sort: number | null;
  title: string | null;
  updatedAt: string | null;
  workflows?: Workflow[];
}

/** `workflows:check`. */
export interface WorkflowCheck {
  problems: WorkflowProblem[];
}

/** How a workflow did in the last seven days, all versions together. */
export interface WorkflowHealth {
  capped: boolean;
  ended: number;
  failed: number;
  key: string;
  lastRun: LastRun | null;
  owed: number;
  p95: number | null;
  runs: number;
  waiting: number;
}

/** The settings of a workflow version; what is missing has its default. */
export interface WorkflowOptions {
  deleteExecutionOnStatus?: number[];
  /** In whose name its steps act; the system's when missing. */
  runAs?: "actor";
  /** How often the workflow may stand in one chain. */
  stackLimit?: number;
  /** Milliseconds of run and wait time, 0 for none. */
  timeout?: number;
  [other: string]: unknown;
}

/** A place in a workflow version; without a node it is the trigger. */
export interface WorkflowPlace {
  nodeId?: number;
  nodeKey?: string;
  nodeTitle?: string;
  path: string;
}

/** What is wrong with a workflow version. Without a node it is about the trigger or the version as a whole. */
export interface WorkflowProblem {
  code: string;
  message: string;
  nodeId?: number;
  nodeKey?: string;
  path?: string;
  severity: Severity;
}

/** How often a workflow ran, all versions together. */
export interface WorkflowStats {
  createdAt: string | null;
  executed: number;
  key: string;
  updatedAt: string | null;
}

/** A workflow version that uses something, and where. */
export interface WorkflowUse {
  current: boolean;
  enabled: boolean;
  key: string;
  places: WorkflowPlace[];
  title: string;
  type: string;
  workflowId: number;
}

/** How often a workflow version ran. */
export interface WorkflowVersionStats {
  createdAt: string | null;
  executed: number;
  id: number;
  updatedAt: string | null;
}
