// Package schema describes collections, fields and relations: what a team's data looks like. A Snapshot is
// immutable and safe for concurrent use; catalog replaces it as a whole when a definition changes.
//
// It does no I/O and imports only errs and clock. How a description becomes tables is sqlstore's business.
package schema

import (
	"fmt"
	"sort"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Record is one row by field name, in canonical form: int64, float64, string (also for instants, dates, decimals),
// bool, nil, or decoded JSON. Loaded relations are Record or []Record under the relation's name.
type Record map[string]any

// Clone returns a copy that shares no top-level storage with r.
func (r Record) Clone() Record {
	c := make(Record, len(r))
	for k, v := range r {
		c[k] = v
	}
	return c
}

// Snapshot is a consistent set of collections as of one definitions version.
type Snapshot struct {
	Version     uint64
	collections map[string]*Collection
	ordered     []*Collection
}

// Collection is a user-defined or system table.
type Collection struct {
	Key     string
	Name    string
	Title   string
	Table   string // physical table name
	System  bool   // Sequitur's own table: role strategies never cover it, only its owner writes it
	Through bool   // created for a many-to-many relation, hidden from people
	Hidden  bool
	Sort    int64
	Options map[string]any // every other key of the definition, returned flattened
	Fields  []*Field       // in display order
	Indexes []Index

	FilterTargetKey []string // what filterByTk addresses; defaults to the primary key
	TitleField      string

	byName     map[string]*Field
	pk         *Field
	references []Reference
}

// Index is a composite index of a collection.
type Index struct {
	Unique bool
	Fields []string
}

// Field is a column or a relation of a collection.
type Field struct {
	Key           string
	Name          string
	Type          string // see Kinds
	Interface     string
	Column        string // physical column; "" for relations and virtual fields
	Collection    string
	Options       map[string]any // every other key of the definition, returned flattened
	PrimaryKey    bool
	AutoIncrement bool
	NotNull       bool
	Unique        bool
	Index         bool
	Hidden        bool // never serialised, filterable or sortable through the API
	ForeignKey    bool // helper column of a relation
	Custom        bool // added by people to one of Sequitur's own collections
	Default       any
	Rules         []Rule
	Sort          int64
	Kind          Kind
	Relation      *Relation // nil unless the field is a relation
}

// Rule is one validation rule of a field.
type Rule struct {
	Name string
	Args map[string]any
}

// RelationType is one of the four relation kinds.
type RelationType string

// The relation kinds; the values are the field types.
const (
	BelongsTo     RelationType = "belongsTo"
	HasOne        RelationType = "hasOne"
	HasMany       RelationType = "hasMany"
	BelongsToMany RelationType = "belongsToMany"
)

// Relation tells how a relation field finds its target. Names are field names (not columns).
//
//	belongsTo      source.ForeignKey -> target.TargetKey
//	hasOne/hasMany target.ForeignKey -> source.SourceKey
//	belongsToMany  through.ForeignKey -> source.SourceKey, through.OtherKey -> target.TargetKey
type Relation struct {
	Type       RelationType
	Target     string
	ForeignKey string
	SourceKey  string
	TargetKey  string
	Through    string
	OtherKey   string
	OnDelete   string   // "", NO ACTION, SET NULL, CASCADE, RESTRICT
	SortBy     []string // order of to-many rows, "-x" descending

	TargetCollection  *Collection // nil while the target does not exist yet
	ThroughCollection *Collection
}

// ToMany tells whether the relation yields a list.
func (r *Relation) ToMany() bool { return r.Type == HasMany || r.Type == BelongsToMany }

// Field returns the field called name, or nil.
func (c *Collection) Field(name string) *Field { return c.byName[name] }

// PrimaryKey returns the primary key field, or nil when the collection has none.
func (c *Collection) PrimaryKey() *Field { return c.pk }

// TargetKey returns the single field that filterByTk addresses, or nil for composite keys.
func (c *Collection) TargetKey() *Field {
	if len(c.FilterTargetKey) == 1 {
		return c.byName[c.FilterTargetKey[0]]
	}
	if len(c.FilterTargetKey) == 0 {
		return c.pk
	}
	return nil
}

// Columns returns the fields that have a column, in display order.
func (c *Collection) Columns() []*Field {
	out := make([]*Field, 0, len(c.Fields))
	for _, f := range c.Fields {
		if f.Column != "" {
			out = append(out, f)
		}
	}
	return out
}

// Collection returns the collection called name, or nil.
func (s *Snapshot) Collection(name string) *Collection { return s.collections[name] }

// Collections returns all collections by sort value, then name. The caller must not change the slice.
func (s *Snapshot) Collections() []*Collection { return s.ordered }

// NewSnapshot links cs into a snapshot: it sets kinds, columns' lookup tables and relation targets. It takes
// ownership of cs. An unknown field type or a repeated name is an error.
func NewSnapshot(version uint64, cs []*Collection) (*Snapshot, error) {
	s := &Snapshot{Version: version, collections: make(map[string]*Collection, len(cs)), ordered: cs}
	for _, c := range cs {
		if s.collections[c.Name] != nil {
			return nil, errs.New(errs.Invalid, "COLLECTION_EXISTS", "collection %q exists twice", c.Name)
		}
		s.collections[c.Name] = c
		if err := c.link(); err != nil {
			return nil, err
		}
	}
	for _, c := range cs {
		for _, f := range c.Fields {
			if f.Relation != nil {
				f.Relation.TargetCollection = s.collections[f.Relation.Target]
				f.Relation.ThroughCollection = s.collections[f.Relation.Through]
			}
		}
	}
	linkReferences(cs)
	sort.SliceStable(s.ordered, func(i, j int) bool {
		if s.ordered[i].Sort != s.ordered[j].Sort {
			return s.ordered[i].Sort < s.ordered[j].Sort
		}
		return s.ordered[i].Name < s.ordered[j].Name
	})
	return s, nil
}

func (c *Collection) link() error {
	c.byName = make(map[string]*Field, len(c.Fields))
	for _, f := range c.Fields {
		if c.byName[f.Name] != nil {
			return errs.New(errs.Invalid, "FIELD_EXISTS", "field %q exists twice in collection %q", f.Name, c.Name)
		}
		if f.Kind == nil {
			if f.Kind = KindFor(f); f.Kind == nil {
				return errs.New(errs.Invalid, "UNKNOWN_FIELD_TYPE", "field %q has the unknown type %q", f.Name, f.Type)
			}
		}
		f.Collection = c.Name
		c.byName[f.Name] = f
		if f.PrimaryKey && c.pk == nil {
			c.pk = f
		}
	}
	if c.Table == "" {
		return fmt.Errorf("collection %q has no table name", c.Name)
	}
	return nil
}
