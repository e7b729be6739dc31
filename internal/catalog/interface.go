package catalog

// defaultType is the field type of an interface where a definition names none; "" when there is no usual one.
func defaultType(iface string) string {
	switch iface {
	case "input", "email", "phone", "color", "icon", "select", "radioGroup":
		return "string"
	case "textarea", "markdown", "richText", "vditor", "url":
		return "text"
	case "integer", "id":
		return "bigInt"
	case "number":
		return "double"
	case "percent":
		return "float"
	case "checkbox":
		return "boolean"
	case "multipleSelect", "checkboxGroup":
		return "array"
	case "datetime", "createdAt", "updatedAt":
		return "date"
	case "date":
		return "dateOnly"
	case "password", "datetimeNoTz", "time", "unixTimestamp", "json", "snowflakeId", "uuid", "nanoid", "sort":
		return iface
	case "m2o", "obo", "createdBy", "updatedBy":
		return "belongsTo"
	case "oho":
		return "hasOne"
	case "o2m":
		return "hasMany"
	case "m2m", "linkTo":
		return "belongsToMany"
	}
	return ""
}
