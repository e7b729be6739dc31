package resource

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

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
	data := map[string]any{
		"role":                     req.Actor.Role,
		"roles":                    req.Actor.Roles,
		"strategy":                 map[string]any{"actions": s.Strategy, "allowConfigure": s.AllowConfigure},
		"actions":                  s.Actions,
		"resources":                s.Resources,
		"snippets":                 s.Snippets,
		"roleMode":                 perms.Mode,
		"availableActions":         names,
		"actionAlias":              aliases,
		"allowAll":                 s.AllowAll,
		"allowConfigure":           s.AllowConfigure || s.AllowAll,
		"allowAnonymous":           false,
		"allowMenuItemIds":         []any{},
		"uiButtonSchemasBlacklist": []any{},
	}
	return &action.Response{Data: data, HasData: true, Meta: map[string]any{"dataSources": map[string]any{}}}, nil
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
