package schema

// noColumn is the storage behaviour of fields that are not kept in the row.
type noColumn struct{}

// Storage implements Kind.
func (noColumn) Storage() Storage { return NoColumn }

// Encode implements Kind; there is nothing to bind.
func (noColumn) Encode(f *Field, v any) (any, error) { return nil, mismatch(f, v) }

// Decode implements Kind; there is nothing to read.
func (noColumn) Decode(f *Field, v any) (any, error) { return nil, mismatch(f, v) }

// virtualKind is a value that is submitted but not stored: workflows and rules see it.
type virtualKind struct{ noColumn }

func (virtualKind) Type() string                              { return "virtual" }
func (virtualKind) Parse(_ *Field, v any, _ Env) (any, error) { return parseJSON(v) }

// contextKind is filled from the request, such as the acting user's id. It behaves as the type that the field's
// dataType names; package record fills it.
type contextKind struct{ as Kind }

// contextOf returns the kind of a context field with its data type.
func contextOf(f *Field) Kind {
	switch name := f.Text("dataType"); name {
	case "", "context", "virtual":
		return contextKind{}
	default:
		if k := KindOf(name); k != nil && k.Storage() != NoColumn {
			return contextKind{as: k}
		}
		return contextKind{}
	}
}

func (k contextKind) kind() Kind {
	if k.as == nil {
		return stringKind{}
	}
	return k.as
}

func (contextKind) Type() string { return "context" }

// Storage implements Kind.
func (k contextKind) Storage() Storage { return k.kind().Storage() }

// Parse implements Kind.
func (k contextKind) Parse(f *Field, v any, env Env) (any, error) { return k.kind().Parse(f, v, env) }

// Encode implements Kind.
func (k contextKind) Encode(f *Field, v any) (any, error) { return k.kind().Encode(f, v) }

// Decode implements Kind.
func (k contextKind) Decode(f *Field, v any) (any, error) { return k.kind().Decode(f, v) }
