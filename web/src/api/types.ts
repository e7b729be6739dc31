// Generated from the server by `make generate`; do not edit.

export const outcomes = ["open", "saved", "triggered", "blocked", "intercepted", "rolled_back", "refused", "failed_after_save", "interrupted"] as const;
export type Outcome = (typeof outcomes)[number];

export const layers = ["pre-action", "post-action", "custom-action", "collection", "manual"] as const;
export type Layer = (typeof layers)[number];

export const decisions = ["started", "skipped", "aborted", "failed", "blocked", "intercepted", "rolled_back"] as const;
export type Decision = (typeof decisions)[number];

export const reasons = ["disabled", "other_collection", "action_not_configured", "unknown_key", "path_empty", "condition_false", "field_unchanged", "chain_limit", "duplicate", "earlier_failed"] as const;
export type Reason = (typeof reasons)[number];

/** Every stable error code of the API. */
export type ErrorCode =
  | "ACCOUNT_REQUIRED"
  | "ACTION_NOT_SUPPORTED"
  | "APPLICATION_EXISTS"
  | "APPLICATION_IN_USE"
  | "APP_STARTING"
  | "BACKLOG"
  | "BINDINGS_DIFFER"
  | "BLOCKED_TOKEN"
  | "BODY_TOO_DEEP"
  | "BODY_TOO_LARGE"
  | "BODY_UNREADABLE"
  | "BRANCH_IN_USE"
  | "BRANCH_NOT_OFFERED"
  | "BUTTON_EXISTS"
  | "BUTTON_MISMATCH"
  | "BUTTON_MISPLACED"
  | "BUTTON_NOT_ALLOWED"
  | "BUTTON_OF_PAGE"
  | "CALCULATION_FAILED"
  | "CALCULATION_INVALID"
  | "CALCULATOR_UNKNOWN"
  | "CHAIN_CYCLE"
  | "COLLECTION_EXISTS"
  | "COLLECTION_IN_USE"
  | "COLLECTION_NOT_FOUND"
  | "CONTENT_INVALID"
  | "CONTENT_TOO_LARGE"
  | "CONTEXT_TOO_LARGE"
  | "DANGLING_REFERENCE"
  | "DATABASE_DOWN"
  | "DATABASE_LOCKED"
  | "DATABASE_NEWER"
  | "DATA_DIR_IN_USE"
  | "DEFAULT_ROLE"
  | "DEFINITIONS_CHANGING"
  | "DEFINITION_TOO_LARGE"
  | "DISK_ERROR"
  | "DISK_FULL"
  | "DUPLICATE_TYPE"
  | "EMPTY_TOKEN"
  | "ENGINES_BUSY"
  | "ENGINES_CLOSED"
  | "ENGINES_NOT_BUILT"
  | "ENGINE_BROKEN"
  | "ENGINE_UNKNOWN"
  | "EXECUTION_ENDED"
  | "EXECUTION_FINISHED"
  | "EXECUTION_MOVED"
  | "EXECUTION_NOT_FAILED"
  | "EXECUTION_NOT_FOUND"
  | "EXECUTION_NOT_STARTED"
  | "EXPIRED_SESSION"
  | "EXPRESSION_FAILED"
  | "EXPRESSION_INPUT_INVALID"
  | "EXPRESSION_INPUT_TOO_LARGE"
  | "EXPRESSION_MEMORY"
  | "EXPRESSION_RESULT_TOO_LARGE"
  | "EXPRESSION_STACK"
  | "EXPRESSION_TIMEOUT"
  | "EXPRESSION_TOO_LARGE"
  | "FIELD_EXISTS"
  | "FIELD_FORBIDDEN"
  | "FIELD_IN_USE"
  | "FIELD_NOT_FOUND"
  | "FILTER_KEYS_REQUIRED"
  | "FILTER_REQUIRED"
  | "FILTER_TOO_LARGE"
  | "FOREIGN_KEYS"
  | "IDEMPOTENCY_ANSWER_LOST"
  | "IDEMPOTENCY_IN_PROGRESS"
  | "IDEMPOTENCY_KEY_REUSED"
  | "IMMUTABLE"
  | "INTERNAL"
  | "INVALID_ACTION"
  | "INVALID_BINDINGS"
  | "INVALID_BODY"
  | "INVALID_CONFIG"
  | "INVALID_CREDENTIALS"
  | "INVALID_DATE"
  | "INVALID_DEFINITION"
  | "INVALID_EMAIL"
  | "INVALID_FILTER"
  | "INVALID_FILTER_JSON"
  | "INVALID_GRAPH"
  | "INVALID_IDEMPOTENCY_KEY"
  | "INVALID_JSON"
  | "INVALID_KEY"
  | "INVALID_LANGUAGE"
  | "INVALID_LINK"
  | "INVALID_MENU_ENTRY"
  | "INVALID_MOVE"
  | "INVALID_NAME"
  | "INVALID_OPERATOR"
  | "INVALID_OPTIONS"
  | "INVALID_PAGE"
  | "INVALID_PARAMETER"
  | "INVALID_PATH"
  | "INVALID_POSITION"
  | "INVALID_RELATION"
  | "INVALID_ROLES"
  | "INVALID_ROLE_MODE"
  | "INVALID_ROLE_NAME"
  | "INVALID_SCOPE"
  | "INVALID_SORT"
  | "INVALID_STRATEGY"
  | "INVALID_TARGET_KEY"
  | "INVALID_TIMEZONE"
  | "INVALID_TOKEN"
  | "INVALID_TRIGGER_WORKFLOWS"
  | "INVALID_USERNAME"
  | "INVALID_VALUE"
  | "INVALID_WORKER"
  | "JOB_NOT_FOUND"
  | "JOB_NOT_PENDING"
  | "KEY_REQUIRED"
  | "KEY_TAKEN"
  | "KEY_TYPE_MISMATCH"
  | "LAST_ROOT"
  | "LOOP_STATE_LOST"
  | "MENU_ENTRY_IN_USE"
  | "METHOD_NOT_ALLOWED"
  | "NODES_LIMIT"
  | "NODE_MAY_NOT_RUN"
  | "NODE_NOT_ALLOWED"
  | "NODE_NOT_BEFORE"
  | "NODE_NOT_FOUND"
  | "NODE_NOT_PREPARED"
  | "NODE_NOT_REACHED"
  | "NODE_NOT_TESTABLE"
  | "NODE_TEST_FAILED"
  | "NOT_A_COLUMN"
  | "NOT_A_RELATION"
  | "NOT_EXIST_USER"
  | "NOT_FOUND"
  | "NOT_NULL_VIOLATION"
  | "NOT_SUPPORTED"
  | "NO_ACTOR"
  | "NO_PERMISSION"
  | "NO_REQUEST"
  | "NO_WORKER_NUMBER"
  | "NO_WORKFLOW_STARTED"
  | "NULL_VALUES"
  | "OVERLOADED"
  | "OWN_ACCOUNT"
  | "PAGE_CHANGED"
  | "PAGE_EXISTS"
  | "PAGE_IN_USE"
  | "PAGE_NOT_FOUND"
  | "PAGE_TOO_LARGE"
  | "PANIC"
  | "PASSWORDS_DIFFER"
  | "PASSWORD_CHANGE_DISABLED"
  | "PASSWORD_TOO_COMMON"
  | "PASSWORD_TOO_LONG"
  | "PASSWORD_TOO_SHORT"
  | "POOL"
  | "POST_ACTION_FAILED"
  | "POST_ACTION_TIMEOUT"
  | "PRE_ACTION_BLOCKED"
  | "PRE_ACTION_FAILED"
  | "PRE_ACTION_TIMEOUT"
  | "PRIMARY_KEY"
  | "PROFILE_EDIT_DISABLED"
  | "PROTECTED"
  | "QUERY_TOO_DEEP"
  | "QUERY_TOO_LARGE"
  | "READ_TOO_LONG"
  | "RECORD_NOT_FOUND"
  | "REFERENCE_VIOLATION"
  | "RELATION_NOT_LOADED"
  | "REQUEST_GONE"
  | "REQUIRED"
  | "RESTRICTED"
  | "RESULT_TOO_LARGE"
  | "REVISION_REQUIRED"
  | "ROLE_NAME_REQUIRED"
  | "ROLE_NOT_FOUND_ERR"
  | "ROLE_NOT_FOUND_FOR_USER"
  | "ROLE_PROTECTED"
  | "SCOPE_IN_USE"
  | "SCOPE_PROTECTED"
  | "SELECTION_TOO_LARGE"
  | "SHUTTING_DOWN"
  | "SIGN_UP_DISABLED"
  | "SKIP_TOKEN_RENEW"
  | "SOURCE_NOT_FOUND"
  | "SOURCE_REQUIRED"
  | "SYSTEM_COLLECTION"
  | "SYSTEM_TABLE"
  | "TARGET_MISSING"
  | "TARGET_NOT_FOUND"
  | "TEMPLATE_TOO_DEEP"
  | "TEMPLATE_TOO_LARGE"
  | "TOKEN_RENEW_FAILED"
  | "TOO_MANY_ATTEMPTS"
  | "TOO_MANY_DEFINITIONS"
  | "TOO_MANY_RECORDS"
  | "TOO_MANY_SAVEPOINTS"
  | "TOO_MANY_STREAMS"
  | "TOO_MANY_TOPICS"
  | "TOO_MANY_WORKFLOWS"
  | "TRIGGER_NOT_COMPILED"
  | "TRIGGER_WORKFLOWS_REQUIRED"
  | "TYPE_CHANGE"
  | "TYPE_MISMATCH"
  | "TYPE_REQUIRED"
  | "UID_REPEATED"
  | "UNDEFINED_IN_FILTER"
  | "UNFINISHED_EXECUTIONS"
  | "UNIQUE_VIOLATION"
  | "UNKNOWN_ACTION"
  | "UNKNOWN_APPLICATION"
  | "UNKNOWN_AUTHENTICATOR"
  | "UNKNOWN_BRANCH"
  | "UNKNOWN_BUTTON"
  | "UNKNOWN_COLLECTION"
  | "UNKNOWN_DATA_SOURCE"
  | "UNKNOWN_FIELD"
  | "UNKNOWN_FIELD_TYPE"
  | "UNKNOWN_MEMBER"
  | "UNKNOWN_NODE_KEY"
  | "UNKNOWN_NODE_TYPE"
  | "UNKNOWN_OPERATOR"
  | "UNKNOWN_PAGE"
  | "UNKNOWN_RESOURCE"
  | "UNKNOWN_ROLE"
  | "UNKNOWN_SCOPE"
  | "UNKNOWN_TOPIC"
  | "UNKNOWN_TRIGGER"
  | "UNKNOWN_TRIGGER_TYPE"
  | "UNKNOWN_USER"
  | "UNKNOWN_VARIABLE"
  | "UNKNOWN_WORKFLOW"
  | "UNREACHABLE_NODE"
  | "UNSUPPORTED_TEMPLATE"
  | "UNTRUSTED_ORIGIN"
  | "USER_HAS_NO_ROLES_ERR"
  | "USER_NOT_FOUND"
  | "VALIDATION_FAILED"
  | "VALUES_REQUIRED"
  | "VERSION_EXECUTED"
  | "VERSION_NOT_FOUND"
  | "WORKFLOW_GONE"
  | "WORKFLOW_NOT_FOUND";

/** What became of one candidate workflow. */
export interface Verdict {
  workflowId: number | null;
  key: string;
  layer: Layer;
  mode: string;
  verdict: Decision;
  reason?: Reason;
  count: number;
  executionIds: number[];
  causedBy?: CausedBy;
}

/** The step whose write raised an event. */
export interface CausedBy {
  executionId: number;
  nodeKey: string;
}

/** What a workflow says to the person. */
export interface Message {
  message: unknown;
}

/** One refusal. */
export interface Failure {
  message: string;
  code: string;
  field?: string;
}

/** Every JSON answer. */
export interface Envelope {
  data?: unknown;
  meta?: Record<string, unknown>;
  messages?: Message[];
  errors?: Failure[];
  receiptId?: number;
}

/** A user as the API shows one. */
export interface User {
  id: number;
  nickname: string | null;
  username: string | null;
  email: string | null;
  phone: string | null;
  appLang: string | null;
  systemSettings: unknown;
  sort: number | null;
  roles?: unknown;
  createdAt: string | null;
  updatedAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  updatedBy?: User | null;
  updatedById: number | null;
}

/** What a changing action left behind. `user`, `chain` and `executions` come when they are asked for. */
export interface Receipt {
  id: number;
  requestId: string | null;
  createdAt: string | null;
  closedAt: string | null;
  userId: number | null;
  user?: User | null;
  roleName: string | null;
  resource: string | null;
  action: string | null;
  keys: string[];
  button: string | null;
  outcome: Outcome;
  verdicts: Verdict[];
  chain?: Verdict[];
  executions?: unknown[];
}

/** One version of a workflow. */
export interface Workflow {
  id: number;
  key: string | null;
  title: string | null;
  enabled: boolean | null;
  description: string | null;
  type: string | null;
  triggerTitle: string | null;
  config: unknown;
  invalid: boolean | null;
  executed: number | null;
  allExecuted: number | null;
  current: boolean | null;
  sync: boolean | null;
  options: unknown;
  note: string | null;
  nodes?: unknown;
  executions?: unknown;
  revisions?: unknown;
  stats?: unknown;
  versionStats?: unknown;
  categories?: unknown;
  createdAt: string | null;
  updatedAt: string | null;
  createdBy?: User | null;
  createdById: number | null;
  updatedBy?: User | null;
  updatedById: number | null;
}

/** `auth:signIn`. */
export interface SignIn {
  token: string;
  user: User;
}

/** `systemSettings:get`, as everybody sees it. */
export interface Settings {
  allowSignUp: boolean;
  enableChangePassword: boolean;
  enableEditProfile: boolean;
  enabledLanguages: string[];
  title: string | null;
}

/** `roles:check`: what the user may do in the role that counts. */
export interface RoleCheck {
  allowAll: boolean;
  role: string;
  roleMode: string;
  roles: string[];
  snippets: string[];
}

/** `meta` of a list. */
export interface ListMeta {
  count: number;
  page: number;
  pageSize: number;
  totalPage: number;
}
