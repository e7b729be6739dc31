package acl

import (
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Summary tells a client what its user may do, so that it shows what works and hides what does not. It is a hint:
// every request is decided again.
type Summary struct {
	Strategy       []string                 // permissions such as "create" and "view:own"
	Actions        map[string]ActionSummary // by "collection:permission", where an entry of a role decides
	Resources      []string                 // collections that have such an entry
	Snippets       []string                 // rules
	AllowAll       bool
	AllowConfigure bool
}

// ActionSummary is a grant as clients read it.
type ActionSummary struct {
	Fields    []string `json:"fields,omitempty"`
	Appends   []string `json:"appends,omitempty"`
	Whitelist []string `json:"whitelist,omitempty"`
	Filter    any      `json:"filter,omitempty"`
}

// Summary describes what the actor may do with the collections of a snapshot.
func (p *Permissions) Summary(a *Actor, s *schema.Snapshot) Summary {
	out := Summary{Actions: map[string]ActionSummary{}, Resources: []string{}, AllowAll: a.Root()}
	strategies := map[string]bool{}
	for i, r := range p.acting(a) {
		out.AllowConfigure = out.AllowConfigure || r.AllowConfigure
		out.Snippets = mergeRules(out.Snippets, r.Snippets, i == 0)
		r.Strategy.merge(strategies)
		for name := range r.Resources {
			if !slices.Contains(out.Resources, name) {
				out.Resources = append(out.Resources, name)
			}
		}
	}
	slices.Sort(out.Resources)
	out.Strategy = strategyNames(strategies)
	for _, name := range out.Resources {
		if c := s.Collection(name); c != nil {
			p.summarise(a, c, out.Actions)
		}
	}
	return out
}

func (p *Permissions) summarise(a *Actor, c *schema.Collection, into map[string]ActionSummary) {
	for _, available := range AvailableActions() {
		g, err := p.grant(a, c, available.Name)
		if err != nil {
			continue
		}
		into[c.Name+":"+available.Name] = describe(c, available, g)
	}
}

func describe(c *schema.Collection, available AvailableAction, g Grant) ActionSummary {
	var s ActionSummary
	switch len(g.Scopes) {
	case 0:
	case 1:
		s.Filter = g.Scopes[0]
	default:
		s.Filter = map[string]any{"$or": g.Scopes}
	}
	if g.Fields == nil || !available.AllowConfigureFields {
		return s
	}
	writes := available.Name == Create || available.Name == Update || available.Name == Import
	for _, f := range c.Fields {
		switch {
		case !g.Fields[f.Name]:
		case writes:
			s.Whitelist = append(s.Whitelist, f.Name)
		case f.Relation != nil:
			s.Appends = append(s.Appends, f.Name)
		default:
			s.Fields = append(s.Fields, f.Name)
		}
	}
	return s
}

// mergeRules joins the snippet rules of several roles: allowed is what one role allows, forbidden what all forbid.
func mergeRules(have, add []string, first bool) []string {
	if first {
		return slices.Clone(add)
	}
	var out []string
	for _, rule := range have {
		if !strings.HasPrefix(rule, "!") || slices.Contains(add, rule) {
			out = append(out, rule)
		}
	}
	for _, rule := range parseRules(add).allow {
		if !slices.Contains(out, rule) {
			out = append(out, rule)
		}
	}
	return out
}

// merge adds the strategy to permissions that are collected as permission → own records only.
func (s Strategy) merge(into map[string]bool) {
	for name, own := range s.actions {
		if before, ok := into[name]; ok {
			own = own && before
		}
		into[name] = own
	}
	if s.all {
		for _, a := range AvailableActions() {
			into[a.Name] = false
		}
	}
}

func strategyNames(permissions map[string]bool) []string {
	out := []string{}
	for name, own := range permissions {
		if own {
			name += ":own"
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
