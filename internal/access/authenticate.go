package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Credentials are what a request says about who sends it.
type Credentials struct {
	Token         string
	Role          string // the role to act as; "" for the user's default
	Authenticator string
	EventStream   bool // the answer is a stream: it has no place for a renewed token
}

// identity is what storage says about the owner of a token.
type identity struct {
	user    schema.Record // with passwordChangeTz; nil when the user is gone
	session *session      // nil when it is gone
	roles   []membership
}

// membership is a role of a user.
type membership struct {
	role      string
	isDefault bool
}

// Authenticate finds the actor of a request. Without a token that is an anonymous one; whether he may go on is the
// caller's decision. renewed is the token that replaces an expired one, "" normally. The actor is shared with other
// requests and must not be changed.
func (s *Service) Authenticate(ctx context.Context, c Credentials) (actor *acl.Actor, renewed string, err error) {
	if c.Authenticator != "" && c.Authenticator != Authenticator {
		return nil, "", unauthenticated(CodeUnknownAuthenticator, "There is no such authenticator")
	}
	if c.Token == "" {
		return &acl.Actor{Role: acl.RoleNobody}, "", nil
	}
	key := cacheKey{token: sha256.Sum256([]byte(c.Token)), role: c.Role}
	now := s.clock.Now().UnixMilli()
	if a := s.verified.get(key, s.db.Version(), now); a != nil {
		return a, "", nil
	}
	return s.verify(ctx, c, key, now)
}

func (s *Service) verify(ctx context.Context, c Credentials, key cacheKey, now int64) (*acl.Actor, string, error) {
	said, err := s.parse(ctx, c.Token)
	if err != nil {
		return nil, "", err
	}
	mark := s.verified.mark()
	perms, err := s.Permissions(ctx)
	if err != nil {
		return nil, "", err
	}
	users, err := s.users(ctx)
	if err != nil {
		return nil, "", err
	}
	found, err := s.identify(ctx, users, said)
	if err != nil {
		return nil, "", err
	}
	if err := s.check(said, found, now); err != nil {
		return nil, "", err
	}
	actor, err := actorOf(perms, found, visible(users, found.user), c.Role)
	if err != nil {
		return nil, "", err
	}
	renewed, err := s.renewIfExpired(ctx, c, said, found, now)
	if err != nil {
		return nil, "", err
	}
	actor.Session = found.session.jti
	if renewed == "" {
		until := min(said.expires(s.policy), said.SignInTime+s.policy.Session.Milliseconds())
		s.verified.put(key, &verified{actor: actor, version: perms.Version, until: until}, mark, now)
	}
	return actor, renewed, nil
}

// identify reads the user, the session and the roles in one snapshot.
func (s *Service) identify(ctx context.Context, users *schema.Collection, said *claims) (*identity, error) {
	found := &identity{}
	err := s.db.Read(ctx, func(r store.Reader) error {
		user, err := first(r, users, eq(users, "id", said.UserID), "passwordChangeTz")
		if err != nil && !isNotFound(err) {
			return err
		}
		found.user = user
		if found.session, err = s.findSession(r, said.ID); err != nil {
			return err
		}
		found.roles, err = s.memberships(r, said.UserID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read user: %w", err)
	}
	return found, nil
}

// memberships returns a user's roles in the order in which he got them.
func (s *Service) memberships(r store.RecordReader, userID int64) ([]membership, error) {
	t := s.system.members
	rows, err := r.Find(&query.Find{Collection: t, Filter: eq(t, "userId", userID)})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rows, func(a, b schema.Record) int {
		if order := strings.Compare(text(a, "createdAt"), text(b, "createdAt")); order != 0 {
			return order
		}
		return strings.Compare(text(a, "roleName"), text(b, "roleName"))
	})
	out := make([]membership, 0, len(rows))
	for _, row := range rows {
		out = append(out, membership{role: text(row, "roleName"), isDefault: boolean(row, "default")})
	}
	return out, nil
}

// check refuses tokens of users and sessions that are gone, blocked or outdated. An expired token of a living
// session passes: it may be renewed.
func (s *Service) check(said *claims, found *identity, now int64) error {
	switch {
	case found.user == nil:
		return unauthenticated(CodeNotExistUser, "The user does not exist any more")
	case found.session != nil && found.session.revoked != 0:
		return unauthenticated(CodeBlockedToken, "Your session has been ended. Please sign in again.")
	case now-said.SignInTime > s.policy.Session.Milliseconds():
		return errExpired()
	case said.SignInTime < integer(found.user, "passwordChangeTz"):
		return unauthenticated(CodeInvalidToken, "The password has been changed. Please sign in again.")
	case found.session == nil && now >= said.expires(s.policy):
		return errRenewFailed()
	case found.session == nil || found.session.userID != said.UserID:
		return errInvalidToken()
	}
	return nil
}

// renewIfExpired returns the token that replaces an expired one, and updates found.session.
func (s *Service) renewIfExpired(ctx context.Context, c Credentials, said *claims, found *identity, now int64) (string, error) {
	current := found.session.jti == said.ID
	end := said.expires(s.policy)
	switch {
	case current && now < end:
		return "", nil
	case c.EventStream:
		return "", unauthenticated(CodeSkipRenew, "Your session needs to be renewed first")
	case !current && now-found.session.renewed > renewalGrace.Milliseconds():
		return "", errRenewFailed()
	case current && s.policy.Renewal > 0 && now-end > s.policy.Renewal.Milliseconds():
		return "", errExpired()
	}
	if current {
		renewed, err := s.renew(ctx, found.session, now)
		if err != nil {
			return "", err
		}
		found.session = renewed
	}
	return s.token(ctx, found.session)
}

// actorOf chooses the role that counts.
func actorOf(p *acl.Permissions, found *identity, user schema.Record, asked string) (*acl.Actor, error) {
	a := &acl.Actor{UserID: integer(user, "id"), User: user}
	for _, m := range found.roles {
		if p.Roles[m.role] != nil {
			a.Roles = append(a.Roles, m.role)
		}
	}
	if asked == acl.RoleNobody {
		a.Role = acl.RoleNobody
		return a, nil
	}
	if len(a.Roles) == 0 {
		return nil, unauthenticated(CodeNoRoles, "The current user has no roles")
	}
	return a, choose(a, p, preference(user, found.roles), asked)
}

// choose sets the acting roles from what the request asks for, else from what the user prefers.
func choose(a *acl.Actor, p *acl.Permissions, preferred, asked string) error {
	if asked != "" && asked != acl.RoleUnion && !slices.Contains(a.Roles, asked) {
		return unauthenticated(CodeRoleNotOfUser, "The role does not belong to the user")
	}
	if asked == "" || asked == acl.RoleUnion && p.Mode == acl.ModeDefault {
		asked = preferred
	}
	union := asked == acl.RoleUnion && p.Mode == acl.ModeUnion
	switch {
	case union || p.Mode == acl.ModeUnionOnly:
		a.Role, a.Acting = acl.RoleUnion, a.Roles
	case slices.Contains(a.Roles, asked):
		a.Role, a.Acting = asked, []string{asked}
	default:
		a.Role, a.Acting = a.Roles[0], a.Roles[:1]
	}
	return nil
}

// preference is the user's default role, "" when he has none.
func preference(user schema.Record, roles []membership) string {
	settings, _ := user["systemSettings"].(map[string]any)
	if settings[UnionByDefault] == true {
		return acl.RoleUnion
	}
	for _, m := range roles {
		if m.isDefault {
			return m.role
		}
	}
	return ""
}

// UnionByDefault is the key of a user's settings that says that he acts in all his roles unless he asks otherwise.
const UnionByDefault = "unionByDefault"

// MainDataSource is the key of the one data source: Sequitur's own database.
const MainDataSource = "main"

// signingKey returns the key of session tokens.
func (s *Service) signingKey(ctx context.Context) ([]byte, error) {
	if key := s.key.Load(); key != nil {
		return *key, nil
	}
	var key []byte
	err := s.db.Read(ctx, func(r store.Reader) error {
		var err error
		key, err = s.readKey(r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read signing key: %w", err)
	}
	s.key.Store(&key)
	return key, nil
}

var errNoKey = errors.New("the database is not set up: it has no signing key")
