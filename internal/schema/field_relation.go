package schema

func relationKindOf(typ string) Kind {
	switch RelationType(typ) {
	case BelongsTo:
		return belongsToKind{}
	case HasOne:
		return hasOneKind{}
	case HasMany:
		return hasManyKind{}
	case BelongsToMany:
		return belongsToManyKind{}
	}
	return nil
}

// related is what the four relation kinds share: their values are keys and records, which package record reads with
// the relation at hand.
type related struct{ noColumn }

// Parse implements Kind and passes the value on.
func (related) Parse(_ *Field, v any, _ Env) (any, error) { return v, nil }

type belongsToKind struct{ related }

func (belongsToKind) Type() string { return string(BelongsTo) }

type hasOneKind struct{ related }

func (hasOneKind) Type() string { return string(HasOne) }

type hasManyKind struct{ related }

func (hasManyKind) Type() string { return string(HasMany) }

type belongsToManyKind struct{ related }

func (belongsToManyKind) Type() string { return string(BelongsToMany) }
