package sample

import (
	"context"
	"slices"
)

// The states of a sample.
const (
	Absent    = "absent"
	Partial   = "partial"
	Installed = "installed"
)

// Sample is a sample application as it is offered.
type Sample struct {
	Key         string   `json:"key"`
	Title       string   `json:"title"`
	Description string   `json:"description"`
	Story       []string `json:"story" doc:"What can be tried with it, in order."`
	Collections []string `json:"collections" doc:"The names of its collections."`
	Workflows   int      `json:"workflows" doc:"How many workflows it has."`
	Pages       int      `json:"pages" doc:"How many pages it has."`
	Roles       []Role   `json:"roles" doc:"The roles that it brings: whoever is to use it is given one of them. Of an installed one, those that are still there."`
	State       string   `json:"state" enum:"absent,partial,installed" doc:"Whether it is installed, or the rest of it is still to be."`
	Taken       []string `json:"taken" doc:"Names of its collections that other collections have: it cannot be installed beside them."`
	Application string   `json:"application" doc:"The key of its application."`
	Page        string   `json:"page" doc:"The page to begin with."`
}

// Role is what people need to use a sample.
type Role struct {
	Name        string `json:"name"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// found is what there is of a sample.
type found struct {
	collections map[string]bool // by name; false: it is somebody else's
	workflows   map[string]bool
	roles       map[string]bool // by name; false: it may do nothing yet
	application bool
	pages       map[string]page
	menu        map[string]bool // by page
}

type page struct {
	UID              string `json:"uid"`
	Revision         int64  `json:"revision"`
	PublishedVersion *int64 `json:"publishedVersion"`
}

// look finds out what there is of a sample.
func (a *app) look(ctx context.Context, c caller) (*found, error) {
	f := &found{
		collections: map[string]bool{}, workflows: map[string]bool{}, roles: map[string]bool{},
		pages: map[string]page{}, menu: map[string]bool{},
	}
	var collections []struct{ Name, Sample string }
	if err := c.all(ctx, "collections", oneOf("name", names(a.Collections, "name")), &collections); err != nil {
		return nil, err
	}
	for _, each := range collections {
		f.collections[each.Name] = each.Sample == a.Key
	}
	var workflows []struct{ Key string }
	if err := c.all(ctx, "workflows", oneOf("key", names(a.Workflows, "key")), &workflows); err != nil {
		return nil, err
	}
	for _, each := range workflows {
		f.workflows[each.Key] = true
	}
	var applications []struct{ Key string }
	if err := c.all(ctx, "applications", oneOf("key", []string{a.application()}), &applications); err != nil {
		return nil, err
	}
	f.application = len(applications) > 0
	if err := a.lookAtRoles(ctx, c, f); err != nil {
		return nil, err
	}
	return f, a.lookAtPages(ctx, c, f)
}

func (a *app) lookAtRoles(ctx context.Context, c caller, f *found) error {
	names := make([]string, len(a.Roles))
	for i, r := range a.Roles {
		names[i] = r.name()
	}
	var roles []struct{ Name string }
	if err := c.all(ctx, "roles", oneOf("name", names), &roles); err != nil {
		return err
	}
	for _, each := range roles {
		var entries []struct{ Name string }
		if err := c.call(ctx, "roles/"+each.Name+"/resources", "list", nil, nil, &entries); err != nil {
			return err
		}
		f.roles[each.Name] = len(entries) > 0
	}
	return nil
}

func (a *app) lookAtPages(ctx context.Context, c caller, f *found) error {
	var pages []page
	if err := c.all(ctx, "pages", oneOf("uid", names(a.Pages, "uid")), &pages); err != nil {
		return err
	}
	for _, each := range pages {
		f.pages[each.UID] = each
	}
	var entries []struct{ PageUID string }
	if err := c.all(ctx, "menuEntries", oneOf("applicationKey", []string{a.application()}), &entries); err != nil {
		return err
	}
	for _, each := range entries {
		f.menu[each.PageUID] = true
	}
	return nil
}

// taken lists the names of collections that are not the sample's own.
func (a *app) taken(f *found) []string {
	list := []string{}
	for _, name := range names(a.Collections, "name") {
		if own, exists := f.collections[name]; exists && !own {
			list = append(list, name)
		}
	}
	return list
}

// owns tells whether anything of the sample is there.
func (f *found) owns() bool {
	for _, own := range f.collections {
		if own {
			return true
		}
	}
	return false
}

func (a *app) state(f *found) string {
	if !f.owns() {
		return Absent
	}
	there := func(list []map[string]any, key string, has func(name string) bool) bool {
		return !slices.ContainsFunc(names(list, key), func(name string) bool { return !has(name) })
	}
	whole := there(a.Collections, "name", func(n string) bool { return f.collections[n] }) &&
		there(a.Pages, "uid", func(n string) bool { return f.pages[n].PublishedVersion != nil }) &&
		there(a.Menu, "pageUid", func(n string) bool { return f.menu[n] })
	if whole {
		return Installed
	}
	return Partial
}

func (a *app) offered(f *found) Sample {
	return Sample{
		Key: a.Key, Title: a.Title, Description: a.Description, Story: a.Story, Collections: names(a.Collections, "name"),
		Workflows: len(a.Workflows), Pages: len(a.Pages), Roles: a.rolesOffered(f), State: a.state(f), Taken: a.taken(f),
		Application: a.application(), Page: names(a.Pages, "uid")[0],
	}
}

// rolesOffered lists the roles that the sample brings, or that are left of them.
func (a *app) rolesOffered(f *found) []Role {
	list := []Role{}
	for _, r := range a.Roles {
		if _, exists := f.roles[r.name()]; !exists && a.state(f) == Installed {
			continue
		}
		list = append(list, Role{Name: r.name(), Title: textOf(r.Role["title"]), Description: textOf(r.Role["description"])})
	}
	return list
}

func (a *app) application() string { return textOf(a.Application["key"]) }

func names(list []map[string]any, key string) []string {
	out := make([]string, len(list))
	for i, each := range list {
		out[i] = textOf(each[key])
	}
	return out
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}
