package sqlite

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
)

// bind converts arguments to what the driver takes. The result is reused by the next call.
func (c *conn) bind(args []any) ([]driver.NamedValue, error) {
	clear(c.args)
	c.args = c.args[:0]
	for i, a := range args {
		v, err := value(a)
		if err != nil {
			return nil, fmt.Errorf("parameter %d: %w", i+1, err)
		}
		c.args = append(c.args, driver.NamedValue{Ordinal: i + 1, Value: v})
	}
	return c.args, nil
}

// value converts one argument. JSON is bound as text, for the JSON functions take a blob for something else.
func value(a any) (driver.Value, error) {
	switch v := a.(type) {
	case nil, int64, float64, bool, string:
		return v, nil
	case int:
		return int64(v), nil
	case json.RawMessage:
		if v == nil {
			return nil, nil
		}
		return string(v), nil
	case []byte:
		if v == nil {
			return nil, nil
		}
		return v, nil
	case time.Time:
		return clock.Format(v), nil
	}
	return driver.DefaultParameterConverter.ConvertValue(a)
}

// row is the current row of a query.
type row struct {
	values []driver.Value
	copied []any
}

// Values implements sqlstore.Row.
func (r *row) Values() ([]any, error) {
	r.copied = r.copied[:0]
	for _, v := range r.values {
		r.copied = append(r.copied, v)
	}
	return r.copied, nil
}

// Scan implements sqlstore.Row.
func (r *row) Scan(dest ...any) error {
	if len(dest) != len(r.values) {
		return fmt.Errorf("scan of %d columns into %d destinations", len(r.values), len(dest))
	}
	for i, d := range dest {
		if err := assign(d, r.values[i]); err != nil {
			return fmt.Errorf("scan column %d: %w", i+1, err)
		}
	}
	return nil
}

// assign stores a column in what dest points to. Reflection is only for named types and pointers.
func assign(dest any, v driver.Value) error {
	switch d := dest.(type) {
	case *any:
		*d = v
		return nil
	case *string:
		if s, ok := v.(string); ok {
			*d = s
			return nil
		}
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *time.Time:
		return assignTime(d, v)
	case sql.Scanner:
		return d.Scan(v)
	}
	p := reflect.ValueOf(dest)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("destination %T is not a pointer", dest)
	}
	return assignReflect(p.Elem(), v)
}

func assignTime(d *time.Time, v driver.Value) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("cannot store %T in %T", v, d)
	}
	t, err := time.Parse(clock.Layout, s)
	if err != nil {
		return err
	}
	*d = t.UTC()
	return nil
}

func assignReflect(to reflect.Value, v driver.Value) error {
	switch kind := to.Kind(); {
	case kind == reflect.Pointer && v == nil:
		to.SetZero()
		return nil
	case kind == reflect.Pointer:
		p := reflect.New(to.Type().Elem())
		if err := assign(p.Interface(), v); err != nil {
			return err
		}
		to.Set(p)
		return nil
	case kind == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8:
		return assignBytes(to, v)
	case to.CanInt():
		if n, ok := v.(int64); ok && !to.OverflowInt(n) {
			to.SetInt(n)
			return nil
		}
	case to.CanUint():
		if n, ok := v.(int64); ok && n >= 0 && !to.OverflowUint(uint64(n)) {
			to.SetUint(uint64(n))
			return nil
		}
	case to.CanFloat():
		return assignFloat(to, v)
	case kind == reflect.Bool:
		if n, ok := v.(int64); ok {
			to.SetBool(n != 0)
			return nil
		}
	case kind == reflect.String:
		return assignText(to, v)
	}
	return fmt.Errorf("cannot store %T in %s", v, to.Type())
}

func assignBytes(to reflect.Value, v driver.Value) error {
	switch b := v.(type) {
	case nil:
		to.SetZero()
	case string:
		to.SetBytes([]byte(b))
	case []byte:
		to.SetBytes(append([]byte(nil), b...))
	default:
		return fmt.Errorf("cannot store %T in %s", v, to.Type())
	}
	return nil
}

func assignFloat(to reflect.Value, v driver.Value) error {
	switch n := v.(type) {
	case float64:
		to.SetFloat(n)
	case int64:
		to.SetFloat(float64(n))
	default:
		return fmt.Errorf("cannot store %T in %s", v, to.Type())
	}
	return nil
}

func assignText(to reflect.Value, v driver.Value) error {
	switch s := v.(type) {
	case string:
		to.SetString(s)
	case []byte:
		to.SetString(string(s))
	case int64:
		to.SetString(strconv.FormatInt(s, 10))
	default:
		return fmt.Errorf("cannot store %T in %s", v, to.Type())
	}
	return nil
}
