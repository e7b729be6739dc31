package access

import (
	"context"
	"fmt"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Permissions returns the roles and what they grant, as of the current definitions version.
func (s *Service) Permissions(ctx context.Context) (*acl.Permissions, error) {
	if p := s.perms.Load(); p != nil && p.Version == s.db.Version() {
		return p, nil
	}
	s.loading.Lock()
	defer s.loading.Unlock()
	// The version is read first: rows that are newer than their label are read again, never the other way round.
	version := s.db.Version()
	if p := s.perms.Load(); p != nil && p.Version == version {
		return p, nil
	}
	p, err := s.loadPermissions(ctx, version)
	if err != nil {
		return nil, fmt.Errorf("load permissions: %w", err)
	}
	s.perms.Store(p)
	return p, nil
}

func (s *Service) loadPermissions(ctx context.Context, version uint64) (*acl.Permissions, error) {
	var roles []*acl.Role
	mode := acl.ModeDefault
	err := s.db.Read(ctx, func(r store.Reader) error {
		var err error
		if roles, err = s.loadRoles(r); err != nil {
			return err
		}
		mode, err = s.loadMode(r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return acl.New(version, mode, roles, acl.BuiltinSnippets()), nil
}

func (s *Service) loadMode(r store.RecordReader) (string, error) {
	row, err := first(r, s.system.settings, nil)
	if isNotFound(err) {
		return acl.ModeDefault, nil
	}
	if mode := text(row, "roleMode"); mode != "" {
		return mode, err
	}
	return acl.ModeDefault, err
}

func (s *Service) loadRoles(r store.RecordReader) ([]*acl.Role, error) {
	rows, err := r.Find(&query.Find{Collection: s.system.roles})
	if err != nil {
		return nil, err
	}
	roles := make([]*acl.Role, 0, len(rows))
	byName := make(map[string]*acl.Role, len(rows))
	for _, row := range rows {
		role, err := roleOf(row)
		if err != nil {
			return nil, err
		}
		roles = append(roles, role)
		byName[role.Name] = role
	}
	return roles, s.loadEntries(r, byName)
}

func roleOf(row schema.Record) (*acl.Role, error) {
	strategy, err := acl.ParseStrategy(row["strategy"])
	if err != nil {
		return nil, fmt.Errorf("role %s: %w", text(row, "name"), err)
	}
	raw, _ := row["strategy"].(map[string]any)
	return &acl.Role{
		Name: text(row, "name"), Title: text(row, "title"), Default: boolean(row, "default"), Hidden: boolean(row, "hidden"),
		AllowConfigure: boolean(row, "allowConfigure"), AllowNewMenu: boolean(row, "allowNewMenu"),
		Strategy: strategy, StrategyRaw: raw, Snippets: texts(row["snippets"]), Resources: map[string]*acl.Entry{},
	}, nil
}

// loadEntries adds the resource permissions of the main data source to their roles.
func (s *Service) loadEntries(r store.RecordReader, roles map[string]*acl.Role) error {
	t := s.system
	rows, err := r.Find(&query.Find{Collection: t.resources, Filter: eq(t.resources, "usingActionsConfig", true)})
	if err != nil {
		return err
	}
	entries := make(map[int64]*acl.Entry, len(rows))
	for _, row := range rows {
		source := text(row, "dataSourceKey")
		role := roles[text(row, "roleName")]
		if role == nil || source != "" && source != MainDataSource {
			continue
		}
		entry := &acl.Entry{Actions: map[string]*acl.EntryAction{}}
		role.Resources[text(row, "name")] = entry
		entries[integer(row, "id")] = entry
	}
	return s.loadActions(r, entries)
}

func (s *Service) loadActions(r store.RecordReader, entries map[int64]*acl.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	scopes, err := s.loadScopes(r)
	if err != nil {
		return err
	}
	rows, err := r.Find(&query.Find{Collection: s.system.actions})
	if err != nil {
		return err
	}
	for _, row := range rows {
		entry := entries[integer(row, "rolesResourceId")]
		if entry == nil {
			continue
		}
		action := &acl.EntryAction{}
		if row["fields"] != nil {
			action.Fields = append([]string{}, texts(row["fields"])...)
		}
		if id := integer(row, "scopeId"); id != 0 {
			scope, ok := scopes[id]
			if !ok {
				continue // a scope that is gone must not widen the permission to all rows
			}
			action.Scope = scope
		}
		entry.Actions[text(row, "name")] = action
	}
	return nil
}

func (s *Service) loadScopes(r store.RecordReader) (map[int64]any, error) {
	rows, err := r.Find(&query.Find{Collection: s.system.scopes})
	if err != nil {
		return nil, err
	}
	scopes := make(map[int64]any, len(rows))
	for _, row := range rows {
		scopes[integer(row, "id")] = row["scope"]
	}
	return scopes, nil
}

// texts reads a JSON list of strings; anything else in it is left out.
func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// CollectionDropped removes what roles may do with a collection that is being dropped: another one of the same name
// must not inherit it.
func (s *Service) CollectionDropped(tx store.Tx, name string) error {
	t := s.system
	rows, err := tx.Find(&query.Find{Collection: t.resources, Filter: eq(t.resources, "name", name)})
	if err != nil || len(rows) == 0 {
		return err
	}
	ids := make([]any, len(rows))
	for i, row := range rows {
		ids[i] = row["id"]
	}
	in := query.Cond{Field: t.actions.Field("rolesResourceId"), Op: query.In, Value: ids}
	if _, err := tx.Delete(t.actions, in); err != nil {
		return err
	}
	_, err = tx.Delete(t.resources, eq(t.resources, "name", name))
	return err
}
