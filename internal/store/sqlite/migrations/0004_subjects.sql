-- Which record an execution is about: people look for what followed from a record. Executions without one are not in the
-- index, whose entries of a record are in the order of their ids.

ALTER TABLE "executions" ADD COLUMN "collection" TEXT;
ALTER TABLE "executions" ADD COLUMN "recordKey" TEXT;
CREATE INDEX "sequitur_executions_subject" ON "executions" ("collection", "recordKey") WHERE "recordKey" IS NOT NULL;

-- What failed lately, and what was tried again, without looking at the many that went well.

CREATE INDEX "sequitur_executions_failed" ON "executions" ("id") WHERE "status" < 0;
CREATE INDEX "sequitur_executions_retry" ON "executions" ("retryOf") WHERE "retryOf" IS NOT NULL;
