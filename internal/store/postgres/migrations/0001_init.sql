-- People and what they may do.

CREATE TABLE "users" (
	"id" bigint NOT NULL PRIMARY KEY,
	"nickname" text COLLATE "C",
	"username" text COLLATE "C",
	"email" text COLLATE "C",
	"phone" text COLLATE "C",
	"password" text COLLATE "C",
	"appLang" text COLLATE "C",
	"systemSettings" jsonb,
	"passwordChangeTz" bigint,
	"sort" bigint,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" bigint REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "sequitur_users_username" ON "users" ("username");
CREATE UNIQUE INDEX "sequitur_users_email" ON "users" ("email");
CREATE UNIQUE INDEX "sequitur_users_phone" ON "users" ("phone");

CREATE TABLE "roles" (
	"name" text COLLATE "C" NOT NULL PRIMARY KEY,
	"title" text COLLATE "C",
	"description" text COLLATE "C",
	"strategy" jsonb,
	"snippets" jsonb,
	"default" boolean,
	"hidden" boolean,
	"allowConfigure" boolean,
	"allowNewMenu" boolean,
	"sort" bigint,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE UNIQUE INDEX "sequitur_roles_title" ON "roles" ("title");

CREATE TABLE "rolesUsers" (
	"roleName" text COLLATE "C" NOT NULL REFERENCES "roles" ("name") ON DELETE CASCADE,
	"userId" bigint NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
	"default" boolean,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	PRIMARY KEY ("roleName", "userId")
);
CREATE INDEX "sequitur_rolesUsers_user" ON "rolesUsers" ("userId");

CREATE TABLE "dataSourcesRolesResources" (
	"id" bigint NOT NULL PRIMARY KEY,
	"dataSourceKey" text COLLATE "C",
	"roleName" text COLLATE "C" REFERENCES "roles" ("name") ON DELETE CASCADE,
	"name" text COLLATE "C",
	"usingActionsConfig" boolean,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE INDEX "sequitur_dataSourcesRolesResources_role" ON "dataSourcesRolesResources" ("roleName");

CREATE TABLE "dataSourcesRolesResourcesScopes" (
	"id" bigint NOT NULL PRIMARY KEY,
	"key" text COLLATE "C",
	"dataSourceKey" text COLLATE "C",
	"name" text COLLATE "C",
	"resourceName" text COLLATE "C",
	"scope" jsonb,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);

CREATE TABLE "dataSourcesRolesResourcesActions" (
	"id" bigint NOT NULL PRIMARY KEY,
	"rolesResourceId" bigint REFERENCES "dataSourcesRolesResources" ("id") ON DELETE CASCADE,
	"name" text COLLATE "C",
	"fields" jsonb,
	"scopeId" bigint REFERENCES "dataSourcesRolesResourcesScopes" ("id") ON DELETE SET NULL,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE INDEX "sequitur_dataSourcesRolesResourcesActions_resource" ON "dataSourcesRolesResourcesActions" ("rolesResourceId");

CREATE TABLE "issuedTokens" (
	"id" bigint NOT NULL PRIMARY KEY,
	"jti" text COLLATE "C",
	"previousJti" text COLLATE "C",
	"userId" bigint REFERENCES "users" ("id") ON DELETE CASCADE,
	"signInTime" bigint,
	"issuedTime" bigint,
	"renewedTime" bigint,
	"revokedTime" bigint,
	"authenticator" text COLLATE "C",
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE UNIQUE INDEX "sequitur_issuedTokens_jti" ON "issuedTokens" ("jti");
CREATE INDEX "sequitur_issuedTokens_user" ON "issuedTokens" ("userId");

CREATE TABLE "systemSettings" (
	"id" bigint NOT NULL PRIMARY KEY,
	"title" text COLLATE "C",
	"appLang" text COLLATE "C",
	"enabledLanguages" jsonb,
	"roleMode" text COLLATE "C",
	"allowSignUp" boolean,
	"options" jsonb,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);

-- Keys that the server makes for itself.

CREATE TABLE "secrets" (
	"name" text COLLATE "C" NOT NULL PRIMARY KEY,
	"value" text COLLATE "C" NOT NULL
);

-- The model: what catalog turns into tables of their own.

CREATE TABLE "collections" (
	"key" text COLLATE "C" NOT NULL PRIMARY KEY,
	"name" text COLLATE "C" NOT NULL,
	"title" text COLLATE "C",
	"inherit" boolean,
	"hidden" boolean,
	"description" text COLLATE "C",
	"sort" bigint,
	"options" jsonb,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE UNIQUE INDEX "sequitur_collections_name" ON "collections" ("name");

CREATE TABLE "fields" (
	"key" text COLLATE "C" NOT NULL PRIMARY KEY,
	"name" text COLLATE "C" NOT NULL,
	"type" text COLLATE "C",
	"interface" text COLLATE "C",
	"description" text COLLATE "C",
	"collectionName" text COLLATE "C",
	"parentKey" text COLLATE "C",
	"reverseKey" text COLLATE "C",
	"sort" bigint,
	"options" jsonb,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE UNIQUE INDEX "sequitur_fields_collection_name" ON "fields" ("collectionName", "name");

-- Workflows. "current" is true or NULL: one current version for each key.

CREATE TABLE "workflows" (
	"id" bigint NOT NULL PRIMARY KEY,
	"key" text COLLATE "C",
	"title" text COLLATE "C",
	"enabled" boolean,
	"description" text COLLATE "C",
	"type" text COLLATE "C",
	"triggerTitle" text COLLATE "C",
	"config" jsonb,
	"invalid" boolean,
	"executed" bigint,
	"allExecuted" bigint,
	"current" boolean,
	"sync" boolean,
	"options" jsonb,
	"note" text COLLATE "C",
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" bigint REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "sequitur_workflows_key_current" ON "workflows" ("key", "current");

CREATE TABLE "flow_nodes" (
	"id" bigint NOT NULL PRIMARY KEY,
	"key" text COLLATE "C",
	"title" text COLLATE "C",
	"workflowId" bigint REFERENCES "workflows" ("id") ON DELETE CASCADE,
	"upstreamId" bigint,
	"downstreamId" bigint,
	"branchIndex" bigint,
	"type" text COLLATE "C",
	"config" jsonb,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);
CREATE INDEX "sequitur_flow_nodes_workflow" ON "flow_nodes" ("workflowId");

CREATE TABLE "workflowStats" (
	"key" text COLLATE "C" NOT NULL PRIMARY KEY,
	"executed" bigint NOT NULL DEFAULT 0,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);

CREATE TABLE "workflowVersionStats" (
	"id" bigint NOT NULL PRIMARY KEY REFERENCES "workflows" ("id") ON DELETE CASCADE,
	"executed" bigint NOT NULL DEFAULT 0,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);

CREATE TABLE "workflowCategories" (
	"id" bigint NOT NULL PRIMARY KEY,
	"title" text COLLATE "C",
	"color" text COLLATE "C",
	"sort" bigint,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3)
);

CREATE TABLE "workflowCategoryRelations" (
	"workflowId" bigint NOT NULL REFERENCES "workflows" ("id") ON DELETE CASCADE,
	"categoryId" bigint NOT NULL REFERENCES "workflowCategories" ("id") ON DELETE CASCADE,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	PRIMARY KEY ("workflowId", "categoryId")
);
CREATE INDEX "sequitur_workflowCategoryRelations_category" ON "workflowCategoryRelations" ("categoryId");

-- Executions survive their workflow. Long values stand last in the row. A partial index costs only the rows that are
-- in it: owed, held, owned and expiring ones are few.

CREATE TABLE "executions" (
	"id" bigint NOT NULL PRIMARY KEY,
	"workflowId" bigint NOT NULL,
	"key" text COLLATE "C",
	"eventKey" text COLLATE "C",
	"status" bigint,
	"reason" text COLLATE "C",
	"dispatched" boolean,
	"parentExecutionId" bigint,
	"startedAt" timestamptz(3),
	"endedAt" timestamptz(3),
	"expiresAt" timestamptz(3),
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"manually" boolean,
	"sync" boolean,
	"receiptId" bigint,
	"retryOf" bigint,
	"actorId" bigint,
	"roleName" text COLLATE "C",
	"layer" text COLLATE "C",
	"causedByNodeKey" text COLLATE "C",
	"epoch" bigint NOT NULL DEFAULT 0,
	"owner" bigint NOT NULL DEFAULT 0,
	"cursor" jsonb,
	"runnable" boolean,
	"availableAt" timestamptz(3),
	"stack" jsonb,
	"ancestry" jsonb,
	"output" jsonb,
	"context" jsonb
);
CREATE UNIQUE INDEX "sequitur_executions_event_key" ON "executions" ("eventKey") WHERE "eventKey" IS NOT NULL;
CREATE INDEX "sequitur_executions_key" ON "executions" ("key", "id");
CREATE INDEX "sequitur_executions_receipt" ON "executions" ("receiptId") WHERE "receiptId" IS NOT NULL;
CREATE INDEX "sequitur_executions_parent" ON "executions" ("parentExecutionId") WHERE "parentExecutionId" IS NOT NULL;
CREATE INDEX "sequitur_executions_runnable" ON "executions" ("id") WHERE "runnable" = TRUE;
CREATE INDEX "sequitur_executions_held" ON "executions" ("availableAt") WHERE "runnable" = TRUE AND "availableAt" IS NOT NULL;
CREATE INDEX "sequitur_executions_owned" ON "executions" ("owner") WHERE ("status" IS NULL OR "status" = 0) AND "owner" > 0;
CREATE INDEX "sequitur_executions_expiring" ON "executions" ("expiresAt") WHERE ("status" IS NULL OR "status" = 0) AND "expiresAt" IS NOT NULL;

CREATE TABLE "jobs" (
	"id" bigint NOT NULL PRIMARY KEY,
	"executionId" bigint NOT NULL REFERENCES "executions" ("id") ON DELETE CASCADE,
	"nodeId" bigint,
	"nodeKey" text COLLATE "C",
	"upstreamId" bigint,
	"status" bigint,
	"startedAt" timestamptz(3),
	"endedAt" timestamptz(3),
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"log" text COLLATE "C",
	"meta" jsonb,
	"input" jsonb,
	"result" jsonb
);
CREATE INDEX "sequitur_jobs_execution_node" ON "jobs" ("executionId", "nodeId", "id");

-- Actions: the buttons they are bound to, what they left behind, and answers kept for a repeated request.

CREATE TABLE "buttons" (
	"uid" text COLLATE "C" NOT NULL PRIMARY KEY,
	"title" text COLLATE "C",
	"collection" text COLLATE "C",
	"action" text COLLATE "C",
	"bindings" jsonb,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" bigint REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE TABLE "receipts" (
	"id" bigint NOT NULL PRIMARY KEY,
	"requestId" text COLLATE "C",
	"createdAt" timestamptz(3),
	"closedAt" timestamptz(3),
	"userId" bigint,
	"roleName" text COLLATE "C",
	"resource" text COLLATE "C",
	"action" text COLLATE "C",
	"button" text COLLATE "C",
	"outcome" text COLLATE "C" NOT NULL,
	"generation" bigint NOT NULL DEFAULT 0,
	"keys" jsonb,
	"verdicts" jsonb
);
CREATE INDEX "sequitur_receipts_open" ON "receipts" ("generation") WHERE "outcome" = 'open';

CREATE TABLE "receiptChain" (
	"id" bigint NOT NULL PRIMARY KEY,
	"receiptId" bigint NOT NULL REFERENCES "receipts" ("id") ON DELETE CASCADE,
	"workflowId" bigint,
	"key" text COLLATE "C",
	"layer" text COLLATE "C",
	"mode" text COLLATE "C",
	"verdict" text COLLATE "C",
	"reason" text COLLATE "C",
	"count" bigint,
	"executionIds" jsonb,
	"causedBy" jsonb
);
CREATE INDEX "sequitur_receiptChain_receipt" ON "receiptChain" ("receiptId");

CREATE TABLE "replays" (
	"scope" text COLLATE "C" NOT NULL PRIMARY KEY,
	"fingerprint" text COLLATE "C" NOT NULL,
	"state" bigint NOT NULL,
	"status" bigint NOT NULL DEFAULT 0,
	"generation" bigint NOT NULL DEFAULT 0,
	"receiptId" bigint,
	"createdAt" timestamptz(3) NOT NULL,
	"headers" jsonb,
	"body" bytea
);
CREATE INDEX "sequitur_replays_created" ON "replays" ("createdAt");
