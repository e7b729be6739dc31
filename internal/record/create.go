package record

import (
	"errors"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// scope is where in the submitted values a record stands.
type scope struct {
	o        *WriteOptions
	creating bool          // the call is a Create
	listed   bool          // existing records here may be changed
	path     string        // relations from the top record
	at       string        // the same with places in lists, to name a mistake
	depth    int           // number of relations
	via      *schema.Field // last of them
}

// below is the scope of the records that f leads to.
func (s scope) below(f *schema.Field) scope {
	s.path, s.at = join(s.path, f.Name), join(s.at, f.Name)
	s.depth++
	s.via = f
	s.listed = s.listed && contains(s.o.UpdateAssociations, s.path)
	return s
}

// item is the scope of one member of a list.
func (s scope) item(i int) scope {
	s.at = join(s.at, strconv.Itoa(i))
	return s
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

// whole tells whether a new record with a key of its own gets all submitted values.
func (s scope) whole() bool {
	return s.listed || s.creating && s.depth == 1 && len(s.o.UpdateAssociations) == 0
}

// deeper tells whether the relations of an existing record are looked at.
func (s scope) deeper() bool { return s.listed || !s.creating || s.depth <= 1 }

// skips tells whether f leads back to where the record was reached from.
func (s scope) skips(f *schema.Field) bool { return s.via != nil && isReverse(s.via, f) }

// Create inserts a record with canonical values (ParseValues) and everything given for its relations, and returns it
// with those relations. The result must not be changed: it is what Emit got.
//
// Errors: VALIDATION_FAILED, UNIQUE_VIOLATION, TARGET_NOT_FOUND, INVALID_VALUE.
func (w *Writer) Create(c *schema.Collection, values map[string]any, o WriteOptions) (schema.Record, error) {
	var rec schema.Record
	err := w.top(func() error {
		err := CheckRules(c, values, true)
		if err != nil {
			return err
		}
		rec, err = w.create(c, values, nil, scope{o: &o, creating: true, listed: true})
		return err
	})
	if err != nil {
		return nil, err
	}
	return rec, nil
}

// create inserts one record and what hangs on it. fixed are keys that win over the submitted values.
func (w *Writer) create(c *schema.Collection, values map[string]any, fixed schema.Record, s scope) (schema.Record, error) {
	place := w.reserve()
	row := make(schema.Record, len(c.Fields))
	var special specials
	for _, f := range c.Fields {
		if f.Relation != nil {
			special.see(f, values, s)
			continue
		}
		if f.Column == "" {
			_, given := values[f.Name]
			special.virtual = special.virtual || given
			continue
		}
		special.sort = special.sort || f.Type == "sort"
		v, err := w.initial(f, values)
		if err != nil {
			return nil, err
		}
		row[f.Name] = v
	}
	for name, v := range fixed {
		row[name] = v
	}
	owners, err := w.complete(c, row, values, special, s)
	if err != nil {
		return nil, err
	}
	if err := w.o.Tx.Insert(c, row); err != nil {
		return nil, w.explainKeys(c, row, s.at, err)
	}
	special.attach(c, row, values, owners)
	w.note(place, c, workflow.Created, row, nil)
	if special.others {
		return row, w.relate(c, row, values, s, true)
	}
	return row, nil
}

// specials are what a collection or its values have beyond plain columns; most records have nothing of it.
type specials struct {
	owners, others, keys, virtual, sort bool
	createdBy, updatedBy                *schema.Field
}

// see takes note of a relation.
func (x *specials) see(f *schema.Field, values map[string]any, s scope) {
	switch {
	case f.Interface == "createdBy" && f.Relation.Type == schema.BelongsTo:
		x.createdBy = f
	case f.Interface == "updatedBy" && f.Relation.Type == schema.BelongsTo:
		x.updatedBy = f
	}
	if f.Relation.Type == schema.BelongsTo && values[f.Relation.ForeignKey] != nil {
		x.keys = true
	}
	if _, given := values[f.Name]; !given || s.skips(f) {
		return
	}
	if f.Relation.Type == schema.BelongsTo {
		x.owners = true
	} else {
		x.others = true
	}
}

// attach puts values that have no column, and the records that this one belongs to, into the record.
func (x *specials) attach(c *schema.Collection, row schema.Record, values map[string]any, owners schema.Record) {
	for name, v := range owners {
		row[name] = v
	}
	if !x.virtual {
		return
	}
	for _, f := range c.Fields {
		if v, given := values[f.Name]; given && f.Column == "" && f.Relation == nil {
			row[f.Name] = v
		}
	}
}

// complete fills in what depends on other records or on the actor: keys of related records, authors, positions. It
// returns the records that the row belongs to.
func (w *Writer) complete(c *schema.Collection, row schema.Record, values map[string]any, x specials, s scope) (schema.Record, error) {
	var owners schema.Record
	var err error
	if x.owners {
		if owners, err = w.owners(c, row, values, s); err != nil {
			return nil, err
		}
	}
	w.sign(row, x.createdBy)
	w.sign(row, x.updatedBy)
	if x.keys {
		if err := w.verifyKeys(c, row, values, s); err != nil {
			return nil, err
		}
	}
	if x.sort {
		return owners, w.positions(c, row)
	}
	return owners, nil
}

// sign writes the acting user into the key of createdBy or updatedBy.
func (w *Writer) sign(row schema.Record, author *schema.Field) {
	if author != nil && w.o.ActorID != 0 {
		row[author.Relation.ForeignKey] = w.actor
	}
}

// isAuthor tells whether a relation names who wrote the record.
func isAuthor(f *schema.Field) bool {
	return f.Relation.Type == schema.BelongsTo && (f.Interface == "createdBy" || f.Interface == "updatedBy")
}

// initial is the value of a column of a new record.
func (w *Writer) initial(f *schema.Field, values map[string]any) (any, error) {
	if timestampOf(f) != "" {
		return w.now, nil
	}
	if f.Type == "context" && w.o.ActorID != 0 {
		return w.contextual(f)
	}
	v, given := values[f.Name]
	if v != nil || given && !f.PrimaryKey && !isID(f.Type) {
		return v, nil
	}
	if !given && f.Default != nil {
		if f.Kind.Storage() == schema.JSON {
			return f.Kind.Parse(f, f.Default, w.env) // a copy
		}
		return f.Default, nil
	}
	if g, ok := f.Kind.(schema.Generator); ok {
		return g.Generate(f, w.env), nil
	}
	return nil, nil
}

// timestampOf returns "createdAt" or "updatedAt" for the fields that Sequitur fills itself, else "".
func timestampOf(f *schema.Field) string {
	if f.Column == "" || f.Kind.Storage() != schema.Instant {
		return ""
	}
	for _, name := range [...]string{"createdAt", "updatedAt"} {
		if f.Interface == name || f.Name == name && f.Interface == "" {
			return name
		}
	}
	return ""
}

// contextual is the value of a context field: the acting user's id is the one thing known about the request.
func (w *Writer) contextual(f *schema.Field) (any, error) {
	switch f.Text("dataIndex") {
	case "state.currentUser.id":
		return f.Kind.Parse(f, w.o.ActorID, w.env)
	}
	return nil, nil
}

// positions puts a new record behind the others of its scope.
func (w *Writer) positions(c *schema.Collection, row schema.Record) error {
	for _, f := range c.Fields {
		if f.Type != "sort" || row[f.Name] != nil {
			continue
		}
		last, err := w.o.Tx.Max(c, sortScope(c, f, row), f)
		if err != nil {
			return err
		}
		row[f.Name] = last + 1
	}
	return nil
}

// sortScope matches the records among which a sort field orders rec; nil for all.
func sortScope(c *schema.Collection, f *schema.Field, rec schema.Record) query.Filter {
	key := c.Field(f.Text("scopeKey"))
	if key == nil || key.Column == "" {
		return nil
	}
	return equalFilter(key, rec[key.Name])
}

// verifyKeys looks up the records that submitted key columns refer to, where the database does not do it: without a
// constraint, or where the caller may not link every record.
func (w *Writer) verifyKeys(c *schema.Collection, row schema.Record, values map[string]any, s scope) error {
	for _, f := range c.Fields {
		if f.Relation == nil || f.Relation.Type != schema.BelongsTo || f.Relation.TargetCollection == nil {
			continue
		}
		name := f.Relation.ForeignKey
		key := values[name]
		if key == nil || row[name] != key || isAuthor(f) && w.o.ActorID != 0 || s.via != nil && givenBy(s.via, f) {
			continue
		}
		if s.o.Targets == nil && constrained(c, name) {
			continue
		}
		found, err := w.lookup(f, []any{key}, s)
		if err != nil {
			return err
		}
		if found[key] == nil {
			return targetNotFound(join(s.at, name), f.Relation.TargetCollection, key)
		}
	}
	return nil
}

func constrained(c *schema.Collection, field string) bool {
	for _, ref := range c.References() {
		if ref.Field.Name == field {
			return true
		}
	}
	return false
}

// explainKeys finds out which key a refused row refers in vain with.
func (w *Writer) explainKeys(c *schema.Collection, row schema.Record, path string, err error) error {
	var foreign *store.ForeignKeyError
	if !errors.As(err, &foreign) {
		return err
	}
	var list errs.List
	for _, ref := range c.References() {
		v := row[ref.Field.Name]
		if v == nil {
			continue
		}
		n, countErr := w.o.Tx.Count(ref.Target, equalFilter(ref.Key, v))
		if countErr != nil {
			return err // the transaction is beyond questions: the first error says it
		}
		if n == 0 {
			e := errs.New(errs.Invalid, CodeTargetNotFound, "%s: there is no record %v", Label(c, ref.Field), v)
			list = append(list, e.On(join(path, ref.Field.Name)))
		}
	}
	if len(list) == 0 {
		return err
	}
	return list
}
