-- Which record an execution is about: people look for what followed from a record. Executions without one are not in the
-- index; the id stands last, so that the newest of a record are read first.

ALTER TABLE "executions" ADD COLUMN "collection" text COLLATE "C";
ALTER TABLE "executions" ADD COLUMN "recordKey" text COLLATE "C";
CREATE INDEX "sequitur_executions_subject" ON "executions" ("collection", "recordKey", "id") WHERE "recordKey" IS NOT NULL;

-- What failed lately, and what was tried again, without looking at the many that went well.

CREATE INDEX "sequitur_executions_failed" ON "executions" ("id") WHERE "status" < 0;
CREATE INDEX "sequitur_executions_retry" ON "executions" ("retryOf") WHERE "retryOf" IS NOT NULL;
