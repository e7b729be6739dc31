package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// roleCheck is what a user may do in the role that counts.
type roleCheck struct {
	Role             string                       `json:"role"`
	Roles            []string                     `json:"roles"`
	Titles           map[string]string            `json:"titles"` // of these roles, for those who may not read roles
	Strategy         strategyCheck                `json:"strategy"`
	Actions          map[string]acl.ActionSummary `json:"actions"`
	Resources        []string                     `json:"resources"`
	Snippets         []string                     `json:"snippets"`
	RoleMode         string                       `json:"roleMode"`
	AvailableActions []string                     `json:"availableActions"`
	ActionAlias      map[string]string            `json:"actionAlias"`
	AllowAll         bool                         `json:"allowAll"`
	AllowConfigure   bool                         `json:"allowConfigure"`
	// What follows is there for clients that ask for it; it never says anything.
	AllowAnonymous           bool  `json:"allowAnonymous"`
	AllowMenuItemIDs         []any `json:"allowMenuItemIds"`
	UIButtonSchemasBlacklist []any `json:"uiButtonSchemasBlacklist"`
}

type strategyCheck struct {
	Actions        []string `json:"actions"`
	AllowConfigure bool     `json:"allowConfigure"`
}

// checkRole tells a client what its user may do: the answer that it starts from.
func (d *Identity) checkRole(ctx context.Context, req *action.Request) (*action.Response, error) {
	perms, err := d.Access.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	s := perms.Summary(req.Actor, snap)
	names, aliases := actionNames()
	data := roleCheck{
		Role: req.Actor.Role, Roles: req.Actor.Roles, Titles: titlesOf(perms, req.Actor.Roles), Strategy: strategyCheck{s.Strategy, s.AllowConfigure}, Actions: s.Actions,
		Resources: s.Resources, Snippets: s.Snippets, RoleMode: perms.Mode, AvailableActions: names, ActionAlias: aliases,
		AllowAll: s.AllowAll, AllowConfigure: s.AllowConfigure || s.AllowAll, AllowMenuItemIDs: []any{}, UIButtonSchemasBlacklist: []any{},
	}
	return &action.Response{Data: data, HasData: true, Meta: map[string]any{"dataSources": map[string]any{}}}, nil
}

func titlesOf(perms *acl.Permissions, names []string) map[string]string {
	titles := make(map[string]string, len(names))
	for _, name := range names {
		if r := perms.Roles[name]; r != nil && r.Title != "" {
			titles[name] = r.Title
		}
	}
	return titles
}

func actionNames() (names []string, aliases map[string]string) {
	aliases = map[string]string{}
	for _, a := range acl.AvailableActions() {
		names = append(names, a.Name)
		for _, alias := range a.Aliases {
			aliases[alias] = a.Name
		}
	}
	return names, aliases
}

func (d *Identity) getRoleMode(ctx context.Context, _ *action.Request) (*action.Response, error) {
	perms, err := d.Access.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	return action.Data(map[string]any{"roleMode": perms.Mode}), nil
}

func (d *Identity) setRoleMode(ctx context.Context, req *action.Request) (*action.Response, error) {
	var in struct {
		RoleMode string `json:"roleMode"`
	}
	if err := req.Decode(&in); err != nil {
		return nil, err
	}
	switch in.RoleMode {
	case acl.ModeDefault, acl.ModeUnion, acl.ModeUnionOnly:
	default:
		return nil, errs.New(errs.Invalid, "INVALID_ROLE_MODE", "the role mode is default, allow-use-union or only-use-union").On("roleMode")
	}
	snap, err := d.Schema(ctx)
	if err != nil {
		return nil, err
	}
	settings := snap.Collection("systemSettings")
	err = d.permit(ctx, req, func(e *edit) error {
		_, err := e.tx.Update(settings, nil, schema.Record{"roleMode": in.RoleMode, "updatedAt": e.now()})
		return err
	})
	if err != nil {
		return nil, err
	}
	return action.Nothing(), nil
}
