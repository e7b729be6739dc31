package sample

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/query"
)

// Requests carries out requests as if they came over HTTP.
type Requests interface {
	Do(ctx context.Context, req *action.Request) *action.Response
}

// caller takes actions in the name of whoever sent a request.
type caller struct {
	requests Requests
	by       *action.Request
}

// call takes one action and reads what it answers into out, unless that is nil. What belongs to a record is named as in
// an address: roles/<name>/resources.
func (c caller) call(ctx context.Context, resource, act string, params query.Values, values, out any) error {
	if params == nil {
		params = query.Values{}
	}
	if values == nil {
		values = map[string]any{}
	}
	source := ""
	if parts := strings.Split(resource, "/"); len(parts) == 3 {
		resource, source = parts[0]+"."+parts[2], parts[1]
	}
	res := c.requests.Do(ctx, &action.Request{
		ID: c.by.ID, Method: http.MethodPost, Path: c.by.Path, Resource: resource, SourceID: source, Action: act, Params: params, Values: values,
		Locale: c.by.Locale, Location: c.by.Location, ClientIP: c.by.ClientIP, Actor: c.by.Actor,
	})
	if res.Err != nil || out == nil {
		return res.Err
	}
	raw, err := json.Marshal(res.Data)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, out)
}

// all lists the rows that match a filter.
func (c caller) all(ctx context.Context, resource string, filter map[string]any, out any) error {
	return c.call(ctx, resource, "list", query.Values{"filter": filter, "paginate": "false"}, nil, out)
}

func oneOf(field string, names []string) map[string]any {
	list := make([]any, len(names))
	for i, name := range names {
		list[i] = name
	}
	return map[string]any{field: map[string]any{"$in": list}}
}
