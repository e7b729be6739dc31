package app

import (
	"encoding/json"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/engine"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// records unties the knot between records, which start workflows, and workflows, which write records. It implements
// engine.Records.
type records struct {
	access   *access.Service
	clock    clock.Clock
	location *time.Location
	random   func(n int) []byte
}

// Reader implements engine.Records.
func (rs *records) Reader(sn *schema.Snapshot, r store.RecordReader, cause *workflow.Cause) extension.Reader {
	return &reader{rs: rs, sn: sn, r: r, cause: cause}
}

// Steps implements engine.Records.
func (rs *records) Steps(s engine.StepScope) extension.Records {
	return &steps{rs: rs, s: s}
}

// reader reads for triggers, with system rights.
type reader struct {
	rs    *records
	sn    *schema.Snapshot
	r     store.RecordReader
	cause *workflow.Cause
}

// Snapshot implements extension.Reader.
func (r *reader) Snapshot() *schema.Snapshot { return r.sn }

// Cause implements extension.Reader.
func (r *reader) Cause() *workflow.Cause { return r.cause }

// Load implements extension.Reader.
func (r *reader) Load(c *schema.Collection, key any, appends []string) (schema.Record, error) {
	f, err := byKey(c, key)
	if err != nil {
		return nil, err
	}
	sel, err := query.ParseSelection(c, nil, appends, nil)
	if err != nil {
		return nil, err
	}
	rows, err := record.Find(r.r, &query.Find{Collection: c, Filter: f, Appends: sel.Appends, Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// byKey addresses a record by its primary key, or by what a collection without one is addressed by.
func byKey(c *schema.Collection, key any) (query.Filter, error) {
	if pk := c.PrimaryKey(); pk != nil {
		return query.ParseKey(c, pk, key)
	}
	return query.ParseTargetKey(c, key)
}

// Matches implements extension.Reader.
func (r *reader) Matches(c *schema.Collection, key any, filter any) (bool, error) {
	k, err := byKey(c, key)
	if err != nil {
		return false, err
	}
	f, err := query.ParseFilter(c, filter, r.rs.env())
	if err != nil {
		return false, err
	}
	if f == nil {
		return true, nil
	}
	n, err := r.r.Count(c, query.And{k, f})
	return n > 0, err
}

// Follow implements extension.Reader.
func (r *reader) Follow(c *schema.Collection, rec schema.Record, path string) (schema.Record, *schema.Collection, error) {
	chain, target, err := query.ToOnePath(c, path)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range chain {
		if rec == nil {
			return nil, target, nil
		}
		if rec, err = r.step(f, rec); err != nil {
			return nil, nil, err
		}
	}
	return rec, target, nil
}

// step goes from a record over one to-one relation.
func (r *reader) step(f *schema.Field, rec schema.Record) (schema.Record, error) {
	rel := f.Relation
	from, to := rel.SourceKey, rel.ForeignKey
	if rel.Type == schema.BelongsTo {
		from, to = rel.ForeignKey, rel.TargetKey
	}
	v := rec[from]
	if v == nil {
		return nil, nil
	}
	rows, err := r.r.Find(&query.Find{
		Collection: rel.TargetCollection, Limit: 1,
		Filter: query.Cond{Field: rel.TargetCollection.Field(to), Op: query.Eq, Value: v},
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// Plain implements extension.Reader.
func (r *reader) Plain(c *schema.Collection, rec schema.Record) map[string]any {
	return record.Plain(c, rec)
}

// User implements extension.Reader.
func (r *reader) User(id int64) (schema.Record, string, error) {
	users := r.sn.Collection("users")
	rec, err := r.Load(users, id, nil)
	if err != nil || rec == nil {
		return nil, "", err
	}
	roles := r.sn.Collection("rolesUsers")
	rows, err := r.r.Find(&query.Find{Collection: roles, Filter: query.Cond{Field: roles.Field("userId"), Op: query.Eq, Value: id}})
	if err != nil {
		return nil, "", err
	}
	role := ""
	for i, row := range rows {
		name, _ := row["roleName"].(string)
		if d, _ := row["default"].(bool); d || i == 0 {
			role = name
		}
	}
	return schema.Record(record.Plain(users, rec)), role, nil
}

// env is what filters of workflows may refer to.
func (rs *records) env() query.Env {
	return query.Env{Now: rs.clock.Now(), Location: rs.location, System: true}
}

// steps reads and writes for a step, inside its transaction.
type steps struct {
	rs *records
	s  engine.StepScope
}

func (st *steps) collection(name string) (*schema.Collection, error) {
	c := st.s.Snapshot.Collection(name)
	if c == nil {
		return nil, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "there is no collection %q", name)
	}
	return c, nil
}

// writable is collection for writes: Sequitur's own tables are written by their owners only, save for people's profiles.
func (st *steps) writable(name string) (*schema.Collection, error) {
	c, err := st.collection(name)
	if err == nil && c.System && c.Name != "users" {
		err = errs.New(errs.Forbidden, "SYSTEM_COLLECTION", "the collection %q cannot be written by workflows", name)
	}
	return c, err
}

func (st *steps) writer() *record.Writer {
	return record.NewWriter(record.Options{
		Snapshot: st.s.Snapshot, Tx: st.s.Tx, Now: st.s.Tx.Now(), NextID: st.s.Tx.NextID, Location: st.rs.location,
		ActorID: st.s.Cause.ActorID, Emit: st.emit, Random: st.rs.random,
	})
}

// emit hands written rows on. Cached users are dropped when one of them changes.
func (st *steps) emit(r workflow.Row) {
	if r.Collection.Name == "users" {
		id, _ := r.Key.(int64)
		st.s.Tx.AfterCommit(func() { st.rs.access.UserChanged(id) })
	}
	st.s.Emit(r)
}

// Create implements extension.Records.
func (st *steps) Create(collection string, values any, appends []string) (any, error) {
	c, err := st.writable(collection)
	if err != nil {
		return nil, err
	}
	rights, err := st.rights()
	if err != nil {
		return nil, err
	}
	parsed, err := st.values(c, values)
	if err != nil {
		return nil, err
	}
	if err := rights.fields(c, "create", parsed); err != nil {
		return nil, err
	}
	rec, err := st.writer().Create(c, parsed, rights.writing())
	if err != nil {
		return nil, err
	}
	if len(appends) > 0 {
		if rec, err = st.load(c, rec, appends, rights); err != nil {
			return nil, err
		}
	}
	return rights.shown(c, record.Plain(c, rec)), nil
}

// load reads a written record with relations.
func (st *steps) load(c *schema.Collection, rec schema.Record, appends []string, rights *rights) (schema.Record, error) {
	f, err := byKey(c, record.Key(c, rec))
	if err != nil {
		return nil, err
	}
	sel, err := query.ParseSelection(c, nil, appends, nil)
	if err != nil {
		return nil, err
	}
	if err := rights.appends(c, sel.Appends); err != nil {
		return nil, err
	}
	rows, err := record.Find(st.s.Tx, &query.Find{Collection: c, Filter: f, Appends: sel.Appends, Limit: 1})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// values checks what a step wants to write, as the pipeline does for people.
func (st *steps) values(c *schema.Collection, v any) (map[string]any, error) {
	raw, err := object(v)
	if err != nil {
		return nil, err
	}
	if c.System {
		for _, f := range c.Fields {
			if f.Type == "password" || f.Relation != nil {
				delete(raw, f.Name)
			}
		}
	}
	env := record.Env{Env: schema.Env{Now: st.s.Tx.Now(), Location: st.rs.location, NextID: st.s.Tx.NextID, Random: st.rs.random}}
	return record.ParseValues(c, raw, env)
}

// object turns a rendered template into submitted values.
func object(v any) (map[string]any, error) {
	switch t := v.(type) {
	case nil:
		return map[string]any{}, nil
	case map[string]any:
		c := make(map[string]any, len(t))
		for k, x := range t {
			c[k] = x
		}
		return c, nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var m map[string]any
	if json.Unmarshal(raw, &m) != nil {
		return nil, errs.New(errs.Invalid, "INVALID_VALUE", "the values must be an object")
	}
	return m, nil
}

// Update implements extension.Records.
func (st *steps) Update(collection string, filter, values any, events bool) (int64, error) {
	c, err := st.writable(collection)
	if err != nil {
		return 0, err
	}
	if query.IsEmpty(filter) {
		return 0, errs.New(errs.Invalid, "FILTER_REQUIRED", "an update needs a filter")
	}
	f, rights, err := st.filter(c, "update", filter)
	if err != nil {
		return 0, err
	}
	parsed, err := st.values(c, values)
	if err != nil {
		return 0, err
	}
	if err := rights.fields(c, "update", parsed); err != nil {
		return 0, err
	}
	if !events {
		return st.writer().UpdateTogether(c, f, parsed, rights.writing())
	}
	rows, err := st.writer().Update(c, f, parsed, rights.writing())
	return int64(len(rows)), err
}

// filter reads a step's filter, within the rights of the workflow.
func (st *steps) filter(c *schema.Collection, action string, raw any) (query.Filter, *rights, error) {
	r, err := st.rights()
	if err != nil {
		return nil, nil, err
	}
	env := st.rs.env()
	env.System = r == nil
	f, err := query.ParseFilter(c, raw, env)
	if err != nil {
		return nil, nil, err
	}
	f, err = r.limit(c, action, f)
	return f, r, err
}

// Destroy implements extension.Records.
func (st *steps) Destroy(collection string, filter any) (int64, error) {
	c, err := st.writable(collection)
	if err != nil {
		return 0, err
	}
	if c.System {
		return 0, errs.New(errs.Forbidden, "SYSTEM_COLLECTION", "records of %q cannot be destroyed by workflows", collection)
	}
	if query.IsEmpty(filter) {
		return 0, nil
	}
	f, _, err := st.filter(c, "destroy", filter)
	if err != nil {
		return 0, err
	}
	rows, err := st.writer().Destroy(c, f, nil)
	return int64(len(rows)), err
}

// maxQuery bounds the records that one query step loads.
const maxQuery = 10_000

// Query implements extension.Records.
func (st *steps) Query(q extension.RecordQuery) ([]any, error) {
	c, err := st.collection(q.Collection)
	if err != nil {
		return nil, err
	}
	r, err := st.rights()
	if err != nil {
		return nil, err
	}
	return st.rs.query(c, st.s.Tx, r, q)
}

// query reads records with the rights of somebody; nil are those of the system.
func (rs *records) query(c *schema.Collection, reader store.RecordReader, rights *rights, q extension.RecordQuery) ([]any, error) {
	env := rs.env()
	env.System = rights == nil
	f, err := query.ParseFilter(c, q.Filter, env)
	if err != nil {
		return nil, err
	}
	if f, err = rights.limit(c, "list", f); err != nil {
		return nil, err
	}
	sel, err := query.ParseSelection(c, nil, q.Appends, nil)
	if err != nil {
		return nil, err
	}
	if err := rights.appends(c, sel.Appends); err != nil {
		return nil, err
	}
	sort, err := query.ParseSort(c, q.Sort)
	if err != nil {
		return nil, err
	}
	if err := rights.sorts(c, sort); err != nil {
		return nil, err
	}
	if q.PageSize > maxQuery {
		return nil, errs.New(errs.Invalid, "PAGE_TOO_LARGE", "a query loads at most %d records", maxQuery)
	}
	find := &query.Find{Collection: c, Filter: f, Appends: sel.Appends, Sort: sort, Limit: q.PageSize}
	if q.Page > 1 {
		find.Offset = (q.Page - 1) * q.PageSize
	}
	rows, err := record.Find(reader, find)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(rows))
	for i, row := range rows {
		out[i] = rights.shown(c, record.Plain(c, row))
	}
	return out, nil
}
