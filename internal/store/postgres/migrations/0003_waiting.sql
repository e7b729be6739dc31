-- How many executions of a workflow wait, without looking at those that ended. Only what really waits is in it.

CREATE INDEX "sequitur_executions_waiting" ON "executions" ("key") WHERE "status" = 0 AND "runnable" = FALSE;
