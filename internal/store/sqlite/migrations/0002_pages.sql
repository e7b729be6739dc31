-- Applications: their menus, their pages, and what was published of these.

CREATE TABLE "applications" (
	"key" TEXT NOT NULL PRIMARY KEY,
	"title" TEXT,
	"icon" TEXT,
	"description" TEXT,
	"sort" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL
);

CREATE TABLE "pages" (
	"uid" TEXT NOT NULL PRIMARY KEY,
	"applicationKey" TEXT NOT NULL REFERENCES "applications" ("key"),
	"title" TEXT,
	"roles" TEXT,
	"revision" INTEGER NOT NULL DEFAULT 1,
	"publishedVersion" INTEGER,
	"publishedRevision" INTEGER,
	"publishedId" INTEGER,
	"publishedAt" TEXT,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"draft" TEXT
);
CREATE INDEX "sequitur_pages_application" ON "pages" ("applicationKey");

CREATE TABLE "pageVersions" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"pageUid" TEXT NOT NULL REFERENCES "pages" ("uid") ON DELETE CASCADE,
	"version" INTEGER NOT NULL,
	"title" TEXT,
	"note" TEXT,
	"createdAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"content" TEXT
);
CREATE UNIQUE INDEX "sequitur_pageVersions_page_version" ON "pageVersions" ("pageUid", "version");

CREATE TABLE "menuEntries" (
	"id" INTEGER NOT NULL PRIMARY KEY,
	"applicationKey" TEXT NOT NULL REFERENCES "applications" ("key"),
	"parentId" INTEGER REFERENCES "menuEntries" ("id"),
	"type" TEXT NOT NULL,
	"title" TEXT,
	"icon" TEXT,
	"sort" INTEGER,
	"pageUid" TEXT,
	"url" TEXT,
	"hidden" INTEGER,
	"createdAt" TEXT,
	"updatedAt" TEXT,
	"createdById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL,
	"updatedById" INTEGER REFERENCES "users" ("id") ON DELETE SET NULL
);
CREATE INDEX "sequitur_menuEntries_application" ON "menuEntries" ("applicationKey");
CREATE INDEX "sequitur_menuEntries_parent" ON "menuEntries" ("parentId");
CREATE INDEX "sequitur_menuEntries_page" ON "menuEntries" ("pageUid");

-- A button may belong to a page; then "within" lists who may open the page and see the blocks around it.

ALTER TABLE "buttons" ADD COLUMN "roles" TEXT;
ALTER TABLE "buttons" ADD COLUMN "pageUid" TEXT;
ALTER TABLE "buttons" ADD COLUMN "within" TEXT;
CREATE INDEX "sequitur_buttons_page" ON "buttons" ("pageUid");
