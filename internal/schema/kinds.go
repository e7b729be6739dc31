package schema

// Kinds lists every field type.
func Kinds() []Kind { return nil }

// KindOf returns the kind of a field type, or nil.
func KindOf(typ string) Kind {
	for _, k := range Kinds() {
		if k.Type() == typ {
			return k
		}
	}
	return nil
}
