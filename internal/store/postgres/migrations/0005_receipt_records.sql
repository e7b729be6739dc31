-- Which records an action was about when no execution tells it: one asks of a record why nothing started. A receipt whose
-- record has an execution is found by that one, so an action that starts its workflow writes nothing here.

CREATE TABLE "receiptRecords" (
	"collection" text COLLATE "C" NOT NULL,
	"recordKey" text COLLATE "C" NOT NULL,
	"receiptId" bigint NOT NULL REFERENCES "receipts" ("id") ON DELETE CASCADE,
	PRIMARY KEY ("collection", "recordKey", "receiptId")
);
CREATE INDEX "sequitur_receiptRecords_receipt" ON "receiptRecords" ("receiptId");
