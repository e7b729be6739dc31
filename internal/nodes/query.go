package nodes

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/expr"
	"github.com/sequitur-platform/sequitur/internal/extension"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// queryNode reads records.
type queryNode struct{}

type queryConfig struct {
	Collection  string      `json:"collection" doc:"The collection to read." as:"collection" required:"true"`
	Multiple    bool        `json:"multiple" title:"Result" labels:"A list of records|The first record" doc:"The result is a list of records instead of the first one."`
	FailOnEmpty bool        `json:"failOnEmpty" title:"When nothing is found" labels:"End as failed|Go on with nothing" doc:"End as failed when no record was found."`
	Params      queryParams `json:"params" doc:"Which records to read."`
}

type queryParams struct {
	Filter   any      `json:"filter" doc:"The records to be read; without one, all." as:"filter"`
	Appends  []string `json:"appends" title:"Relations" doc:"The relations to be loaded with them." as:"appends"`
	Sort     []any    `json:"sort" doc:"Their order: {field, direction: asc or desc}." as:"sort"`
	Page     any      `json:"page" doc:"The page to be read, from 1." default:"1" as:"template" when:"/multiple=true"`
	PageSize any      `json:"pageSize" doc:"How many records a page has." default:"20" as:"template" title:"Records of a page" when:"/multiple=true"`
}

type preparedQuery struct {
	selection
	multiple    bool
	failOnEmpty bool
	appends     []string
	sort        *expr.Template
	page        *expr.Template
	pageSize    *expr.Template
}

const (
	defaultPageSize = 20
	maxPageSize     = 10_000
)

// Spec implements extension.NodeType.
func (queryNode) Spec() extension.NodeSpec {
	return extension.NodeSpec{
		Type: "query", Title: "Query records", Group: groupRecords,
		Summary:     "Reads the records that match a filter: the first one, or a page of them.",
		Config:      queryConfig{},
		Effect:      database,
		SyncAllowed: true,
	}
}

// Validate implements extension.Validator.
func (queryNode) Validate(config json.RawMessage, s *schema.Snapshot) error {
	c, err := decode[queryConfig](config)
	if err != nil || !isGiven(config) {
		return err
	}
	list := checkRecords(s, c.Collection, c.Params.Appends, c.Params.Filter)
	for i, v := range c.Params.Sort {
		if err := checkSort(s, c.Collection, v); err != nil {
			list = append(list, asError(err, fmt.Sprintf("params.sort[%d]", i)))
		}
	}
	list = append(list, checkCount(c.Params.Page, "params.page")...)
	list = append(list, checkCount(c.Params.PageSize, "params.pageSize")...)
	return list.Or()
}

// checkSort reports a sort key that cannot be used; a variable may stand for its field.
func checkSort(s *schema.Snapshot, collection string, v any) error {
	key, err := sortKey(v)
	if err != nil || strings.Contains(key, "{{") {
		return err
	}
	c, err := extension.FindCollection(s, collection)
	if err != nil {
		return nil // told already, on the collection
	}
	_, err = query.ParseSort(c, []string{key})
	return err
}

// checkCount reports a constant that is no count; a text may be a variable.
func checkCount(v any, field string) errs.List {
	if _, isText := v.(string); isText {
		return nil
	}
	if _, err := count(v, 1, field); err != nil {
		return errs.List{asError(err, field)}
	}
	return nil
}

// Prepare implements extension.Preparer.
func (queryNode) Prepare(config json.RawMessage) (any, error) {
	c, err := decode[queryConfig](config)
	if err != nil {
		return nil, err
	}
	p := &preparedQuery{multiple: c.Multiple, failOnEmpty: c.FailOnEmpty, appends: c.Params.Appends}
	if p.selection, err = selectionOf(c.Collection, c.Params.Filter); err != nil {
		return nil, err
	}
	if p.sort, err = compile(c.Params.Sort, "params.sort"); err != nil {
		return nil, err
	}
	if p.page, err = compile(c.Params.Page, "params.page"); err != nil {
		return nil, err
	}
	p.pageSize, err = compile(c.Params.PageSize, "params.pageSize")
	return p, err
}

// Run implements extension.NodeType.
func (n queryNode) Run(_ context.Context, step *extension.Step) (extension.Result, error) {
	p, err := prepared[*preparedQuery](n, step)
	if err != nil {
		return extension.Result{}, err
	}
	q, err := p.ask(step.Scope)
	if err != nil {
		return extension.Result{}, err
	}
	found, err := step.Records.Query(q)
	if err != nil {
		return extension.Result{}, err
	}
	var value any
	switch {
	case p.multiple && found == nil:
		value = []any{}
	case p.multiple:
		value = found
	case len(found) > 0:
		value = found[0]
	}
	if p.failOnEmpty && len(found) == 0 {
		return extension.Unmet(value), nil
	}
	return extension.Done(value), nil
}

// ask makes the question from the configuration and the variables. A single record is the first of the page that is
// asked for.
func (p *preparedQuery) ask(scope *expr.Scope) (extension.RecordQuery, error) {
	q := extension.RecordQuery{Collection: p.collection, Appends: p.appends}
	var err error
	if q.Filter, err = p.filter.render(scope); err != nil {
		return q, err
	}
	if q.Sort, err = p.sorting(scope); err != nil {
		return q, err
	}
	if q.Page, err = renderCount(p.page, scope, 1, "page"); err != nil {
		return q, err
	}
	if q.PageSize, err = renderCount(p.pageSize, scope, defaultPageSize, "pageSize"); err != nil {
		return q, err
	}
	if q.PageSize > maxPageSize {
		return q, errs.New(errs.Invalid, "INVALID_PAGE", "pageSize may be %d at most, not %d", maxPageSize, q.PageSize)
	}
	if !p.multiple {
		q.Page, q.PageSize = (q.Page-1)*q.PageSize+1, 1
	}
	return q, nil
}

func (p *preparedQuery) sorting(scope *expr.Scope) ([]string, error) {
	v, err := p.sort.Render(scope)
	if err != nil {
		return nil, err
	}
	list, _ := v.([]any)
	keys := make([]string, 0, len(list))
	for _, item := range list {
		key, err := sortKey(item)
		if err != nil {
			return nil, err
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// sortKey reads {field, direction}, or a text such as -createdAt.
func sortKey(v any) (string, error) {
	if key, ok := v.(string); ok && key != "" {
		return key, nil
	}
	m, _ := v.(map[string]any)
	field, _ := m["field"].(string)
	if field == "" {
		return "", errs.New(errs.Invalid, "INVALID_SORT", "a sort key needs a field")
	}
	switch m["direction"] {
	case nil, "", "asc":
		return field, nil
	case "desc":
		return "-" + field, nil
	}
	return "", errs.New(errs.Invalid, "INVALID_SORT", "the direction of %q must be asc or desc", field)
}

func renderCount(t *expr.Template, scope *expr.Scope, otherwise int, name string) (int, error) {
	v, err := t.Render(scope)
	if err != nil {
		return 0, err
	}
	return count(v, otherwise, name)
}

// count reads a positive whole number, also from a text; nothing means the default.
func count(v any, otherwise int, name string) (int, error) {
	if v == nil || v == "" {
		return otherwise, nil
	}
	if s, ok := v.(string); ok {
		v = json.Number(s)
	}
	f, ok := asNumber(v)
	if !ok || f < 1 || f != math.Floor(f) || f > math.MaxInt32 {
		return 0, errs.New(errs.Invalid, "INVALID_PAGE", "%s must be a whole number from 1 on", name)
	}
	return int(f), nil
}

// Try implements extension.Trier.
func (n queryNode) Try(ctx context.Context, step *extension.Step) (extension.Result, error) {
	return n.Run(ctx, step)
}
