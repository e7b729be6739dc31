package schema

// pageCollections are applications with their menus and pages. What is on a page is long and cut to its reader, so it is
// hidden from the generic reading.
func pageCollections() []*Collection {
	return []*Collection{
		system("applications", "title",
			pk("key", "uid"), col("title", "string"), col("icon", "string"), col("description", "text"), col("sort", "bigInt"),
			createdAt(), updatedAt(), userRef("createdBy"), userKey("createdBy"), userRef("updatedBy"), userKey("updatedBy")),
		system("pages", "title",
			pk("uid", "uid"), col("applicationKey", "string"), belongsTo("application", "applications", "applicationKey", "key"),
			col("title", "string"), col("roles", "json"), col("revision", "bigInt"), col("publishedVersion", "bigInt"),
			col("publishedRevision", "bigInt"), hidden(col("publishedId", "bigInt")), col("publishedAt", "date"), hidden(col("draft", "json")),
			createdAt(), updatedAt(), userRef("createdBy"), userKey("createdBy"), userRef("updatedBy"), userKey("updatedBy")),
		system("pageVersions", "version",
			id(), col("pageUid", "string"), belongsTo("page", "pages", "pageUid", "uid"), col("version", "bigInt"), col("title", "string"),
			col("note", "text"), hidden(col("content", "json")), createdAt(), userRef("createdBy"), userKey("createdBy")),
		system("menuEntries", "title",
			id(), col("applicationKey", "string"), belongsTo("application", "applications", "applicationKey", "key"),
			col("parentId", "bigInt"), belongsTo("parent", "menuEntries", "parentId", "id"), col("type", "string"), col("title", "string"),
			col("icon", "string"), col("sort", "bigInt"), col("pageUid", "string"), belongsTo("page", "pages", "pageUid", "uid"),
			col("url", "string"), col("hidden", "boolean"),
			createdAt(), updatedAt(), userRef("createdBy"), userKey("createdBy"), userRef("updatedBy"), userKey("updatedBy")),
	}
}
