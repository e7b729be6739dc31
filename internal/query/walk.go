package query

import "github.com/sequitur-platform/sequitur/internal/schema"

// Walk visits every field that f reads: path are the relations that lead to it, leaf the column. leaf is nil where
// only the existence of a related record is asked. path must not be kept.
func Walk(f Filter, visit func(path []*schema.Field, leaf *schema.Field)) { walk(f, nil, visit) }

func walk(f Filter, path []*schema.Field, visit func([]*schema.Field, *schema.Field)) {
	switch x := f.(type) {
	case And:
		for _, m := range x {
			walk(m, path, visit)
		}
	case Or:
		for _, m := range x {
			walk(m, path, visit)
		}
	case Not:
		walk(x.Filter, path, visit)
	case Cond:
		visit(path, x.Field)
	case Related:
		path = append(path, x.Relation)
		visit(path, nil)
		walk(x.Filter, path, visit)
	}
}

// WalkSort visits every field that sort keys read, like Walk.
func WalkSort(keys []SortKey, visit func(path []*schema.Field, leaf *schema.Field)) {
	for _, k := range keys {
		visit(k.Through, k.Field)
	}
}
