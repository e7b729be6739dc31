package sqlstore

import (
	"math/bits"
	"strings"
	"sync"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// maxPlans bounds the cache; collections of replaced snapshots leave it when it is emptied.
const maxPlans = 2048

// maxParams is below the number of parameters that any supported database takes in one statement.
const maxParams = 30000

// Plans caches statement texts and column lists, so that the same work gives the same text and the connection's
// prepared statements are found again. Safe for concurrent use; made once per database.
type Plans struct {
	mu      sync.RWMutex
	tables  map[*schema.Collection]*tablePlan
	inserts map[insertKey]string
	batches map[batchKey]string
	sparse  map[sparseKey]string
	crowded map[string]bool // statements whose last run met more rows than they can set aside
}

type insertKey struct {
	c    *schema.Collection
	mask uint64
	rows int
}

type batchKey struct {
	head, tail string
	rows       int
}

// tablePlan is what is worth knowing of a collection's table.
type tablePlan struct {
	columns []*schema.Field // all fields with a column
	visible []*schema.Field // what Find returns when nothing was named
	list    string          // visible as a select list
}

// NewPlans returns an empty cache.
func NewPlans() *Plans {
	p := &Plans{}
	p.reset()
	return p
}

func (p *Plans) reset() {
	p.tables = make(map[*schema.Collection]*tablePlan)
	p.inserts = make(map[insertKey]string)
	p.batches = make(map[batchKey]string)
	p.sparse = make(map[sparseKey]string)
	p.crowded = make(map[string]bool)
}

func (p *Plans) table(c *schema.Collection, d Dialect) *tablePlan {
	p.mu.RLock()
	t := p.tables[c]
	p.mu.RUnlock()
	if t != nil {
		return t
	}
	t = newTablePlan(c, d)
	p.store(func() { p.tables[c] = t })
	return t
}

func newTablePlan(c *schema.Collection, d Dialect) *tablePlan {
	t := &tablePlan{columns: c.Columns()}
	for _, f := range t.columns {
		if !f.Hidden || f.PrimaryKey {
			t.visible = append(t.visible, f)
		}
	}
	t.list = selectList(d, rootAlias, t.visible)
	return t
}

func (p *Plans) store(put func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.tables)+len(p.inserts)+len(p.batches)+len(p.sparse)+len(p.crowded) >= maxPlans {
		p.reset()
	}
	put()
}

// insert returns the cached text under key, or makes it.
func (p *Plans) insert(key insertKey, build func() string) string {
	p.mu.RLock()
	sql, ok := p.inserts[key]
	p.mu.RUnlock()
	if !ok {
		sql = build()
		p.store(func() { p.inserts[key] = sql })
	}
	return sql
}

// batch returns head, rows groups of width placeholders, and tail.
func (p *Plans) batch(head, tail string, width, rows int) string {
	key := batchKey{head, tail, rows}
	p.mu.RLock()
	sql, ok := p.batches[key]
	p.mu.RUnlock()
	if !ok {
		sql = head + groups(width, rows) + tail
		p.store(func() { p.batches[key] = sql })
	}
	return sql
}

// isCrowded tells whether the last run of a statement met more rows than it can set aside.
func (p *Plans) isCrowded(sql string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.crowded[sql]
}

// setCrowded notes it for the next run.
func (p *Plans) setCrowded(sql string, crowded bool) {
	switch {
	case p.isCrowded(sql) == crowded:
	case crowded:
		p.store(func() { p.crowded[sql] = true })
	default:
		p.store(func() { delete(p.crowded, sql) })
	}
}

// groups renders "(?,?),(?,?)".
func groups(width, rows int) string {
	one := "(" + marks(width) + ")"
	return strings.Repeat(one+",", rows-1) + one
}

// marks renders "?,?,?".
func marks(n int) string { return strings.Repeat("?,", n-1) + "?" }

// maxRows bounds the rows of one statement.
const maxRows = 256

// chunks cuts n rows of width parameters into runs whose lengths are powers of two: few different statements. Rows
// without parameters come one by one.
func chunks(n, width int, each func(from, to int) error) error {
	most := 1
	if width > 0 {
		most = min(maxParams/width, maxRows)
	}
	for from := 0; from < n; {
		size := min(n-from, most)
		size = 1 << (bits.Len(uint(size)) - 1)
		if err := each(from, from+size); err != nil {
			return err
		}
		from += size
	}
	return nil
}
