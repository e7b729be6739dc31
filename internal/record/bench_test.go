package record_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/record"
)

// BenchmarkCreate is the hot path: a record without relations, in a transaction shared by all.
func BenchmarkCreate(b *testing.B) {
	h := open(b, shop()...)
	h.actor = 1
	values := h.values("orders", object{"status": "paid", "labels": list{}})
	b.ReportAllocs()
	h.do(func(w *record.Writer) error {
		for range b.N {
			if _, err := w.Create(h.c("orders"), values, record.WriteOptions{}); err != nil {
				return err
			}
		}
		return nil
	})
}
