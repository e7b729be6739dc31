-- People and what they may do.

CREATE TABLE "users" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"nickname" TEXT,
	"username" TEXT,
	"email" TEXT,
	"phone" TEXT,
	"password" TEXT,
	"appLang" TEXT,
	"systemSettings" TEXT,
	"passwordChangeTz" INTEGER,
	"sort" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "sequitur_users_username" ON "users" ("username");
CREATE UNIQUE INDEX "sequitur_users_email" ON "users" ("email");
CREATE UNIQUE INDEX "sequitur_users_phone" ON "users" ("phone");

CREATE TABLE "roles" (
	"name" TEXT NOT NULL PRIMARY KEY,
	"title" TEXT,
	"description" TEXT,
	"strategy" TEXT,
	"snippets" TEXT,
	"default" INTEGER,
	"hidden" INTEGER,
	"allowConfigure" INTEGER,
	"allowNewMenu" INTEGER,
	"sort" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE UNIQUE INDEX "sequitur_roles_title" ON "roles" ("title");

CREATE TABLE "rolesUsers" (
	"roleName" TEXT NOT NULL REFERENCES "roles" ("name") ON DELETE CASCADE,
	"userId" INTEGER NOT NULL REFERENCES "users" ("id") ON DELETE CASCADE,
	"default" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	PRIMARY KEY ("roleName", "userId")
);
CREATE INDEX "sequitur_rolesUsers_user" ON "rolesUsers" ("userId");

CREATE TABLE "dataSourcesRolesResources" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"dataSourceKey" TEXT,
	"roleName" TEXT REFERENCES "roles" ("name") ON DELETE CASCADE,
	"name" TEXT,
	"usingActionsConfig" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE INDEX "sequitur_dataSourcesRolesResources_role" ON "dataSourcesRolesResources" ("roleName");

CREATE TABLE "dataSourcesRolesResourcesScopes" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"key" TEXT,
	"dataSourceKey" TEXT,
	"name" TEXT,
	"resourceName" TEXT,
	"scope" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT
);

CREATE TABLE "dataSourcesRolesResourcesActions" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"rolesResourceId" INTEGER REFERENCES "dataSourcesRolesResources" ("id") ON DELETE CASCADE,
	"name" TEXT,
	"fields" TEXT,
	"scopeId" INTEGER REFERENCES "dataSourcesRolesResourcesScopes" ("id") ON DELETE SET NULL,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE INDEX "sequitur_dataSourcesRolesResourcesActions_resource" ON "dataSourcesRolesResourcesActions" ("rolesResourceId");

CREATE TABLE "issuedTokens" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"jti" TEXT,
	"previousJti" TEXT,
	"userId" INTEGER REFERENCES "users" ("id") ON DELETE CASCADE,
	"signInTime" INTEGER,
	"issuedTime" INTEGER,
	"renewedTime" INTEGER,
	"revokedTime" INTEGER,
	"authenticator" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE UNIQUE INDEX "sequitur_issuedTokens_jti" ON "issuedTokens" ("jti");
CREATE INDEX "sequitur_issuedTokens_user" ON "issuedTokens" ("userId");

CREATE TABLE "systemSettings" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"title" TEXT,
	"appLang" TEXT,
	"enabledLanguages" TEXT,
	"roleMode" TEXT,
	"allowSignUp" INTEGER,
	"options" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT
);

-- Keys that the server makes for itself.

CREATE TABLE "secrets" (
	"name" TEXT NOT NULL PRIMARY KEY,
	"value" TEXT NOT NULL
);

-- The model: what catalog turns into tables of their own.

CREATE TABLE "collections" (
	"key" TEXT NOT NULL PRIMARY KEY,
	"name" TEXT NOT NULL,
	"title" TEXT,
	"inherit" INTEGER,
	"hidden" INTEGER,
	"description" TEXT,
	"sort" INTEGER,
	"options" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE UNIQUE INDEX "sequitur_collections_name" ON "collections" ("name");

CREATE TABLE "fields" (
	"key" TEXT NOT NULL PRIMARY KEY,
	"name" TEXT NOT NULL,
	"type" TEXT,
	"interface" TEXT,
	"description" TEXT,
	"collectionName" TEXT,
	"parentKey" TEXT,
	"reverseKey" TEXT,
	"sort" INTEGER,
	"options" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE UNIQUE INDEX "sequitur_fields_collection_name" ON "fields" ("collectionName", "name");

-- Workflows. "current" is true or NULL: one current version for each key.

CREATE TABLE "workflows" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"key" TEXT,
	"title" TEXT,
	"enabled" INTEGER,
	"description" TEXT,
	"type" TEXT,
	"triggerTitle" TEXT,
	"config" TEXT,
	"invalid" INTEGER,
	"executed" INTEGER,
	"allExecuted" INTEGER,
	"current" INTEGER,
	"sync" INTEGER,
	"options" TEXT,
	"note" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE UNIQUE INDEX "sequitur_workflows_key_current" ON "workflows" ("key", "current");

CREATE TABLE "flow_nodes" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"key" TEXT,
	"title" TEXT,
	"workflowId" INTEGER REFERENCES "workflows" ("id") ON DELETE CASCADE,
	"upstreamId" INTEGER,
	"downstreamId" INTEGER,
	"branchIndex" INTEGER,
	"type" TEXT,
	"config" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT
);
CREATE INDEX "sequitur_flow_nodes_workflow" ON "flow_nodes" ("workflowId");

CREATE TABLE "workflowStats" (
	"key" TEXT NOT NULL PRIMARY KEY,
	"executed" INTEGER NOT NULL DEFAULT 0,
	"createdAt" TEXT,
	"updatedAt" TEXT
);

CREATE TABLE "workflowVersionStats" (
	"id" INTEGER NOT NULL PRIMARY KEY REFERENCES "workflows" ("id") ON DELETE CASCADE,
	"executed" INTEGER NOT NULL DEFAULT 0,
	"createdAt" TEXT,
	"updatedAt" TEXT
);

CREATE TABLE "workflowCategories" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"title" TEXT,
	"color" TEXT,
	"sort" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT
);

CREATE TABLE "workflowCategoryRelations" (
	"workflowId" INTEGER NOT NULL REFERENCES "workflows" ("id") ON DELETE CASCADE,
	"categoryId" INTEGER NOT NULL REFERENCES "workflowCategories" ("id") ON DELETE CASCADE,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	PRIMARY KEY ("workflowId", "categoryId")
);
CREATE INDEX "sequitur_workflowCategoryRelations_category" ON "workflowCategoryRelations" ("categoryId");

-- Executions survive their workflow. Long values stand last in the row. A partial index costs only the rows that are
-- in it: owed, held, owned and expiring ones are few.

CREATE TABLE "executions" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"workflowId" INTEGER NOT NULL,
	"key" TEXT,
	"eventKey" TEXT,
	"status" INTEGER,
	"reason" TEXT,
	"dispatched" INTEGER,
	"parentExecutionId" INTEGER,
	"startedAt" TEXT,
	"endedAt" TEXT,
	"expiresAt" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"manually" INTEGER,
	"sync" INTEGER,
	"receiptId" INTEGER,
	"retryOf" INTEGER,
	"actorId" INTEGER,
	"roleName" TEXT,
	"layer" TEXT,
	"causedByNodeKey" TEXT,
	"epoch" INTEGER NOT NULL DEFAULT 0,
	"owner" INTEGER NOT NULL DEFAULT 0,
	"cursor" TEXT,
	"runnable" INTEGER,
	"availableAt" TEXT,
	"stack" TEXT,
	"ancestry" TEXT,
	"output" TEXT,
	"context" TEXT
);
CREATE UNIQUE INDEX "sequitur_executions_event_key" ON "executions" ("eventKey") WHERE "eventKey" IS NOT NULL;
CREATE INDEX "sequitur_executions_key" ON "executions" ("key");
CREATE INDEX "sequitur_executions_receipt" ON "executions" ("receiptId") WHERE "receiptId" IS NOT NULL;
CREATE INDEX "sequitur_executions_parent" ON "executions" ("parentExecutionId") WHERE "parentExecutionId" IS NOT NULL;
CREATE INDEX "sequitur_executions_runnable" ON "executions" ("id") WHERE "runnable" = TRUE;
CREATE INDEX "sequitur_executions_held" ON "executions" ("availableAt") WHERE "runnable" = TRUE AND "availableAt" IS NOT NULL;
CREATE INDEX "sequitur_executions_owned" ON "executions" ("owner") WHERE ("status" IS NULL OR "status" = 0) AND "owner" > 0;
CREATE INDEX "sequitur_executions_expiring" ON "executions" ("expiresAt") WHERE ("status" IS NULL OR "status" = 0) AND "expiresAt" IS NOT NULL;

CREATE TABLE "jobs" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"executionId" INTEGER NOT NULL REFERENCES "executions" ("id") ON DELETE CASCADE,
	"nodeId" INTEGER,
	"nodeKey" TEXT,
	"upstreamId" INTEGER,
	"status" INTEGER,
	"startedAt" TEXT,
	"endedAt" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"log" TEXT,
	"meta" TEXT,
	"input" TEXT,
	"result" TEXT
);
CREATE INDEX "sequitur_jobs_execution_node" ON "jobs" ("executionId", "nodeId");

-- Actions: the buttons they are bound to, what they left behind, and answers kept for a repeated request.

CREATE TABLE "buttons" (
	"uid" TEXT NOT NULL PRIMARY KEY,
	"title" TEXT,
	"collection" TEXT,
	"action" TEXT,
	"bindings" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE TABLE "receipts" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"requestId" TEXT,
	"createdAt" TEXT,
	"closedAt" TEXT,
	"userId" INTEGER,
	"roleName" TEXT,
	"resource" TEXT,
	"action" TEXT,
	"button" TEXT,
	"outcome" TEXT NOT NULL,
	"generation" INTEGER NOT NULL DEFAULT 0,
	"keys" TEXT,
	"verdicts" TEXT
);
CREATE INDEX "sequitur_receipts_open" ON "receipts" ("generation") WHERE "outcome" = 'open';

CREATE TABLE "receiptChain" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"receiptId" INTEGER NOT NULL REFERENCES "receipts" ("id") ON DELETE CASCADE,
	"workflowId" INTEGER,
	"key" TEXT,
	"layer" TEXT,
	"mode" TEXT,
	"verdict" TEXT,
	"reason" TEXT,
	"count" INTEGER,
	"executionIds" TEXT,
	"causedBy" TEXT
);
CREATE INDEX "sequitur_receiptChain_receipt" ON "receiptChain" ("receiptId");

CREATE TABLE "replays" (
	"scope" TEXT NOT NULL PRIMARY KEY,
	"fingerprint" TEXT NOT NULL,
	"state" INTEGER NOT NULL,
	"status" INTEGER NOT NULL DEFAULT 0,
	"generation" INTEGER NOT NULL DEFAULT 0,
	"receiptId" INTEGER,
	"createdAt" TEXT NOT NULL,
	"headers" TEXT,
	"body" BLOB
);
CREATE INDEX "sequitur_replays_created" ON "replays" ("createdAt");
