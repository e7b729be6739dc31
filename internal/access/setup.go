package access

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// signingKeyName is the row of the table secrets that holds the key of session tokens.
const signingKeyName = "jwt"

// The first user.
const (
	RootUsername     = "root"
	DefaultRootEmail = "admin@sequitur.local"
)

// Setup prepares a new database: roles, scopes, settings, the signing key and a first user who holds the role root.
// On a database that is set up already it does nothing (created false). Without rootPassword it makes one and
// returns it: the caller shows it once, nobody can read it later.
func (s *Service) Setup(ctx context.Context, rootEmail, rootPassword string) (generated string, created bool, err error) {
	done, err := s.isSetUp(ctx)
	if done || err != nil {
		return "", false, err
	}
	if rootEmail == "" {
		rootEmail = DefaultRootEmail
	}
	if rootPassword == "" {
		if generated, err = s.randomPassword(); err != nil {
			return "", false, err
		}
		rootPassword = generated
	} else if err := CheckPassword(rootPassword, rootEmail); err != nil {
		return "", false, err
	}
	hash, err := s.hash(ctx, rootPassword)
	if err != nil {
		return "", false, err
	}
	key := make([]byte, 32)
	if _, err := io.ReadFull(s.random, key); err != nil {
		return "", false, fmt.Errorf("signing key: %w", err)
	}
	err = s.db.Exclusive(ctx, func(tx store.Tx) error {
		return seed{Service: s, tx: tx, at: stamp(tx)}.run(key, NormalEmail(rootEmail), hash)
	})
	if err != nil {
		return "", false, fmt.Errorf("set up the database: %w", err)
	}
	return generated, true, nil
}

func (s *Service) isSetUp(ctx context.Context) (done bool, err error) {
	err = s.db.Read(ctx, func(r store.Reader) error {
		n, err := r.Count(s.system.secrets, eq(s.system.secrets, "name", signingKeyName))
		done = n > 0
		return err
	})
	return done, err
}

// seed writes the first rows.
type seed struct {
	*Service
	tx store.Tx
	at string
}

func (s seed) run(key []byte, email, hash string) error {
	t := s.system
	if err := s.tx.Insert(t.secrets, schema.Record{"name": signingKeyName, "value": hex.EncodeToString(key)}); err != nil {
		return err
	}
	for i, role := range builtinRoles() {
		if err := s.insert(t.roles, merge(role, schema.Record{"sort": int64(i + 1)})); err != nil {
			return err
		}
	}
	for _, scope := range builtinScopes() {
		if err := s.insert(t.scopes, merge(scope, schema.Record{"id": s.tx.NextID(), "dataSourceKey": MainDataSource})); err != nil {
			return err
		}
	}
	err := s.insert(t.settings, schema.Record{
		"id": s.tx.NextID(), "title": "Sequitur", "appLang": "en-US", "enabledLanguages": []any{"en-US", "fr-FR"},
		"roleMode": acl.ModeDefault, "allowSignUp": false,
	})
	if err != nil {
		return err
	}
	return s.root(email, hash)
}

func (s seed) root(email, hash string) error {
	id := s.tx.NextID()
	user := schema.Record{"id": id, "nickname": "Administrator", "username": RootUsername, "email": email, "password": hash}
	if err := s.insert(s.system.users, user); err != nil {
		return err
	}
	for _, role := range []string{acl.RoleRoot, acl.RoleAdmin, acl.RoleMember} {
		member := schema.Record{"roleName": role, "userId": id, "default": role == acl.RoleRoot}
		if err := s.insert(s.system.members, member); err != nil {
			return err
		}
	}
	return nil
}

func (s seed) insert(c *schema.Collection, row schema.Record) error {
	return s.tx.Insert(c, merge(row, schema.Record{"createdAt": s.at, "updatedAt": s.at}))
}

func builtinRoles() []schema.Record {
	everything := []any{"ui.*", "pm", "pm.*"}
	nothing := []any{"!ui.*", "!pm", "!pm.*"}
	write := []any{
		acl.Create, acl.View, acl.Update, acl.Destroy, acl.Export, acl.Import, acl.Trigger, acl.TriggerNew,
	}
	return []schema.Record{
		{"name": acl.RoleRoot, "title": "Root", "hidden": true, "default": false, "snippets": everything, "allowConfigure": true, "allowNewMenu": true},
		{"name": acl.RoleAdmin, "title": "Admin", "hidden": false, "default": false, "snippets": everything, "allowConfigure": true, "allowNewMenu": true,
			"strategy": map[string]any{"actions": write}},
		{"name": acl.RoleMember, "title": "Member", "hidden": false, "default": true, "snippets": nothing, "allowConfigure": false, "allowNewMenu": false,
			"strategy": map[string]any{"actions": []any{"view:own"}}},
	}
}

func builtinScopes() []schema.Record {
	return []schema.Record{
		{"key": ScopeAll, "name": "All records", "scope": map[string]any{}},
		{"key": ScopeOwn, "name": "Own records", "scope": acl.OwnScope()},
	}
}

// The keys of the built-in scopes.
const (
	ScopeAll = "all"
	ScopeOwn = "own"
)

func merge(a, b schema.Record) schema.Record {
	out := a.Clone()
	for k, v := range b {
		out[k] = v
	}
	return out
}

func (s *Service) readKey(r store.RecordReader) ([]byte, error) {
	t := s.system.secrets
	row, err := first(r, t, query.Filter(eq(t, "name", signingKeyName)), "value")
	if isNotFound(err) {
		return nil, errNoKey
	}
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(text(row, "value"))
}

// randomPassword makes a password of 120 random bits.
func (s *Service) randomPassword() (string, error) {
	b := make([]byte, 15)
	if _, err := io.ReadFull(s.random, b); err != nil {
		return "", fmt.Errorf("random password: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b), nil
}

// stamp is the transaction's time as it is stored.
func stamp(tx store.Tx) string { return clock.Format(tx.Now().Truncate(time.Millisecond)) }
