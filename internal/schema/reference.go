package schema

import "sort"

// Reference is a foreign key on a column of a collection, as relations of this collection and of others ask for it.
type Reference struct {
	Field    *Field // the column that refers
	Target   *Collection
	Key      *Field // primary key or unique field of Target
	OnDelete string // CASCADE, SET NULL or RESTRICT
}

// References returns the foreign keys on c's columns. A relation whose target does not exist yet, whose target key is
// not unique or whose two keys are stored differently asks for none; tables of system collections have those of their
// migrations, and besides them those on columns that people added.
func (c *Collection) References() []Reference { return c.references }

// claim is a reference as one relation asks for it; where several relations share a column the strongest decides.
type claim struct {
	Reference
	strength int
}

// The strength of a claim: explicit rules beat defaults, CASCADE beats SET NULL beats RESTRICT.
const (
	defaultSetNull = iota
	defaultCascade
	explicitRestrict
	explicitSetNull
	explicitCascade
)

// linkReferences distributes the claims of all relations to the collections whose columns they are about.
func linkReferences(cs []*Collection) {
	claims := make(map[*Collection][]claim)
	for _, c := range cs {
		c.references = nil
		for _, f := range c.Fields {
			if f.Relation != nil {
				claimReferences(c, f.Relation, claims)
			}
		}
	}
	for c, list := range claims {
		c.references = settle(c, list)
	}
}

func claimReferences(c *Collection, r *Relation, claims map[*Collection][]claim) {
	add := func(child *Collection, field string, target *Collection, key string, byDefault int) {
		if child == nil || target == nil {
			return
		}
		ref := Reference{Field: child.byName[field], Target: target, Key: target.pk}
		if key != "" {
			ref.Key = target.byName[key]
		}
		if ref.possible() && (!child.System || ref.Field.Custom) {
			claims[child] = append(claims[child], claim{ref, strengthOf(r.OnDelete, byDefault)})
		}
	}
	switch r.Type {
	case BelongsTo:
		add(c, r.ForeignKey, r.TargetCollection, r.TargetKey, defaultSetNull)
	case HasOne, HasMany:
		add(r.TargetCollection, r.ForeignKey, c, r.SourceKey, defaultSetNull)
	case BelongsToMany:
		add(r.ThroughCollection, r.ForeignKey, c, r.SourceKey, defaultCascade)
		add(r.ThroughCollection, r.OtherKey, r.TargetCollection, r.TargetKey, defaultCascade)
	}
}

func (r Reference) possible() bool {
	return r.Field != nil && r.Key != nil && r.Field.Column != "" && r.Key.Column != "" &&
		(r.Key.PrimaryKey || r.Key.Unique) && r.Field.Kind.Storage() == r.Key.Kind.Storage() &&
		(r.Field.Type == "uuid") == (r.Key.Type == "uuid")
}

func strengthOf(onDelete string, byDefault int) int {
	switch onDelete {
	case "CASCADE":
		return explicitCascade
	case "SET NULL":
		return explicitSetNull
	case "RESTRICT":
		return explicitRestrict
	default:
		return byDefault
	}
}

// settle keeps the strongest claim for each column and target, in the order of c's fields.
func settle(c *Collection, list []claim) []Reference {
	position := make(map[*Field]int, len(c.Fields))
	for i, f := range c.Fields {
		position[f] = i
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.Field != b.Field {
			return position[a.Field] < position[b.Field]
		}
		if a.Target != b.Target {
			return a.Target.Name < b.Target.Name
		}
		if a.Key != b.Key {
			return a.Key.Name < b.Key.Name
		}
		return a.strength > b.strength
	})
	var out []Reference
	for _, cl := range list {
		ref := cl.Reference
		if n := len(out); n > 0 && out[n-1].Field == ref.Field && out[n-1].Target == ref.Target && out[n-1].Key == ref.Key {
			continue
		}
		ref.OnDelete = actionOf(cl.strength, ref.Field)
		out = append(out, ref)
	}
	return out
}

// actionOf refuses the deletion where the column cannot be emptied.
func actionOf(strength int, f *Field) string {
	switch strength {
	case defaultCascade, explicitCascade:
		return "CASCADE"
	case explicitRestrict:
		return "RESTRICT"
	}
	if f.NotNull || f.PrimaryKey {
		return "RESTRICT"
	}
	return "SET NULL"
}
