package record_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/record"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// family is a parent with children whose delete rule is given.
func family(onDelete string, change ...func(*schema.Field)) []*schema.Collection {
	parents := collection("parents", id(), col("name", "string"))
	children := collection("children", id(), col("parentId", "bigInt", change...),
		rel("parent", schema.Relation{Type: schema.BelongsTo, Target: "parents", ForeignKey: "parentId", TargetKey: "id", OnDelete: onDelete}))
	toys := collection("toys", id(), col("childId", "bigInt"),
		rel("child", schema.Relation{Type: schema.BelongsTo, Target: "children", ForeignKey: "childId", TargetKey: "id", OnDelete: "CASCADE"}))
	return []*schema.Collection{parents, children, toys}
}

func (b *bench) raise() {
	b.create("parents", object{"id": 1, "name": "P"})
	b.create("parents", object{"id": 2})
	b.create("children", object{"id": 10, "parentId": 1})
	b.create("children", object{"id": 11, "parentId": 1})
	b.create("children", object{"id": 12, "parentId": 2})
	b.create("toys", object{"id": 100, "childId": 11})
}

func TestDeleteRules(t *testing.T) {
	t.Run("CASCADE destroys the referring records with their own events", func(t *testing.T) {
		b := open(t, family("CASCADE")...)
		b.raise()
		if err := b.destroy("parents", 1); err != nil {
			t.Fatal(err)
		}
		b.wantEvents("parents destroyed 1", "children destroyed 10", "children destroyed 11", "toys destroyed 100")
		b.want("event has the record as it was", b.rows[0].Record["name"], "P")
		b.want("left", show(b.column("children", "id", nil))+show(b.column("toys", "id", nil)), "[12][]")
	})
	for name, rule := range map[string]string{"SET NULL": "SET NULL", "no rule": "", "NO ACTION": "NO ACTION"} {
		t.Run(name+" empties the key with events", func(t *testing.T) {
			b := open(t, family(rule)...)
			b.raise()
			if err := b.destroy("parents", 1); err != nil {
				t.Fatal(err)
			}
			b.wantEvents("parents destroyed 1", "children updated 10 [parentId parent]", "children updated 11 [parentId parent]")
			b.want("left", b.column("children", "parentId", nil), "[<nil> <nil> 2]")
		})
	}
	t.Run("RESTRICT refuses", func(t *testing.T) {
		b := open(t, family("RESTRICT")...)
		b.raise()
		wantError(t, b.destroy("parents", 1), errs.Conflict, record.CodeRestricted, "")
		b.want("left", b.column("parents", "id", nil), "[1 2]")
		if err := b.destroy("children", 10, 11); err != nil {
			t.Fatal(err)
		}
		if err := b.destroy("parents", 1); err != nil {
			t.Errorf("without children: %v", err)
		}
	})
	t.Run("no rule refuses where the key cannot be empty", func(t *testing.T) {
		b := open(t, family("", notNull)...)
		b.raise()
		wantError(t, b.destroy("parents", 1), errs.Conflict, record.CodeRestricted, "")
	})
	t.Run("through records go with either end", func(t *testing.T) {
		b := open(t, shop()...)
		b.create("orders", object{"id": 1, "tags": list{object{"id": 1}, object{"id": 2}}})
		if err := b.destroy("tags", 1); err != nil {
			t.Fatal(err)
		}
		b.want("events", len(b.events), 2)
		if err := b.destroy("orders", 1); err != nil {
			t.Fatal(err)
		}
		b.want("events", len(b.events), 2)
		b.want("through", len(b.find("ordersTags", nil)), 0)
		b.want("tags", len(b.find("tags", nil)), 1)
	})
	t.Run("nothing matched, nothing done", func(t *testing.T) {
		b := open(t, shop()...)
		if err := b.destroy("orders", 99); err != nil {
			t.Fatal(err)
		}
		b.wantEvents()
	})
}

func tree(onDelete string) *schema.Collection {
	return collection("nodes", id(), col("parentId", "bigInt"),
		rel("parent", schema.Relation{Type: schema.BelongsTo, Target: "nodes", ForeignKey: "parentId", TargetKey: "id", OnDelete: onDelete}),
		rel("children", schema.Relation{Type: schema.HasMany, Target: "nodes", ForeignKey: "parentId", SourceKey: "id", OnDelete: onDelete}))
}

func TestTreesAndCycles(t *testing.T) {
	t.Run("a whole branch goes", func(t *testing.T) {
		b := open(t, tree("CASCADE"))
		b.create("nodes", object{"id": 1, "children": list{object{"id": 2, "children": list{object{"id": 3}}}, object{"id": 4}}})
		b.create("nodes", object{"id": 5})
		if err := b.destroy("nodes", 1); err != nil {
			t.Fatal(err)
		}
		b.wantEvents("nodes destroyed 1", "nodes destroyed 2", "nodes destroyed 4", "nodes destroyed 3")
		b.want("left", b.column("nodes", "id", nil), "[5]")
	})
	t.Run("a cycle ends", func(t *testing.T) {
		b := open(t, tree("CASCADE"))
		b.create("nodes", object{"id": 1})
		b.create("nodes", object{"id": 2, "parentId": 1})
		b.update("nodes", 1, object{"parentId": 2})
		if err := b.destroy("nodes", 1); err != nil {
			t.Fatal(err)
		}
		b.want("left", len(b.find("nodes", nil)), 0)
		b.want("events", len(b.events), 2)
	})
	t.Run("parent and child together are not in each other's way", func(t *testing.T) {
		b := open(t, tree("RESTRICT"))
		b.create("nodes", object{"id": 1})
		b.create("nodes", object{"id": 2, "parentId": 1})
		b.create("nodes", object{"id": 3, "parentId": 2})
		wantError(t, b.destroy("nodes", 1, 2), errs.Conflict, record.CodeRestricted, "")
		if err := b.destroy("nodes", 1, 2, 3); err != nil {
			t.Errorf("all of them: %v", err)
		}
	})
}

func TestDestroyReturnsTheRecordsAsTheyWere(t *testing.T) {
	b := open(t, shop()...)
	b.create("people", object{"id": 1, "name": "Ann"})
	b.create("orders", object{"id": 1, "customer": 1, "items": list{object{"id": 5}}})
	sel, err := query.ParseSelection(b.c("orders"), nil, []string{"customer", "items"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var recs []schema.Record
	b.do(func(w *record.Writer) (err error) {
		recs, err = w.Destroy(b.c("orders"), b.by("orders", 1), sel.Appends)
		return err
	})
	plain := record.Plain(b.c("orders"), recs[0])
	b.want("customer", plain["customer"].(map[string]any)["name"], "Ann")
	b.want("items", plain["items"].([]any)[0].(map[string]any)["orderId"], 1)
	b.wantEvents("orders destroyed 1", "items updated 5 [orderId order]")
}
