package sample

import (
	"context"
	"slices"
	"sync"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
)

// Service is the resource of samples.
type Service struct {
	requests Requests
	one      sync.Mutex // an installation at a time
}

// New makes the resource; it does no I/O.
func New(requests Requests) *Service { return &Service{requests: requests} }

// Resources lists the resources of samples.
func (s *Service) Resources() []*action.Resource {
	return []*action.Resource{{Name: "samples", Actions: map[string]action.Action{
		"list":    {Run: s.list, Read: true},
		"install": {Run: s.install},
	}}}
}

// list answers the samples, with what there is of them. The parameter language names the language of their texts.
func (s *Service) list(ctx context.Context, req *action.Request) (*action.Response, error) {
	c := caller{s.requests, req}
	all := []Sample{}
	for _, key := range keys() {
		a, err := load(key, req.Params.String("language"))
		if err != nil {
			return nil, err
		}
		f, err := a.look(ctx, c)
		if err != nil {
			return nil, err
		}
		all = append(all, a.offered(f))
	}
	return action.Data(all), nil
}

// install makes the sample that the body names, in the language that it names, and answers it as list does. It may be
// called again.
func (s *Service) install(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in struct {
		Key      string `json:"key"`
		Language string `json:"language"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	if !slices.Contains(keys(), in.Key) {
		return nil, errs.New(errs.Invalid, CodeUnknown, "there is no sample %q", in.Key).On("key")
	}
	a, err := load(in.Key, in.Language)
	if err != nil {
		return nil, err
	}
	s.one.Lock()
	defer s.one.Unlock()
	c := caller{s.requests, req}
	if err := a.install(ctx, c); err != nil {
		return nil, err
	}
	f, err := a.look(ctx, c)
	if err != nil {
		return nil, err
	}
	return action.Data(a.offered(f)), nil
}
