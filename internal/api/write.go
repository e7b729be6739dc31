package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/workflow"
)

// statuses is the one table from kinds to HTTP.
var statuses = [...]int{
	errs.Internal: http.StatusInternalServerError, errs.Invalid: http.StatusBadRequest,
	errs.Unauthenticated: http.StatusUnauthorized, errs.Forbidden: http.StatusForbidden,
	errs.NotFound: http.StatusNotFound, errs.MethodNotAllowed: http.StatusMethodNotAllowed,
	errs.Conflict: http.StatusConflict, errs.TooLarge: http.StatusRequestEntityTooLarge,
	errs.Unprocessable: http.StatusUnprocessableEntity, errs.TooMany: http.StatusTooManyRequests,
	errs.Unavailable: http.StatusServiceUnavailable,
}

// envelope is every JSON answer.
type envelope struct {
	Data      any            `json:"data,omitempty"`
	Meta      map[string]any `json:"meta,omitempty"`
	Messages  []message      `json:"messages,omitempty"`
	Errors    []failure      `json:"errors,omitempty"`
	ReceiptID int64          `json:"receiptId,omitempty"`
}

type message struct {
	Message any    `json:"message"`
	Field   string `json:"field,omitempty"`
}

// saying is a message as it goes over the wire.
func saying(m any) message {
	if at, ok := m.(workflow.FieldMessage); ok {
		return message{Message: at.Message, Field: at.Field}
	}
	return message{Message: m}
}

type failure struct {
	Message string `json:"message"`
	Code    string `json:"code"`
	Field   string `json:"field,omitempty"`
}

// null makes a data that is null visible: {"data":null}.
var null = json.RawMessage("null")

// Encode writes an answer as it goes over the wire. It is safe for concurrent use.
func Encode(res *action.Response) (status int, body []byte) {
	return encode(res, "")
}

func encode(res *action.Response, requestID string) (int, []byte) {
	if res.Replayed != nil {
		return max(res.Status, 200), res.Replayed
	}
	e := envelope{Meta: res.Meta}
	status := http.StatusOK
	if res.HasData {
		if e.Data = res.Data; e.Data == nil {
			e.Data = null
		}
	}
	for _, m := range res.Messages {
		e.Messages = append(e.Messages, saying(m))
	}
	if res.Err != nil {
		status = statuses[errs.KindOf(res.Err)]
		e.Errors, e.ReceiptID = failures(res.Err, requestID), res.ReceiptID
	}
	if res.Status != 0 {
		status = res.Status
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e); err != nil {
		return http.StatusInternalServerError, []byte(`{"errors":[{"message":"the answer could not be encoded","code":"INTERNAL"}]}`)
	}
	return status, bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// failures lists what a caller may see of an error. An unclassified one shows its request id and no internals.
func failures(err error, requestID string) []failure {
	var list errs.List
	if errors.As(err, &list) {
		out := make([]failure, len(list))
		for i, e := range list {
			out[i] = failure{e.Message, e.Code, e.Field}
		}
		return out
	}
	var e *errs.Error
	if errors.As(err, &e) && e.Kind != errs.Internal {
		return []failure{{e.Message, e.Code, e.Field}}
	}
	return []failure{{Message: "Something went wrong on the server (request " + requestID + ").", Code: "INTERNAL"}}
}

// write sends an answer and returns its status.
func (h *Handler) write(w http.ResponseWriter, res *action.Response, requestID string) int {
	status, body := encode(res, requestID)
	hd := w.Header()
	for k, v := range res.Header {
		hd.Set(k, v)
	}
	hd.Set("Cache-Control", "no-store")
	hd.Set("X-Content-Type-Options", "nosniff")
	if s := retryAfter(res.Err); s > 0 {
		hd.Set("Retry-After", strconv.Itoa(s))
	}
	if status == http.StatusNoContent {
		w.WriteHeader(status)
		return status
	}
	hd.Set("Content-Type", "application/json; charset=utf-8")
	hd.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		h.o.Logger.Debug("answer not delivered", "request", requestID, "error", err)
	}
	return status
}

// retryAfter is the hint in whole seconds, 0 for none.
func retryAfter(err error) int {
	var e *errs.Error
	if !errors.As(err, &e) || e.RetryAfter <= 0 {
		return 0
	}
	return int((e.RetryAfter + time.Second - 1) / time.Second)
}
