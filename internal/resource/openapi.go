package resource

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/openapi"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Description answers what the API offers, for programs: the resource "openapi".
type Description struct {
	Schema func(ctx context.Context) (*schema.Snapshot, error)
	// Reaches tells whether an actor may know of a collection.
	Reaches func(a *acl.Actor, c *schema.Collection) bool
	// Registered are all system resources, by name.
	Registered func() []*action.Resource
	Version    string
	// Shapes are those that other packages answer: the envelope, live events.
	Shapes []openapi.Shape
}

// Resources returns the resource.
func (d *Description) Resources() []*action.Resource {
	return []*action.Resource{{Name: "openapi", Actions: map[string]action.Action{
		"get": {Run: d.get, Access: action.SignedIn, Read: true},
	}}}
}

// get answers the OpenAPI document itself, without an envelope: that is what tools read. It names only collections that
// the actor may know of.
func (d *Description) get(ctx context.Context, req *action.Request) (*action.Response, error) {
	sn, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	reaches := func(c *schema.Collection) bool { return c.System || d.Reaches(req.Actor, c) }
	o := openapi.Options{
		Title: "Sequitur", Version: cmp.Or(d.Version, "dev"), Known: reaches,
		Shapes: slices.Concat(wordShapes(), answerShapes(), pageShapes(), d.Shapes), Rows: systemRows(),
	}
	for _, c := range sn.Collections() {
		if !c.System && reaches(c) {
			o.Collections = append(o.Collections, c)
		}
	}
	for _, r := range d.Registered() {
		o.Resources = append(o.Resources, described(r, sn))
	}
	raw, err := json.Marshal(openapi.Document(o))
	return &action.Response{Replayed: raw}, err
}

func described(r *action.Resource, sn *schema.Snapshot) openapi.Resource {
	out := openapi.Resource{Name: r.Name}
	if r.Collection != "" {
		out.Collection = sn.Collection(r.Collection)
	}
	known := answersOf(r.Name)
	for name, a := range r.Actions {
		out.Actions = append(out.Actions, openapi.Action{
			Name: name, Read: a.Read || a.Run == nil, Public: a.Access == action.Public, Answer: known[name],
		})
	}
	slices.SortFunc(out.Actions, func(a, b openapi.Action) int { return strings.Compare(a.Name, b.Name) })
	return out
}
