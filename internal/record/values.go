package record

import (
	"errors"
	"sort"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Env is what reading submitted values depends on.
type Env struct {
	schema.Env
	// Hash makes the stored form of a password. It is slow: values are read before the transaction. nil leaves
	// passwords out, for a check of shape only.
	Hash func(plain string) (string, error)
}

const (
	maxNesting = 10  // relations within relations
	maxErrors  = 100 // reported at once
)

// ParseValues brings submitted values of c into canonical form: columns as their kinds want them, to-one relations as
// nil, a key or an object, to-many relations as a list of keys and objects, objects again in canonical form. Unknown
// names are left out. All mistakes are reported together: INVALID_VALUE, for passwords also VALIDATION_FAILED.
func ParseValues(c *schema.Collection, raw map[string]any, env Env) (map[string]any, error) {
	p := &valueParser{env: env}
	values := p.object(c, raw, "", nil, 0)
	if p.err != nil {
		return nil, p.err
	}
	sort.SliceStable(p.errors, func(i, j int) bool { return p.errors[i].Field < p.errors[j].Field })
	return values, p.errors.Or()
}

type valueParser struct {
	env    Env
	errors errs.List
	err    error // a failure that is not the caller's
}

func (p *valueParser) fail(path string, err error) {
	var e *errs.Error
	switch {
	case !errors.As(err, &e) || e.Kind == errs.Internal:
		p.err = err
	case len(p.errors) < maxErrors:
		p.errors = append(p.errors, e.On(path))
	}
}

func (p *valueParser) invalid(path, format string, a ...any) {
	p.fail(path, errs.New(errs.Invalid, CodeInvalidValue, format, a...))
}

// object reads the values of one record; via is the relation that led to it.
func (p *valueParser) object(c *schema.Collection, raw map[string]any, path string, via *schema.Field, depth int) map[string]any {
	out := make(map[string]any, len(raw))
	if depth > maxNesting {
		p.invalid(path, "relations must not be nested deeper than %d levels", maxNesting)
		return out
	}
	lists := false
	for name, v := range raw {
		f := c.Field(name)
		switch {
		case via != nil && via.Relation.Type == schema.BelongsToMany && name == via.Relation.Through:
			p.pivot(via, v, path, depth, out)
		case f == nil:
		case f.Relation != nil:
			lists = lists || f.Relation.Type == schema.BelongsToMany
			if parsed, ok := p.relation(f, v, join(path, name), depth); ok {
				out[name] = parsed
			}
		case f.Type == "password":
			p.password(c, f, v, path, out)
		default:
			parsed, err := f.Kind.Parse(f, v, p.env.Env)
			if err != nil {
				p.fail(join(path, name), err)
				continue
			}
			out[name] = parsed
		}
	}
	if lists {
		p.throughTwice(c, out, path)
	}
	return out
}

// password keeps the previous one when the new one is empty.
func (p *valueParser) password(c *schema.Collection, f *schema.Field, v any, path string, out map[string]any) {
	parsed, err := f.Kind.Parse(f, v, p.env.Env)
	if err != nil {
		p.fail(join(path, f.Name), err)
		return
	}
	plain, _ := parsed.(string)
	if plain == "" {
		return
	}
	rules := checker{}
	rules.value(c, f, plain, join(path, f.Name))
	for _, e := range rules.errors {
		p.fail(e.Field, e)
	}
	if p.env.Hash == nil || len(rules.errors) > 0 {
		return
	}
	hash, err := p.env.Hash(plain)
	if err != nil {
		p.fail(join(path, f.Name), err)
		return
	}
	out[f.Name] = hash
}

// pivot reads the columns of the through record of a many-to-many item.
func (p *valueParser) pivot(via *schema.Field, v any, path string, depth int, out map[string]any) {
	name := via.Relation.Through
	m, ok := v.(map[string]any)
	if v == nil || via.Relation.ThroughCollection == nil {
		return
	}
	if !ok {
		p.invalid(join(path, name), "must be an object")
		return
	}
	out[name] = p.object(via.Relation.ThroughCollection, m, join(path, name), nil, depth+1)
}

func (p *valueParser) relation(f *schema.Field, v any, path string, depth int) (any, bool) {
	if f.Relation.TargetCollection == nil {
		p.invalid(path, "the collection behind it does not exist")
		return nil, false
	}
	if !f.Relation.ToMany() {
		if _, isList := v.([]any); isList {
			p.invalid(path, "must be one record, not a list")
			return nil, false
		}
		return p.member(f, v, path, depth)
	}
	items, ok := v.([]any)
	if !ok && v != nil {
		items = []any{v}
	}
	out := make([]any, 0, len(items))
	for i, item := range items {
		if parsed, ok := p.member(f, item, join(path, strconv.Itoa(i)), depth); ok && parsed != nil {
			out = append(out, parsed)
		}
	}
	return out, true
}

// member reads one related record: nil, its key or an object.
func (p *valueParser) member(f *schema.Field, v any, path string, depth int) (any, bool) {
	if v == nil || v == "" {
		return nil, true
	}
	if m, ok := v.(map[string]any); ok {
		return p.object(f.Relation.TargetCollection, m, path, f, depth+1), true
	}
	key := TargetKey(f)
	if key == nil {
		p.invalid(path, "must be an object")
		return nil, false
	}
	parsed, err := parseKey(key, v, p.env.Env)
	if err != nil {
		p.fail(path, err)
		return nil, false
	}
	return parsed, true
}

// parseKey reads a key of a related record. Rules for storing one do not apply.
func parseKey(f *schema.Field, v any, env schema.Env) (any, error) {
	switch v.(type) {
	case []any, map[string]any:
		return nil, errs.New(errs.Invalid, CodeInvalidValue, "must be a key or an object")
	}
	return f.Kind.Parse(f, v, env)
}

// throughTwice refuses a many-to-many list beside a list of the through records themselves: they would undo each
// other.
func (p *valueParser) throughTwice(c *schema.Collection, values map[string]any, path string) {
	for name := range values {
		f := c.Field(name)
		if f == nil || f.Relation == nil || f.Relation.Type != schema.BelongsToMany {
			continue
		}
		for other := range values {
			o := c.Field(other)
			if o != nil && o.Relation != nil && o.Relation.Type == schema.HasMany && o.Relation.Target == f.Relation.Through {
				p.invalid(join(path, other), "cannot be submitted together with %q", name)
			}
		}
	}
}

// TargetKey is the field by which the values of the relation f name its records; nil when there is no single one.
func TargetKey(f *schema.Field) *schema.Field {
	t := f.Relation.TargetCollection
	if f.Relation.TargetKey != "" {
		return t.Field(f.Relation.TargetKey)
	}
	if f.Relation.Type == schema.BelongsTo || f.Relation.Type == schema.BelongsToMany {
		return t.PrimaryKey()
	}
	return t.TargetKey()
}

// sourceKey is the field of c whose value the other side refers to.
func sourceKey(c *schema.Collection, f *schema.Field) *schema.Field {
	if f.Relation.SourceKey != "" {
		return c.Field(f.Relation.SourceKey)
	}
	return c.PrimaryKey()
}
