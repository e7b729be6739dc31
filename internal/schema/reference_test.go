package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// pair is two collections: a with key id, b with the columns aId and aUuid.
func pair(change func(a, b *schema.Collection)) []*schema.Collection {
	a := &schema.Collection{Name: "a", Table: "a", Fields: []*schema.Field{
		{Name: "id", Type: "bigInt", Column: "id", PrimaryKey: true}, {Name: "code", Type: "string", Column: "code"},
	}}
	b := &schema.Collection{Name: "b", Table: "b", Fields: []*schema.Field{
		{Name: "aId", Type: "bigInt", Column: "aId"}, {Name: "aCode", Type: "string", Column: "aCode"},
	}}
	change(a, b)
	return []*schema.Collection{a, b}
}

func relate(c *schema.Collection, name string, r schema.Relation) {
	c.Fields = append(c.Fields, &schema.Field{Name: name, Type: string(r.Type), Relation: &r})
}

func TestReferences(t *testing.T) {
	t.Parallel()
	belongs := schema.Relation{Type: schema.BelongsTo, Target: "a", ForeignKey: "aId", TargetKey: "id"}
	with := func(r schema.Relation, onDelete string) schema.Relation {
		r.OnDelete = onDelete
		return r
	}
	has := schema.Relation{Type: schema.HasMany, Target: "b", ForeignKey: "aId", SourceKey: "id"}
	tests := []struct {
		name   string
		change func(a, b *schema.Collection)
		want   string
	}{
		{"a record that is referred to may go", func(_, b *schema.Collection) { relate(b, "a", belongs) }, "aId>a.id SET NULL"},
		{"hasMany asks for the same", func(a, _ *schema.Collection) { relate(a, "bs", has) }, "aId>a.id SET NULL"},
		{"an explicit rule beats the default", func(a, b *schema.Collection) {
			relate(b, "a", belongs)
			relate(a, "bs", with(has, "RESTRICT"))
		}, "aId>a.id RESTRICT"},
		{"CASCADE beats the other rules", func(a, b *schema.Collection) {
			relate(b, "a", with(belongs, "SET NULL"))
			relate(a, "bs", with(has, "CASCADE"))
		}, "aId>a.id CASCADE"},
		{"a column that cannot be empty restricts", func(_, b *schema.Collection) {
			b.Fields[0].NotNull = true
			relate(b, "a", belongs)
		}, "aId>a.id RESTRICT"},
		{"a target that does not exist asks for nothing", func(_, b *schema.Collection) {
			r := belongs
			r.Target = "later"
			relate(b, "a", r)
		}, ""},
		{"a key that is not unique asks for nothing", func(_, b *schema.Collection) {
			r := belongs
			r.ForeignKey, r.TargetKey = "aCode", "code"
			relate(b, "a", r)
		}, ""},
		{"a unique key can be referred to", func(a, b *schema.Collection) {
			a.Fields[1].Unique = true
			r := belongs
			r.ForeignKey, r.TargetKey = "aCode", "code"
			relate(b, "a", r)
		}, "aCode>a.code SET NULL"},
		{"keys of different storage ask for nothing", func(_, b *schema.Collection) {
			r := belongs
			r.ForeignKey = "aCode"
			relate(b, "a", r)
		}, ""},
		{"a column of a system collection asks for nothing", func(_, b *schema.Collection) {
			b.System = true
			relate(b, "a", belongs)
		}, ""},
		{"a custom column of a system collection does", func(_, b *schema.Collection) {
			b.System, b.Fields[0].Custom = true, true
			relate(b, "a", belongs)
		}, "aId>a.id SET NULL"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			sn, err := schema.NewSnapshot(1, pair(tt.change))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, ref := range sn.Collection("b").References() {
				got = append(got, fmt.Sprintf("%s>%s.%s %s", ref.Field.Column, ref.Target.Name, ref.Key.Name, ref.OnDelete))
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Fatalf("got %q, want %q", s, tt.want)
			}
		})
	}
}

func TestSystemCollectionsMakeASnapshot(t *testing.T) {
	t.Parallel()
	sn, err := schema.NewSnapshot(1, schema.System())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range sn.Collections() {
		for _, f := range c.Fields {
			if r := f.Relation; r != nil && r.TargetCollection == nil {
				t.Errorf("%s.%s leads to %q, which does not exist", c.Name, f.Name, r.Target)
			}
		}
		if refs := c.References(); len(refs) > 0 {
			t.Errorf("%s has its foreign keys from the migrations: %v", c.Name, refs)
		}
	}
}
