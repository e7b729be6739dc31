package catalog

import "strings"

// idField is the key that a collection gets when it does not bring its own.
func idField() map[string]any {
	return map[string]any{
		"name": "id", "type": "snowflakeId", "interface": "snowflakeId", "primaryKey": true, "allowNull": false,
		"uiSchema": ui("number", "ID", "InputNumber", true),
	}
}

// presetNames are the fields that a flag of the collection adds.
func presetNames() []string { return []string{"createdAt", "createdBy", "updatedAt", "updatedBy"} }

func presetField(name string) map[string]any {
	titles := map[string]string{
		"createdAt": "Created at", "createdBy": "Created by", "updatedAt": "Last updated at", "updatedBy": "Last updated by",
	}
	def := map[string]any{"name": name, "interface": name}
	if strings.HasSuffix(name, "At") {
		def["type"], def["field"] = "date", name
		def["uiSchema"] = ui("datetime", titles[name], "DatePicker", true)
		return def
	}
	def["type"], def["target"], def["foreignKey"], def["targetKey"] = "belongsTo", "users", name+"Id", "id"
	def["uiSchema"] = ui("object", titles[name], "AssociationField", true)
	return def
}

func ui(typ, title, component string, readOnly bool) map[string]any {
	schema := map[string]any{"type": typ, "title": title, "x-component": component}
	if readOnly {
		schema["x-read-pretty"] = true
	}
	return schema
}

// addPresets adds what the flags of a definition ask for and the collection lacks.
func (e *Edit) addPresets(c *collectionDef, def map[string]any) error {
	for _, name := range presetNames() {
		if def[name] == true && c.field(name) == nil {
			if err := e.addField(c, presetField(name)); err != nil {
				return err
			}
		}
	}
	return e.addSortField(c, def["sortable"])
}

// addSortField adds the position of records: sortable is true, a name, or {name, scopeKey}.
func (e *Edit) addSortField(c *collectionDef, sortable any) error {
	name, scope := "sort", ""
	switch x := sortable.(type) {
	case bool:
		if !x {
			return nil
		}
	case string:
		name = x
	case map[string]any:
		if own := text(x["name"]); own != "" {
			name = own
		}
		scope = text(x["scopeKey"])
	default:
		return nil
	}
	if name == "" || c.field(name) != nil {
		return nil
	}
	return e.addField(c, sortField(name, scope))
}

func sortField(name, scope string) map[string]any {
	def := map[string]any{"name": name, "type": "sort", "hidden": true}
	if scope != "" {
		def["scopeKey"] = scope
	}
	return def
}

// keyField describes the column of a relation. People see it, except where it belongs to createdBy or updatedBy.
func keyField(name, keyType string, shown bool) map[string]any {
	def := map[string]any{"name": name, "isForeignKey": true}
	component := "Input"
	switch keyType {
	case "uuid":
		def["type"], def["interface"] = "uuid", "uuid"
		def["autoFill"] = false
	case "string", "text", "uid", "nanoid":
		def["type"], def["interface"] = "string", "input"
	default:
		def["type"], def["interface"] = "bigInt", "integer"
		component = "InputNumber"
	}
	if !shown {
		delete(def, "interface")
	}
	kind := "string"
	if def["type"] == "bigInt" {
		kind = "number"
	}
	def["uiSchema"] = ui(kind, name, component, true)
	return def
}
