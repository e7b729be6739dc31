package action

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// replayAge is how long an answer is kept for its idempotency key.
const replayAge = 24 * time.Hour

// replay answers a changing request whose idempotency key was seen before. The row itself goes in with the request's
// first commit; the unique scope decides between two at the same moment.
func (p *Pipeline) replay(ctx context.Context, r *run) error {
	req := r.req
	if req.IdempotencyKey == "" || p.reads(req) || !req.Actor.SignedIn() {
		return nil
	}
	if len(req.IdempotencyKey) > 255 {
		return errs.New(errs.Invalid, "INVALID_IDEMPOTENCY_KEY", "an idempotency key has at most 255 characters")
	}
	r.key = &store.Replay{
		Scope:       digest(fmt.Sprint(req.Actor.UserID), req.Actor.Role, req.IdempotencyKey),
		Fingerprint: digest(req.Method, req.Path, req.RawQuery, string(req.Body)),
		Generation:  p.DB.Generation(),
	}
	var old *store.Replay
	err := p.DB.Read(ctx, func(rd store.Reader) (err error) {
		old, err = rd.Replay(r.key.Scope)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	case r.now.Sub(old.CreatedAt) > replayAge:
		r.keyOld = old
		return nil
	}
	return p.answerAgain(ctx, r, old)
}

func (p *Pipeline) answerAgain(ctx context.Context, r *run, old *store.Replay) error {
	switch {
	case old.Fingerprint != r.key.Fingerprint:
		return errs.New(errs.Unprocessable, "IDEMPOTENCY_KEY_REUSED", "this idempotency key was used for another request")
	case old.State == store.ReplayAnswered:
		r.res = stored(old)
	case old.Generation == p.DB.Generation():
		return errInProgress
	case old.State == store.ReplayCommitted:
		return p.rebuild(ctx, r, old)
	default: // its process died before the action committed: carry it out again
		r.keyOld = old
	}
	return nil
}

var errInProgress = errs.New(errs.Conflict, "IDEMPOTENCY_IN_PROGRESS", "a request with this idempotency key is still being carried out").After(time.Second)

// rebuild answers for a request whose process died after the action was saved and before it was answered.
func (p *Pipeline) rebuild(ctx context.Context, r *run, old *store.Replay) error {
	r.res = stored(old)
	if old.ReceiptID == 0 {
		return nil
	}
	return p.DB.Read(ctx, func(rd store.Reader) error {
		rc, err := rd.Receipt(old.ReceiptID)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil {
			r.res.Header["X-Receipt"], r.res.Header["X-Outcome"] = fmt.Sprint(rc.ID), string(rc.Outcome)
		}
		return err
	})
}

// errAnswerLost is told where the request committed and its answer was not stored: the edit of a system resource whose
// process died in between, or an answer that carried a secret.
var errAnswerLost = errs.New(errs.Conflict, "IDEMPOTENCY_ANSWER_LOST",
	"the request with this idempotency key was carried out and its answer is lost: read the resource to see what it did")

func stored(old *store.Replay) *Response {
	res := &Response{Status: old.Status, Replayed: json.RawMessage(old.Body), Header: map[string]string{}}
	if len(old.Body) == 0 {
		res.Replayed, res.Err = nil, errAnswerLost
	}
	if len(old.Headers) > 0 {
		if err := json.Unmarshal(old.Headers, &res.Header); err != nil {
			res.Header = map[string]string{}
		}
	}
	res.Header["Idempotency-Replayed"] = "true"
	return res
}

// keep stores the idempotency row in tx with what is known of the answer. An answer that asks the caller to come back
// is no answer: the key is free again, and the request is carried out when he does.
func (r *run) keep(tx store.Tx, state store.ReplayState, res *Response) error {
	if r.key == nil {
		return nil
	}
	if r.keyStored && !r.committed && res != nil && errs.KindOf(res.Err) == errs.Unavailable {
		return tx.DeleteReplay(r.key.Scope)
	}
	row := *r.key
	row.State, row.CreatedAt = state, tx.Now()
	if r.outcome != "" || r.opened {
		row.ReceiptID = r.receipt
	}
	if res != nil {
		if err := r.fillReplay(&row, res); err != nil {
			return err
		}
	}
	if r.keyStored {
		return tx.UpdateReplay(&row)
	}
	if err := r.dropOldKey(tx); err != nil {
		return err
	}
	err := tx.InsertReplay(&row)
	var unique *store.UniqueError
	if errors.As(err, &unique) {
		return errInProgress
	}
	return err
}

// dropOldKey makes room for the row where an expired one, or that of a dead process, is in the way. Of two requests that
// found it, the first one wins.
func (r *run) dropOldKey(tx store.Tx) error {
	if r.keyOld == nil {
		return nil
	}
	now, err := tx.Replay(r.key.Scope)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil // purged
	case err != nil:
		return err
	case now.Generation != r.keyOld.Generation || !now.CreatedAt.Equal(r.keyOld.CreatedAt):
		return errInProgress
	}
	return tx.DeleteReplay(r.key.Scope)
}

func (r *run) fillReplay(row *store.Replay, res *Response) (err error) {
	if res.Secret {
		return nil
	}
	row.Status, row.Body = r.p.Encode(res)
	headers := make(map[string]string, len(res.Header))
	for k, v := range res.Header {
		if k != newTokenHeader { // a secret, and of this moment only
			headers[k] = v
		}
	}
	row.Headers, err = json.Marshal(headers)
	return err
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, s := range parts {
		fmt.Fprintf(h, "%d:%s;", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// reads tells whether a request changes nothing by its name alone.
func (p *Pipeline) reads(req *Request) bool {
	if res := p.resources[req.Resource]; res != nil {
		if a, ok := res.Actions[req.Action]; ok {
			return a.Read
		}
	}
	a, ok := p.records[req.Action]
	return ok && a.spec().read
}

// answered tells whether an outcome is final.
func answered(o workflow.Outcome) bool { return o != "" && o != workflow.OutcomeOpen }
