package sqlstore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

func TestZZSpeed(t *testing.T) {
	db := open(t)
	owners := collection("owners", field("id", "bigInt", primary), field("name", "string"))
	c := collection("big", field("id", "bigInt", primary), field("name", "string"), field("state", "string"), field("createdAt", "date"),
		field("n", "integer"), field("ownerId", "bigInt"),
		relation("owner", schema.Relation{Type: schema.BelongsTo, Target: "owners", ForeignKey: "ownerId"}))
	create(t, db, owners, c)
	var rows []schema.Record
	for i := range int64(1000) {
		rows = append(rows, schema.Record{"id": i, "name": fmt.Sprint("Owner ", i)})
	}
	insert(t, db, owners, rows...)
	for k := range int64(100) {
		rows = rows[:0]
		for i := range int64(1000) {
			id := k*1000 + i
			rows = append(rows, schema.Record{"id": id, "name": fmt.Sprint("Näme ", id*7919%100000), "state": []string{"open", "done"}[id%2], "createdAt": clock.Format(noon.Add(time.Duration(id) * time.Second)), "n": id % 77, "ownerId": id % 1000})
		}
		insert(t, db, c, rows...)
	}
	f := c.Field
	for name, q := range map[string]query.Find{
		"pk":           {Limit: 20},
		"created desc": {Limit: 20, Sort: []query.SortKey{{Field: f("createdAt"), Desc: true}}},
		"eq+created":   {Limit: 20, Filter: query.Cond{Field: f("state"), Op: query.Eq, Value: "open"}, Sort: []query.SortKey{{Field: f("createdAt"), Desc: true}}},
		"name fold":    {Limit: 20, Sort: []query.SortKey{{Field: f("name")}}},
		"includes":     {Limit: 20, Filter: query.Cond{Field: f("name"), Op: query.Includes, Value: "ÄME 999"}},
		"starts":     {Limit: 20, Filter: query.Cond{Field: f("name"), Op: query.StartsWith, Value: "NÄME 999"}},
		"owner name":   {Limit: 20, Filter: query.Related{Relation: f("owner"), Filter: query.Cond{Field: owners.Field("name"), Op: query.Eq, Value: "Owner 5"}}},
		"sort owner":   {Limit: 20, Sort: []query.SortKey{{Through: []*schema.Field{f("owner")}, Field: owners.Field("name")}}},
	} {
		q.Collection = c
		find(t, db, &q)
		s := time.Now()
		find(t, db, &q)
		d := time.Since(s)
		s = time.Now()
		read(t, db, func(r store.Reader) error { _, err := r.Count(c, q.Filter); return err })
		fmt.Printf("%-14s find %v count %v\n", name, d, time.Since(s))
	}
}

func BenchmarkInsert(b *testing.B) {
	db := open(b)
	c := collection("big", field("id", "bigInt", primary), field("name", "string"), field("state", "string"), field("createdAt", "date"), field("n", "integer"))
	create(b, db, c)
	id := int64(0)
	b.ReportAllocs()
	b.ResetTimer()
	write(b, db, func(tx store.Tx) error {
		for b.Loop() {
			id++
			if err := tx.Insert(c, schema.Record{"id": id, "name": "n", "state": "open", "createdAt": "2024-05-01T12:00:00.000Z", "n": id}); err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkExecution(b *testing.B) {
	db := open(b)
	id := int64(0)
	b.ReportAllocs()
	write(b, db, func(tx store.Tx) error {
		for b.Loop() {
			id++
			e := full(id)
			e.Owner, e.ParentID, e.AvailableAt, e.EventKey, e.ExpiresAt = 0, 0, time.Time{}, "", time.Time{}
			if err := tx.InsertExecutions([]*workflow.Execution{e}); err != nil {
				return err
			}
			e.Status, e.Runnable = workflow.Resolved, false
			if err := tx.SaveJobs([]*workflow.Job{job(id, id)}); err != nil {
				return err
			}
			if ok, err := tx.Advance(e); err != nil || !ok {
				return fmt.Errorf("%v %v", ok, err)
			}
		}
		return nil
	})
}
