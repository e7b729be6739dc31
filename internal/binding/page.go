package binding

import (
	"errors"
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// SetPage makes the stored buttons of a page those of the list: new ones are added, others changed, the rest removed. A
// uid that another page has, or that was made by hand, is refused. Errors: BUTTON_EXISTS, and those of Create; Field
// begins with the button's place in the list.
func (e *Edit) SetPage(page string, wanted []Button) error {
	rows, err := e.find(e.equals("pageUid", page))
	if err != nil {
		return err
	}
	have := make(map[string]schema.Record, len(rows))
	for _, row := range rows {
		have[text(row["uid"])] = row
	}
	for i := range wanted {
		if err := e.setOne(page, &wanted[i], have[wanted[i].UID]); err != nil {
			return at(err, strconv.Itoa(i))
		}
		delete(have, wanted[i].UID)
	}
	for uid := range have {
		if _, err := e.tx.Delete(e.s.buttons, e.equals("uid", uid)); err != nil {
			return err
		}
	}
	return nil
}

func (e *Edit) setOne(page string, b *Button, old schema.Record) error {
	values := map[string]any{
		"uid": b.UID, "title": b.Title, "collection": b.Collection, "action": b.Action, "bindings": plain(b.Bindings), "roles": list(b.Roles),
	}
	of := schema.Record{"pageUid": page, "within": lists(b.Within)}
	if old != nil {
		return e.update(old, values, of)
	}
	_, err := e.create(values, of)
	return err
}

func (e *Edit) equals(field string, v any) query.Filter {
	return query.Cond{Field: e.s.buttons.Field(field), Op: query.Eq, Value: v}
}

func list(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}

// at puts a place before the field that an error names.
func at(err error, place string) error {
	var all errs.List
	var one *errs.Error
	switch {
	case errors.As(err, &all):
		out := make(errs.List, len(all))
		for i, e := range all {
			out[i] = e.On(place + "." + e.Field)
		}
		return out
	case errors.As(err, &one):
		return one.On(place + "." + one.Field)
	}
	return err
}

// Enclose changes who may see where a button of a page stands.
func (e *Edit) Enclose(uid string, within [][]string) error {
	_, err := e.tx.Update(e.s.buttons, e.equals("uid", uid), schema.Record{"within": lists(within)})
	return err
}

func lists(within [][]string) []any {
	out := make([]any, len(within))
	for i, roles := range within {
		out[i] = list(roles)
	}
	return out
}
