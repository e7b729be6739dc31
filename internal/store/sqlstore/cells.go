package sqlstore

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// cells reads the columns of a system row from left to right; the first failure is kept in err. Databases give the
// same column in different Go types (SQLite has no booleans and no instants), hence the conversions.
type cells struct {
	values []any
	next   int
	err    error
}

func (c *cells) take() any {
	if c.next >= len(c.values) {
		c.fail("column %d is missing", c.next)
		return nil
	}
	v := c.values[c.next]
	c.next++
	return v
}

func (c *cells) fail(format string, a ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("read row: "+format, a...)
	}
}

func (c *cells) int() int64 {
	switch v := c.take().(type) {
	case nil:
		return 0
	case int64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	case float64:
		return int64(v)
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			c.fail("column %d: %w", c.next-1, err)
		}
		return n
	default:
		c.fail("column %d holds %T, not an integer", c.next-1, v)
		return 0
	}
}

func (c *cells) bool() bool { return c.int() != 0 }

func (c *cells) text() string {
	switch v := c.take().(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	default:
		c.fail("column %d holds %T, not text", c.next-1, v)
		return ""
	}
}

// bytes returns a copy: the driver may reuse its buffer.
func (c *cells) bytes() []byte {
	switch v := c.take().(type) {
	case nil:
		return nil
	case string:
		return []byte(v)
	case []byte:
		return append([]byte(nil), v...)
	default:
		c.fail("column %d holds %T, not bytes", c.next-1, v)
		return nil
	}
}

func (c *cells) raw() json.RawMessage { return c.bytes() }

// json decodes a JSON column into dest, which keeps its value when the column is NULL.
func (c *cells) json(dest any) {
	raw := c.bytes()
	if raw == nil {
		return
	}
	if err := json.Unmarshal(raw, dest); err != nil {
		c.fail("column %d: %w", c.next-1, err)
	}
}

func (c *cells) time() time.Time {
	switch v := c.take().(type) {
	case nil:
		return time.Time{}
	case time.Time:
		return v.UTC()
	case string:
		t, err := time.Parse(clock.Layout, v)
		if err != nil {
			c.fail("column %d: %w", c.next-1, err)
		}
		return t
	default:
		c.fail("column %d holds %T, not an instant", c.next-1, v)
		return time.Time{}
	}
}

// status reads a status column, where NULL means queued.
func (c *cells) status() workflow.Status {
	if c.next < len(c.values) && c.values[c.next] == nil {
		c.next++
		return workflow.Queued
	}
	return workflow.Status(c.int())
}

func bindStatus(s workflow.Status) any {
	if s == workflow.Queued {
		return nil
	}
	return int64(s)
}

// bindID and bindText store the zero value as NULL.
func bindID(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

func bindText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func bindRaw(raw []byte) any {
	if raw == nil {
		return nil
	}
	return string(raw)
}

func bindJSON(v any) (any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode column: %w", err)
	}
	return string(raw), nil
}
