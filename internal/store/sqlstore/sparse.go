package sqlstore

import "strings"

// insertSparse adds rows to a table, given by the list of its columns; the values of the rows stand one after another in
// args. Columns that are NULL in all of them are left out: the rows of the engine are half empty, and a value that is
// bound costs about as much as one that is stored.
func (s *Session) insertSparse(table, columns string, width int, args []any) error {
	return chunks(len(args)/width, width, func(from, to int) error {
		part := args[from*width : to*width]
		mask := bound(part, width)
		values := make([]any, 0, len(part))
		for i, v := range part {
			if mask&(1<<(i%width)) != 0 {
				values = append(values, v)
			}
		}
		return s.queue(s.env.Plans.sparseInsert(sparseKey{table, columns, mask, to - from}), values...)
	})
}

// bound tells by bits which columns have a value in some row.
func bound(args []any, width int) (mask uint64) {
	for i, v := range args {
		if v != nil {
			mask |= 1 << (i % width)
		}
	}
	return mask
}

// sparseKey stands for an insert of rows with the columns in mask, of at most 64.
type sparseKey struct {
	table, columns string
	mask           uint64
	rows           int
}

func (p *Plans) sparseInsert(key sparseKey) string {
	p.mu.RLock()
	sql, ok := p.sparse[key]
	p.mu.RUnlock()
	if ok {
		return sql
	}
	var names []string
	for i, name := range strings.Split(key.columns, ",") {
		if key.mask&(1<<i) != 0 {
			names = append(names, strings.TrimSpace(name))
		}
	}
	sql = `INSERT INTO "` + key.table + `" (` + strings.Join(names, ", ") + ") VALUES " + groups(len(names), key.rows)
	p.store(func() { p.sparse[key] = sql })
	return sql
}
