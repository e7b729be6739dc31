-- Applications: their menus, their pages, and what was published of these.

CREATE TABLE "applications" (
	"key" text COLLATE "C" NOT NULL PRIMARY KEY,
	"title" text COLLATE "C",
	"icon" text COLLATE "C",
	"description" text COLLATE "C",
	"sort" bigint,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" bigint REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE TABLE "pages" (
	"uid" text COLLATE "C" NOT NULL PRIMARY KEY,
	"applicationKey" text COLLATE "C" NOT NULL REFERENCES "applications" ("key"),
	"title" text COLLATE "C",
	"roles" jsonb,
	"revision" bigint NOT NULL DEFAULT 1,
	"publishedVersion" bigint,
	"publishedRevision" bigint,
	"publishedId" bigint,
	"publishedAt" timestamptz(3),
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"draft" jsonb
);
CREATE INDEX "sequitur_pages_application" ON "pages" ("applicationKey");

CREATE TABLE "pageVersions" (
	"id" bigint NOT NULL PRIMARY KEY,
	"pageUid" text COLLATE "C" NOT NULL REFERENCES "pages" ("uid") ON DELETE CASCADE,
	"version" bigint NOT NULL,
	"title" text COLLATE "C",
	"note" text COLLATE "C",
	"createdAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"content" jsonb
);
CREATE UNIQUE INDEX "sequitur_pageVersions_page_version" ON "pageVersions" ("pageUid", "version");

CREATE TABLE "menuEntries" (
	"id" bigint NOT NULL PRIMARY KEY,
	"applicationKey" text COLLATE "C" NOT NULL REFERENCES "applications" ("key"),
	"parentId" bigint REFERENCES "menuEntries" ("id"),
	"type" text COLLATE "C" NOT NULL,
	"title" text COLLATE "C",
	"icon" text COLLATE "C",
	"sort" bigint,
	"pageUid" text COLLATE "C",
	"url" text COLLATE "C",
	"hidden" boolean,
	"createdAt" timestamptz(3),
	"updatedAt" timestamptz(3),
	"createdById" bigint REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" bigint REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE INDEX "sequitur_menuEntries_application" ON "menuEntries" ("applicationKey");
CREATE INDEX "sequitur_menuEntries_parent" ON "menuEntries" ("parentId");
CREATE INDEX "sequitur_menuEntries_page" ON "menuEntries" ("pageUid");

-- A button may belong to a page; then "within" lists who may open the page and see the blocks around it.

ALTER TABLE "buttons" ADD COLUMN "roles" jsonb;
ALTER TABLE "buttons" ADD COLUMN "pageUid" text COLLATE "C";
ALTER TABLE "buttons" ADD COLUMN "within" jsonb;
CREATE INDEX "sequitur_buttons_page" ON "buttons" ("pageUid");
