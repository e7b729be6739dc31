package schema

// Kinds lists every field type.
func Kinds() []Kind {
	return []Kind{
		stringKind{}, textKind{}, passwordKind{},
		integerKind{}, bigIntKind{}, sortKind{},
		floatKind{}, doubleKind{}, realKind{}, decimalKind{},
		booleanKind{},
		dateKind{}, datetimeKind{}, datetimeTzKind{}, datetimeNoTzKind{}, dateOnlyKind{}, timeKind{}, unixTimestampKind{},
		jsonKind{}, jsonbKind{}, arrayKind{}, setKind{},
		uidKind{}, uuidKind{}, nanoidKind{}, snowflakeIDKind{},
		virtualKind{}, contextKind{},
		belongsToKind{}, hasOneKind{}, hasManyKind{}, belongsToManyKind{},
	}
}

// KindOf returns the kind of a field type, or nil. The kinds are empty structs: nothing is allocated.
func KindOf(typ string) Kind {
	switch typ {
	case "string":
		return stringKind{}
	case "text":
		return textKind{}
	case "password":
		return passwordKind{}
	case "boolean":
		return booleanKind{}
	case "virtual":
		return virtualKind{}
	case "context":
		return contextKind{}
	}
	for _, family := range [...]func(string) Kind{numberKindOf, timeKindOf, jsonKindOf, idKindOf, relationKindOf} {
		if k := family(typ); k != nil {
			return k
		}
	}
	return nil
}

// KindFor returns the kind of f, which for some types depends on the field's options.
func KindFor(f *Field) Kind {
	if f.Type == "context" {
		return contextOf(f)
	}
	return KindOf(f.Type)
}
