package app

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Asking implements engine.Records.
func (rs *records) Asking(sn *schema.Snapshot, r store.RecordReader, actor *acl.Actor) extension.Records {
	return &asking{rs: rs, schema: sn, reader: r, actor: actor}
}

// asking reads for somebody who tries a step. It writes nothing.
type asking struct {
	rs     *records
	schema *schema.Snapshot
	reader store.RecordReader
	actor  *acl.Actor
}

var errOnlyReads = errs.New(errs.Invalid, "NODE_NOT_TESTABLE", "a step that is tried writes nothing")

// Create implements extension.Records.
func (*asking) Create(string, any, []string) (any, error) { return nil, errOnlyReads }

// Update implements extension.Records.
func (*asking) Update(string, any, any, bool) (int64, error) { return 0, errOnlyReads }

// Destroy implements extension.Records.
func (*asking) Destroy(string, any) (int64, error) { return 0, errOnlyReads }

// Query implements extension.Records.
func (a *asking) Query(q extension.RecordQuery) ([]any, error) {
	c := a.schema.Collection(q.Collection)
	if c == nil {
		return nil, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "there is no collection %q", q.Collection)
	}
	perms, err := a.rs.access.Permissions(context.Background()) // bounded by itself, as for steps
	if err != nil {
		return nil, err
	}
	return a.rs.query(c, a.reader, a.rs.rightsOf(perms, a.actor), q)
}
