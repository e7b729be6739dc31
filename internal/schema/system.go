package schema

// System returns Sequitur's own tables described as collections, so that list, filter, fields, appends and
// permissions work on them through the same query builder as on people's own. Their tables are made by the
// migrations; a test compares the two. Each call returns fresh values.
func System() []*Collection {
	var all []*Collection
	all = append(all, identityCollections()...)
	all = append(all, modelCollections()...)
	all = append(all, workflowCollections()...)
	all = append(all, actionCollections()...)
	all = append(all, pageCollections()...)
	return all
}

func identityCollections() []*Collection {
	return []*Collection{
		system("users", "nickname",
			id(), col("nickname", "string"), unique("username", "string"), unique("email", "string"), unique("phone", "string"),
			hidden(col("password", "password")), col("appLang", "string"), col("systemSettings", "json"),
			hidden(col("passwordChangeTz", "bigInt")), col("sort", "bigInt"),
			manyToMany("roles", "roles", "rolesUsers", "userId", "roleName", "id", "name"),
			createdAt(), updatedAt(), userRef("createdBy"), userKey("createdBy"), userRef("updatedBy"), userKey("updatedBy")),
		system("roles", "title",
			pk("name", "uid"), unique("title", "string"), col("description", "string"), col("strategy", "json"),
			col("snippets", "json"), col("default", "boolean"), col("hidden", "boolean"), col("allowConfigure", "boolean"),
			col("allowNewMenu", "boolean"), col("sort", "bigInt"),
			manyToMany("users", "users", "rolesUsers", "roleName", "userId", "name", "id"),
			hasMany("dataSourceResources", "dataSourcesRolesResources", "roleName", "name"),
			createdAt(), updatedAt()),
		through("rolesUsers", col("roleName", "string"), col("userId", "bigInt"), col("default", "boolean"), createdAt(), updatedAt()),
		system("dataSourcesRolesResources", "name",
			id(), col("dataSourceKey", "string"), col("roleName", "string"), col("name", "string"), col("usingActionsConfig", "boolean"),
			hasMany("actions", "dataSourcesRolesResourcesActions", "rolesResourceId", "id"), createdAt(), updatedAt()),
		system("dataSourcesRolesResourcesActions", "name",
			id(), col("rolesResourceId", "bigInt"), col("name", "string"), col("fields", "json"), col("scopeId", "bigInt"),
			belongsTo("scope", "dataSourcesRolesResourcesScopes", "scopeId", "id"), createdAt(), updatedAt()),
		system("dataSourcesRolesResourcesScopes", "name",
			id(), col("key", "uid"), col("dataSourceKey", "string"), col("name", "string"), col("resourceName", "string"),
			col("scope", "json"), createdAt(), updatedAt()),
		system("issuedTokens", "jti",
			id(), unique("jti", "string"), col("previousJti", "string"), col("userId", "bigInt"), col("signInTime", "bigInt"),
			col("issuedTime", "bigInt"), col("renewedTime", "bigInt"), col("revokedTime", "bigInt"), col("authenticator", "string"),
			createdAt(), updatedAt()),
		system("systemSettings", "title",
			id(), col("title", "string"), col("appLang", "string"), col("enabledLanguages", "json"), col("roleMode", "string"),
			col("allowSignUp", "boolean"), col("options", "json"), createdAt(), updatedAt()),
	}
}

func modelCollections() []*Collection {
	return []*Collection{
		system("collections", "title",
			pk("key", "uid"), unique("name", "uid"), col("title", "string"), col("inherit", "boolean"), col("hidden", "boolean"),
			col("description", "string"), col("sort", "bigInt"), col("options", "json"),
			hasMany("fields", "fields", "collectionName", "name"), createdAt(), updatedAt()).target("name"),
		system("fields", "name",
			pk("key", "uid"), col("name", "uid"), col("type", "string"), col("interface", "string"), col("description", "string"),
			col("collectionName", "string"), col("parentKey", "string"), col("reverseKey", "string"), col("sort", "bigInt"),
			col("options", "json"), createdAt(), updatedAt()),
	}
}

func workflowCollections() []*Collection {
	return []*Collection{
		system("workflows", "title",
			id(), col("key", "uid"), col("title", "string"), col("enabled", "boolean"), col("description", "text"), col("type", "string"),
			col("triggerTitle", "string"), col("config", "json"), col("invalid", "boolean"), col("executed", "integer"),
			col("allExecuted", "integer"), col("current", "boolean"), col("sync", "boolean"), col("options", "json"), col("note", "text"),
			hasMany("nodes", "flow_nodes", "workflowId", "id"), hasMany("executions", "executions", "workflowId", "id"),
			hasMany("revisions", "workflows", "key", "key"), hasOne("stats", "workflowStats", "key", "key"),
			hasOne("versionStats", "workflowVersionStats", "id", "id"),
			manyToMany("categories", "workflowCategories", "workflowCategoryRelations", "workflowId", "categoryId", "id", "id"),
			createdAt(), updatedAt(), userRef("createdBy"), userKey("createdBy"), userRef("updatedBy"), userKey("updatedBy")),
		system("flow_nodes", "title",
			id(), col("key", "uid"), col("title", "string"), col("workflowId", "bigInt"), belongsTo("workflow", "workflows", "workflowId", "id"),
			col("upstreamId", "bigInt"), belongsTo("upstream", "flow_nodes", "upstreamId", "id"),
			col("downstreamId", "bigInt"), belongsTo("downstream", "flow_nodes", "downstreamId", "id"),
			col("branchIndex", "integer"), hasMany("branches", "flow_nodes", "upstreamId", "id"), hasMany("jobs", "jobs", "nodeId", "id"),
			col("type", "string"), col("config", "json"), createdAt(), updatedAt()),
		system("executions", "id",
			id(), col("workflowId", "bigInt"), belongsTo("workflow", "workflows", "workflowId", "id"), col("key", "string"),
			unique("eventKey", "string"), hasMany("jobs", "jobs", "executionId", "id"), col("context", "json"), col("status", "integer"),
			col("reason", "string"), col("dispatched", "boolean"), col("parentExecutionId", "bigInt"), col("stack", "json"),
			col("output", "json"), col("startedAt", "date"), col("endedAt", "date"), col("expiresAt", "date"), createdAt(), updatedAt(),
			col("manually", "boolean"), col("sync", "boolean"), col("receiptId", "bigInt"), belongsTo("receipt", "receipts", "receiptId", "id"),
			col("retryOf", "bigInt"), col("actorId", "bigInt"), belongsTo("actor", "users", "actorId", "id"), col("roleName", "string"),
			col("layer", "string"), col("causedByNodeKey", "string"), col("collection", "string"), col("recordKey", "string"),
			hidden(col("ancestry", "json")), hidden(col("epoch", "bigInt")), hidden(col("owner", "bigInt")), hidden(col("cursor", "json")),
			hidden(col("runnable", "boolean")), hidden(col("availableAt", "date"))),
		system("jobs", "nodeKey",
			id(), col("executionId", "bigInt"), belongsTo("execution", "executions", "executionId", "id"), col("nodeId", "bigInt"),
			belongsTo("node", "flow_nodes", "nodeId", "id"), col("nodeKey", "string"), col("upstreamId", "bigInt"), col("status", "integer"),
			col("meta", "json"), col("result", "json"), col("input", "json"), col("log", "text"), col("startedAt", "date"), col("endedAt", "date"),
			createdAt(), updatedAt()),
		system("workflowStats", "key", pk("key", "string"), col("executed", "bigInt"), createdAt(), updatedAt()),
		system("workflowVersionStats", "id", pk("id", "bigInt"), col("executed", "bigInt"), createdAt(), updatedAt()),
		system("workflowCategories", "title",
			id(), col("title", "string"), col("color", "string"), col("sort", "bigInt"),
			manyToMany("workflows", "workflows", "workflowCategoryRelations", "categoryId", "workflowId", "id", "id"), createdAt(), updatedAt()),
		through("workflowCategoryRelations", col("workflowId", "bigInt"), col("categoryId", "bigInt"), createdAt(), updatedAt()),
	}
}

func actionCollections() []*Collection {
	return []*Collection{
		system("buttons", "title",
			pk("uid", "uid"), col("title", "string"), col("collection", "string"), col("action", "string"), col("bindings", "json"),
			col("roles", "json"), col("pageUid", "string"), hidden(col("within", "json")),
			createdAt(), updatedAt(), userRef("createdBy"), userKey("createdBy"), userRef("updatedBy"), userKey("updatedBy")),
		system("receipts", "id",
			id(), col("requestId", "string"), createdAt(), col("closedAt", "date"), col("userId", "bigInt"),
			belongsTo("user", "users", "userId", "id"), col("roleName", "string"), col("resource", "string"), col("action", "string"),
			col("keys", "json"), col("button", "string"), col("outcome", "string"), col("verdicts", "json"),
			hasMany("chain", "receiptChain", "receiptId", "id"), hasMany("executions", "executions", "receiptId", "id"),
			hidden(col("generation", "bigInt"))),
		system("receiptChain", "key",
			id(), hidden(col("receiptId", "bigInt")), col("workflowId", "bigInt"), col("key", "string"), col("layer", "string"), col("mode", "string"),
			col("verdict", "string"), col("reason", "string"), col("count", "integer"), col("executionIds", "json"), col("causedBy", "json")),
	}
}

func system(name, title string, fields ...*Field) *Collection {
	return &Collection{Key: name, Name: name, Title: name, Table: name, System: true, TitleField: title, Fields: fields}
}

func (c *Collection) target(field string) *Collection {
	c.FilterTargetKey = []string{field}
	return c
}

func through(name string, fields ...*Field) *Collection {
	c := system(name, "", fields...)
	c.Through, c.Hidden = true, true
	return c
}

func col(name, typ string) *Field { return &Field{Key: name, Name: name, Type: typ, Column: name} }

func id() *Field { return pk("id", "snowflakeId") }

func pk(name, typ string) *Field {
	f := col(name, typ)
	f.PrimaryKey, f.NotNull = true, true
	return f
}

func unique(name, typ string) *Field {
	f := col(name, typ)
	f.Unique = true
	return f
}

func hidden(f *Field) *Field {
	f.Hidden = true
	return f
}

func createdAt() *Field { return interfaced(col("createdAt", "date"), "createdAt") }
func updatedAt() *Field { return interfaced(col("updatedAt", "date"), "updatedAt") }

func interfaced(f *Field, i string) *Field {
	f.Interface = i
	return f
}

func userKey(name string) *Field { return col(name+"Id", "bigInt") }

func userRef(name string) *Field {
	return interfaced(belongsTo(name, "users", name+"Id", "id"), name)
}

func belongsTo(name, target, foreignKey, targetKey string) *Field {
	return &Field{Key: name, Name: name, Type: string(BelongsTo), Relation: &Relation{Type: BelongsTo, Target: target, ForeignKey: foreignKey, TargetKey: targetKey}}
}

func hasMany(name, target, foreignKey, sourceKey string) *Field {
	return &Field{Key: name, Name: name, Type: string(HasMany), Relation: &Relation{Type: HasMany, Target: target, ForeignKey: foreignKey, SourceKey: sourceKey}}
}

func hasOne(name, target, foreignKey, sourceKey string) *Field {
	return &Field{Key: name, Name: name, Type: string(HasOne), Relation: &Relation{Type: HasOne, Target: target, ForeignKey: foreignKey, SourceKey: sourceKey}}
}

func manyToMany(name, target, via, foreignKey, otherKey, sourceKey, targetKey string) *Field {
	return &Field{Key: name, Name: name, Type: string(BelongsToMany), Relation: &Relation{
		Type: BelongsToMany, Target: target, Through: via, ForeignKey: foreignKey, OtherKey: otherKey, SourceKey: sourceKey, TargetKey: targetKey}}
}
