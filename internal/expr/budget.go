package expr

import (
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// budget is the number of bytes that a filled-in value may still take, counted about as its JSON.
type budget int

func (b *budget) spend(n int) error {
	if *b -= budget(n); *b < 0 {
		return errs.New(errs.Invalid, "TEMPLATE_TOO_LARGE",
			"the text or data with its variables filled in is larger than %d KiB", MaxRendered>>10)
	}
	return nil
}

// plain copies v into plain JSON: dates become texts, undefined members are left out, other undefined values become
// nil.
func (b *budget) plain(v any, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errs.New(errs.Invalid, "TEMPLATE_TOO_DEEP", "the data is nested deeper than %d levels", maxDepth)
	}
	switch x := canonical(v).(type) {
	case undefined:
		return nil, b.spend(4)
	case string:
		return x, b.spend(len(x) + 2)
	case time.Time:
		return clock.Format(x), b.spend(len(clock.Layout) + 2)
	case []any:
		return b.plainList(x, depth)
	case map[string]any:
		return b.plainObject(x, depth)
	default:
		return x, b.spend(4)
	}
}

func (b *budget) plainList(list []any, depth int) (any, error) {
	if err := b.spend(2 + len(list)); err != nil {
		return nil, err
	}
	out := make([]any, len(list))
	for i, v := range list {
		c, err := b.plain(v, depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

func (b *budget) plainObject(m map[string]any, depth int) (any, error) {
	out := make(map[string]any, len(m))
	for k, v := range m {
		if v = canonical(v); isUndefined(v) {
			continue
		}
		if err := b.spend(len(k) + 4); err != nil {
			return nil, err
		}
		c, err := b.plain(v, depth+1)
		if err != nil {
			return nil, err
		}
		out[k] = c
	}
	return out, nil
}
