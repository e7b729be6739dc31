package live

import (
	"context"
	"errors"
	"slices"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// rows limits what is seen of a collection; nil is all of it.
type rows = query.Filter

// farewell ends a stream; it is the reason that the reader is told.
type farewell string

// The reasons.
const (
	byeShutdown    farewell = "shutdown"    // the server stops
	byeSession     farewell = "session"     // it ended, or its token has to be renewed
	byeRole        farewell = "role"        // the user acts in other roles now
	byePermissions farewell = "permissions" // other topics are open to him now
	byeFailure     farewell = "failure"     // something could not be found out
)

// Error implements error.
func (f farewell) Error() string { return "the stream ends: " + string(f) }

// identity makes sure that the reader still is who he was when the stream began.
func (s *stream) identity(ctx context.Context) error {
	actor, err := s.hub.readers.Identify(ctx, s.sender)
	switch {
	case errs.KindOf(err) == errs.Unauthenticated:
		return byeSession
	case err != nil:
		return s.failed(err)
	case actor.UserID != s.actor.UserID || actor.Role != s.actor.Role || !slices.Equal(actor.Acting, s.actor.Acting):
		return byeRole
	}
	return nil
}

// failed ends the stream for a reason that is not the reader's.
func (s *stream) failed(err error) error {
	if !errors.Is(err, context.Canceled) {
		s.hub.o.Logger.Warn("a live stream ends", "user", s.actor.UserID, "error", err)
	}
	return byeFailure
}

// look asks what the reader may see now. The first time it settles which topics are refused; when others would be, the
// stream ends so that it can be opened anew.
func (s *stream) look(ctx context.Context) error {
	if err := s.identity(ctx); err != nil {
		return err
	}
	refused := map[topic]string{}
	for _, t := range s.topics {
		name := t.resource()
		if name == "" {
			continue
		}
		v, err := s.view(ctx, name)
		if err != nil {
			return err
		}
		if v == nil {
			refused[t] = s.codes[name]
		}
	}
	if s.refused == nil {
		s.refused = refused
		return nil
	}
	for _, t := range s.topics {
		if s.refused[t] != refused[t] {
			return byePermissions
		}
	}
	return nil
}

// view is what the reader may list of a resource now, nil when nothing.
func (s *stream) view(ctx context.Context, resource string) (*action.View, error) {
	v, err := s.hub.readers.View(ctx, s.sender, resource)
	switch errs.KindOf(err) {
	case errs.Unauthenticated:
		return nil, byeSession
	case errs.Forbidden, errs.NotFound:
		s.codes[resource] = errs.CodeOf(err)
	default:
		if err != nil {
			return nil, s.failed(err)
		}
	}
	s.mu.Lock()
	s.views[resource] = v
	s.mu.Unlock()
	return v, nil
}

// sees tells which rows of a collection the reader was found to see as of a version; not ok when that is not known. It
// is asked by who writes to the database.
func (s *stream) sees(collection string, version uint64) (visible rows, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.views[collection]
	if v == nil || v.Version != version {
		return nil, false
	}
	return v.Rows, true
}

// visible leaves the facts that the reader may know of now.
func (s *stream) visible(ctx context.Context, facts []fact) ([]fact, error) {
	if err := s.identity(ctx); err != nil {
		return nil, err
	}
	select {
	case s.hub.checks <- struct{}{}:
		defer func() { <-s.hub.checks }()
	case <-ctx.Done():
		return nil, byeFailure
	}
	l := lookup{s: s, ctx: ctx, facts: facts, seen: map[string]*seen{}}
	out := facts[:0:0]
	for i := range facts {
		ok, err := l.may(&facts[i])
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, facts[i])
		}
	}
	return out, nil
}

// lookup answers for a batch of facts with one question for each resource.
type lookup struct {
	s     *stream
	ctx   context.Context
	facts []fact
	seen  map[string]*seen
}

// seen is what the reader sees of a resource, of all the rows that the batch is about.
type seen struct {
	none, all bool
	ids       map[string]bool
}

func (l *lookup) may(f *fact) (bool, error) {
	switch f.about {
	case aboutRecord:
		v, err := l.of(f.collection)
		switch {
		case err != nil || v.none || v.all:
			return err == nil && v.all, err
		case f.change == destroyed:
			return slices.Contains(f.sighted, l.s), nil
		}
		return v.ids[f.text], nil
	case aboutExecution, aboutStep:
		v, err := l.of(executions)
		if err != nil || v.all || v.ids[number(f.execution)] {
			return err == nil, err
		}
		return l.s.mine(l.ctx, f.execution)
	case aboutReceipt:
		if f.user == l.s.actor.UserID {
			return true, nil
		}
		v, err := l.of(receipts)
		return err == nil && v.all, err
	}
	return true, nil
}

// of finds out once what the reader sees of a resource.
func (l *lookup) of(resource string) (*seen, error) {
	if v := l.seen[resource]; v != nil {
		return v, nil
	}
	view, err := l.s.view(l.ctx, resource)
	if err != nil {
		return nil, err
	}
	v := &seen{none: view == nil, all: view != nil && view.Rows == nil}
	if view != nil && !v.all && resource != receipts {
		if v.ids, err = l.read(view, resource); err != nil {
			return nil, l.s.failed(err)
		}
	}
	l.seen[resource] = v
	return v, nil
}

// read asks the database which rows of the batch are among those that the reader may see.
func (l *lookup) read(view *action.View, resource string) (map[string]bool, error) {
	key := address(view.Collection)
	if key == nil {
		return nil, nil
	}
	var ids []any
	known := map[string]bool{}
	for i := range l.facts {
		f := &l.facts[i]
		id, text := f.keyIn(resource)
		if id != nil && !known[text] {
			known[text] = true
			ids = append(ids, id)
		}
	}
	visible := map[string]bool{}
	if len(ids) == 0 {
		return visible, nil
	}
	err := l.s.hub.db.Read(l.ctx, func(r store.Reader) error {
		found, err := r.Find(&query.Find{
			Collection: view.Collection, Fields: []*schema.Field{key},
			Filter: query.And{view.Rows, query.Cond{Field: key, Op: query.In, Value: ids}},
		})
		for _, row := range found {
			visible[textOf(row[key.Name])] = true
		}
		return err
	})
	return visible, err
}

// mine tells whether the execution follows from an action of the reader: then its receipt is his. That never changes, so
// it is found out once.
func (s *stream) mine(ctx context.Context, execution int64) (bool, error) {
	if !slices.Contains(s.topics, topic{kind: oneExecution, id: number(execution)}) {
		return false, nil
	}
	if s.own[execution] {
		return true, nil
	}
	var found bool
	err := s.hub.db.Read(ctx, func(r store.Reader) error {
		x, err := r.Execution(execution)
		if err != nil || x.ReceiptID == 0 {
			return err
		}
		receipt, err := r.Receipt(x.ReceiptID)
		found = err == nil && receipt.UserID == s.actor.UserID
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, s.failed(err)
	}
	if found {
		s.own[execution] = true
	}
	return found, nil
}
