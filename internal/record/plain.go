package record

import (
	"strconv"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// maxSafe is the largest whole number that every JSON reader keeps exactly.
const maxSafe = 1<<53 - 1

// Plain turns a record into JSON values: without hidden fields and passwords at any level, with whole numbers that
// JavaScript would round as text. The result shares nothing with rec but JSON columns.
func Plain(c *schema.Collection, rec schema.Record) map[string]any {
	return plain(c, rec, nil)
}

// plain is Plain for a record that was reached through the relation via, if any.
func plain(c *schema.Collection, rec schema.Record, via *schema.Field) map[string]any {
	if rec == nil {
		return nil
	}
	out := make(map[string]any, len(rec))
	for name, v := range rec {
		f := c.Field(name)
		switch {
		case f != nil && (f.Hidden || f.Type == "password"):
		case f != nil && f.Relation != nil:
			out[name] = plainRelated(f.Relation.TargetCollection, v, f)
		case f == nil && via != nil && name == via.Relation.Through:
			out[name] = plainRelated(via.Relation.ThroughCollection, v, nil)
		default:
			out[name] = plainValue(v)
		}
	}
	return out
}

func plainRelated(c *schema.Collection, v any, via *schema.Field) any {
	switch x := v.(type) {
	case schema.Record:
		if x == nil || c == nil {
			return nil
		}
		return plain(c, x, via)
	case []schema.Record:
		out := make([]any, 0, len(x))
		for _, rec := range x {
			if c != nil {
				out = append(out, plain(c, rec, via))
			}
		}
		return out
	}
	return nil
}

func plainValue(v any) any {
	if n, ok := v.(int64); ok && (n > maxSafe || n < -maxSafe) {
		return strconv.FormatInt(n, 10)
	}
	return v
}
