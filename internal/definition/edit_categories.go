package definition

import (
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// setCategories replaces the categories of a version when values name them: a list of ids, or of objects with one. As
// with other lists of links, an id that does not exist is left out.
func (e *Edit) setCategories(workflowID int64, values map[string]any) error {
	raw, given := values["categories"]
	if !given {
		return nil
	}
	wanted, err := e.categoryIDs(raw)
	if err != nil {
		return err
	}
	found, err := findByID(e.tx, e.t.categories, "id", wanted)
	if err != nil {
		return err
	}
	return e.link(workflowID, ids(found))
}

// link makes categoryIDs the only categories of a version.
func (e *Edit) link(workflowID int64, categoryIDs []int64) error {
	if _, err := e.tx.Delete(e.t.relations, eq(e.t.relations, "workflowId", workflowID)); err != nil {
		return err
	}
	if len(categoryIDs) == 0 {
		return nil
	}
	rows := make([]schema.Record, len(categoryIDs))
	for i, id := range categoryIDs {
		rows[i] = schema.Record{"workflowId": workflowID, "categoryId": id, "createdAt": e.now(), "updatedAt": e.now()}
	}
	return e.tx.InsertMany(e.t.relations, rows)
}

func (e *Edit) categoryIDs(raw any) ([]int64, error) {
	list, ok := raw.([]any)
	if raw != nil && !ok {
		return nil, badCategories()
	}
	f := e.t.categories.Field("id")
	var out []int64
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			item = object["id"]
		}
		v, err := f.Kind.Parse(f, item, e.env)
		if err != nil || v == nil {
			return nil, badCategories()
		}
		out = append(out, integer(v))
	}
	return out, nil
}

func badCategories() error {
	return errs.New(errs.Invalid, schema.CodeInvalidValue, "categories must be a list of ids").On("categories")
}

// categoriesOf returns the ids of the categories of a version.
func (e *Edit) categoriesOf(workflowID int64) ([]int64, error) {
	rows, err := e.tx.Find(&query.Find{
		Collection: e.t.relations, Filter: eq(e.t.relations, "workflowId", workflowID), Fields: []*schema.Field{e.t.relations.Field("categoryId")},
	})
	if err != nil {
		return nil, err
	}
	out := make([]int64, len(rows))
	for i, rec := range rows {
		out[i] = integer(rec["categoryId"])
	}
	return out, nil
}
