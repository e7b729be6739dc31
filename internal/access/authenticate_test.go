package access_test

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

const day = 24 * time.Hour

func TestWithoutATokenTheActorIsAnonymous(t *testing.T) {
	w := setUp(t)
	a := w.actor(access.Credentials{Role: "admin"})
	if a.SignedIn() || a.Role != acl.RoleNobody || len(a.Acting) != 0 {
		t.Errorf("got %+v", a)
	}
}

func TestATokenNamesItsUser(t *testing.T) {
	w := setUp(t)
	token := w.signIn()
	a := w.actor(access.Credentials{Token: token, Authenticator: "basic"})
	if !a.Root() || a.Role != acl.RoleRoot || a.User["username"] != "root" || a.Session == "" {
		t.Errorf("got %+v", a)
	}
	for name := range a.User {
		if name == "password" || name == "passwordChangeTz" {
			t.Errorf("the actor carries the hidden field %s", name)
		}
	}
	if again := w.actor(access.Credentials{Token: token}); again != a {
		t.Error("the second request is not answered from memory")
	}
}

func TestBadCredentialsAreRefusedWithTheirCode(t *testing.T) {
	w := setUp(t)
	token := w.signIn()
	head, body, _ := strings.Cut(token, ".")
	none := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{"userId": 1, "temp": true, "jti": "x"})
	unsigned, err := none.SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	other, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"userId": 1, "temp": true, "jti": "x"}).SignedString([]byte("guess"))
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		access.Credentials
		code string
	}{
		"text that is no token":           {access.Credentials{Token: "hello"}, "INVALID_TOKEN"},
		"a token with a changed body":     {access.Credentials{Token: head + ".e30" + body[strings.LastIndex(body, "."):]}, "INVALID_TOKEN"},
		"a token without signature":       {access.Credentials{Token: unsigned}, "INVALID_TOKEN"},
		"a token signed with another key": {access.Credentials{Token: other}, "INVALID_TOKEN"},
		"an unknown authenticator":        {access.Credentials{Token: token, Authenticator: "ldap"}, "UNKNOWN_AUTHENTICATOR"},
		"a role that is not the user's":   {access.Credentials{Token: token, Role: "ghost"}, "ROLE_NOT_FOUND_FOR_USER"},
	} {
		t.Run(name, func(t *testing.T) { (&world{t: t, Service: w.Service}).refused(tc.Credentials, tc.code) })
	}
}

func TestSignOutBlocksTheTokenAtOnce(t *testing.T) {
	w := setUp(t)
	first, second := w.signIn(), w.signIn()
	a := w.actor(access.Credentials{Token: first})
	w.actor(access.Credentials{Token: second})
	if err := w.SignOut(context.Background(), a); err != nil {
		t.Fatal(err)
	}
	w.refused(access.Credentials{Token: first}, "BLOCKED_TOKEN")
	w.actor(access.Credentials{Token: second})
}

func TestAUserWhoIsGoneIsRefused(t *testing.T) {
	w := setUp(t)
	id := w.person("ann", "a quite long one", "member")
	token := w.signInAs("ann", "a quite long one")
	w.actor(access.Credentials{Token: token})
	w.exclusive(func(tx store.Tx) error {
		_, err := tx.Delete(w.tables.Collection("users"), w.where("users", "id", id))
		return err
	})
	w.refused(access.Credentials{Token: token}, "NOT_EXIST_USER")
}

func TestAChangedUserIsReadAgain(t *testing.T) {
	w := setUp(t)
	id := w.person("ann", "a quite long one", "member")
	token := w.signInAs("ann", "a quite long one")
	w.actor(access.Credentials{Token: token})
	w.write(func(tx store.Tx) error {
		tx.AfterCommit(func() { w.UserChanged(id) })
		_, err := tx.Update(w.tables.Collection("users"), w.where("users", "id", id), schema.Record{"nickname": "Anna"})
		return err
	})
	if a := w.actor(access.Credentials{Token: token}); a.User["nickname"] != "Anna" {
		t.Errorf("got %v", a.User["nickname"])
	}
}

func TestTheActingRoleFollowsRequestPreferenceAndMode(t *testing.T) {
	w := setUp(t)
	w.person("two", "a quite long one", "admin", "member")
	w.person("none", "a quite long one")
	w.person("union", "a quite long one", "member", "admin")
	w.write(func(tx store.Tx) error {
		_, err := tx.Update(w.tables.Collection("users"), w.where("users", "username", "union"),
			schema.Record{"systemSettings": map[string]any{access.UnionByDefault: true}})
		return err
	})
	both := []string{"admin", "member"}
	tokens := map[string]string{}
	for _, u := range []string{"two", "none", "union"} {
		tokens[u] = w.signInAs(u, "a quite long one")
	}
	for _, tc := range []struct {
		name, user, mode, asked string
		role                    string
		acting                  []string
		code                    string
	}{
		{"the default role acts when nothing is asked", "two", acl.ModeDefault, "", "admin", []string{"admin"}, ""},
		{"another own role may be asked for", "two", acl.ModeDefault, "member", "member", []string{"member"}, ""},
		{"root may not when it is not the user's", "two", acl.ModeDefault, "root", "", nil, "ROLE_NOT_FOUND_FOR_USER"},
		{"anonymous gives up all roles", "two", acl.ModeDefault, "anonymous", "anonymous", nil, ""},
		{"the union falls back to the default where it is off", "two", acl.ModeDefault, "__union__", "admin", []string{"admin"}, ""},
		{"the union may be asked for where it is allowed", "two", acl.ModeUnion, "__union__", "__union__", both, ""},
		{"one role acts there all the same", "two", acl.ModeUnion, "", "admin", []string{"admin"}, ""},
		{"the union always acts where nothing else is allowed", "two", acl.ModeUnionOnly, "", "__union__", both, ""},
		{"even when one role is asked for", "two", acl.ModeUnionOnly, "member", "__union__", both, ""},
		{"a foreign role is refused there too", "two", acl.ModeUnionOnly, "root", "", nil, "ROLE_NOT_FOUND_FOR_USER"},
		{"the union may be a user's default", "union", acl.ModeUnion, "", "__union__", []string{"member", "admin"}, ""},
		{"which means nothing where it is off", "union", acl.ModeDefault, "", "member", []string{"member"}, ""},
		{"a user without roles is refused", "none", acl.ModeDefault, "", "", nil, "USER_HAS_NO_ROLES_ERR"},
		{"unless he asks to be anonymous", "none", acl.ModeDefault, "anonymous", "anonymous", nil, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := *w
			w.t = t
			w.mode(tc.mode)
			c := access.Credentials{Token: tokens[tc.user], Role: tc.asked}
			if tc.code != "" {
				w.refused(c, tc.code)
				return
			}
			a := w.actor(c)
			if a.Role != tc.role || !reflect.DeepEqual(a.Acting, tc.acting) {
				t.Errorf("got %s %v, want %s %v", a.Role, a.Acting, tc.role, tc.acting)
			}
		})
	}
}

func TestRolesFollowTheTransactionThatChangesThem(t *testing.T) {
	w := setUp(t)
	id := w.person("ann", "a quite long one", "admin", "member")
	token := w.signInAs("ann", "a quite long one")
	if a := w.actor(access.Credentials{Token: token}); a.Role != "admin" {
		t.Fatalf("got %s", a.Role)
	}
	w.exclusive(func(tx store.Tx) error {
		_, err := tx.Delete(w.tables.Collection("rolesUsers"), query.And{
			w.where("rolesUsers", "userId", id), w.where("rolesUsers", "roleName", "admin"),
		})
		return err
	})
	if a := w.actor(access.Credentials{Token: token}); a.Role != "member" || len(a.Roles) != 1 {
		t.Errorf("the removed role still works: %+v", a)
	}
	w.refused(access.Credentials{Token: token, Role: "admin"}, "ROLE_NOT_FOUND_FOR_USER")
}

func TestAnExpiredTokenIsRenewed(t *testing.T) {
	w := setUp(t)
	old := w.signIn()
	w.actor(access.Credentials{Token: old})
	w.clock.advance(day)
	a, renewed, err := w.Authenticate(context.Background(), access.Credentials{Token: old})
	if err != nil || renewed == "" || renewed == old {
		t.Fatalf("renewed %q, %v", renewed, err)
	}
	fresh := w.actor(access.Credentials{Token: renewed})
	if fresh.Session != a.Session {
		t.Error("the renewed token belongs to another session")
	}
	w.clock.advance(10 * time.Second)
	if _, again, err := w.Authenticate(context.Background(), access.Credentials{Token: old}); err != nil || again != renewed {
		t.Errorf("within the grace time the old token leads to %q, %v", again, err)
	}
	w.clock.advance(time.Millisecond)
	w.refused(access.Credentials{Token: old}, "TOKEN_RENEW_FAILED")
	w.actor(access.Credentials{Token: renewed})
	if err := w.SignOut(context.Background(), fresh); err != nil {
		t.Fatal(err)
	}
	w.refused(access.Credentials{Token: renewed}, "BLOCKED_TOKEN")
	w.refused(access.Credentials{Token: old}, "BLOCKED_TOKEN")
}

func TestParallelRequestsShareOneRenewal(t *testing.T) {
	w := setUp(t)
	old := w.signIn()
	w.clock.advance(day + time.Hour)
	services := []*access.Service{w.Service, w.service()}
	tokens := make([]string, 16)
	var group sync.WaitGroup
	for i := range tokens {
		group.Go(func() {
			_, renewed, err := services[i%2].Authenticate(context.Background(), access.Credentials{Token: old})
			if err != nil {
				t.Error(err)
			}
			tokens[i] = renewed
		})
	}
	group.Wait()
	for _, token := range tokens {
		if token == "" || token != tokens[0] {
			t.Fatalf("got different tokens: %q and %q", token, tokens[0])
		}
	}
}

func TestRenewalHasLimits(t *testing.T) {
	for _, tc := range []struct {
		name   string
		after  time.Duration
		stream bool
		code   string
	}{
		{"a token is good until just before its end", day - time.Millisecond, false, ""},
		{"it can be renewed until the limit", 2 * day, false, "renewed"},
		{"not after it", 2*day + time.Millisecond, false, "EXPIRED_SESSION"},
		{"a session ends whatever was renewed", 7*day + time.Millisecond, false, "EXPIRED_SESSION"},
		{"a stream has no place for a renewed token", day, true, "SKIP_TOKEN_RENEW"},
		{"a stream with a good token is served", day - time.Minute, true, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := setUp(t)
			c := access.Credentials{Token: w.signIn(), EventStream: tc.stream}
			w.clock.advance(tc.after)
			_, renewed, err := w.Authenticate(context.Background(), c)
			switch {
			case tc.code == "renewed":
				if err != nil || renewed == "" {
					t.Errorf("renewed %q, %v", renewed, err)
				}
			case errs.CodeOf(err) != tc.code || renewed != "":
				t.Errorf("renewed %q, %v, want code %q", renewed, err, tc.code)
			}
		})
	}
}

func TestASessionEndsEvenWhenItIsRenewedEveryDay(t *testing.T) {
	w := setUp(t)
	token := w.signIn()
	for range 6 {
		w.clock.advance(day)
		_, renewed, err := w.Authenticate(context.Background(), access.Credentials{Token: token})
		if err != nil || renewed == "" {
			t.Fatal(err)
		}
		token = renewed
	}
	w.clock.advance(day - time.Second)
	w.actor(access.Credentials{Token: token})
	w.clock.advance(2 * time.Second)
	w.refused(access.Credentials{Token: token}, "EXPIRED_SESSION")
}

func TestACachedTokenEndsOnTime(t *testing.T) {
	w := setUp(t)
	token := w.signIn()
	w.clock.advance(day - time.Second)
	w.actor(access.Credentials{Token: token})
	w.clock.advance(time.Second)
	if _, renewed, err := w.Authenticate(context.Background(), access.Credentials{Token: token}); err != nil || renewed == "" {
		t.Errorf("an expired token was served from memory: %q, %v", renewed, err)
	}
}

func TestPermissionsAreCachedUnderTheVersion(t *testing.T) {
	w := setUp(t)
	first, err := w.Permissions(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := w.Permissions(context.Background()); err != nil || again != first {
		t.Errorf("read again without need, %v", err)
	}
	w.exclusive(func(tx store.Tx) error {
		return tx.Insert(w.tables.Collection("roles"), schema.Record{
			"name": "auditor", "title": "Auditor", "snippets": []any{"pm.workflow.*"}, "strategy": map[string]any{"actions": []any{"view"}},
		})
	})
	p, err := w.Permissions(context.Background())
	if err != nil || p == first || p.Version != w.db.Version() || p.Roles["auditor"] == nil {
		t.Fatalf("the new role is not there: %v", err)
	}
	if !p.System(&acl.Actor{UserID: 1, Acting: []string{"auditor"}}, "workflows", "update") {
		t.Error("its snippets do not count")
	}
}

func TestEntriesAndScopesAreLoadedWithTheirRole(t *testing.T) {
	w := setUp(t)
	posts := &schema.Collection{Name: "posts", Table: "posts", Fields: []*schema.Field{{Name: "title", Type: "string", Column: "title"}}}
	if _, err := schema.NewSnapshot(0, []*schema.Collection{posts}); err != nil {
		t.Fatal(err)
	}
	w.exclusive(func(tx store.Tx) error {
		rows := []struct {
			table string
			row   schema.Record
		}{
			{"dataSourcesRolesResources", schema.Record{"id": int64(1), "roleName": "member", "name": "posts", "usingActionsConfig": true, "dataSourceKey": "main"}},
			{"dataSourcesRolesResources", schema.Record{"id": int64(2), "roleName": "member", "name": "unused", "usingActionsConfig": false}},
			{"dataSourcesRolesResourcesScopes", schema.Record{"id": int64(3), "name": "x", "scope": map[string]any{"title": "x"}}},
			{"dataSourcesRolesResourcesActions", schema.Record{"id": int64(4), "rolesResourceId": int64(1), "name": "view", "fields": []any{"title"}, "scopeId": int64(3)}},
			{"dataSourcesRolesResourcesActions", schema.Record{"id": int64(5), "rolesResourceId": int64(1), "name": "create"}},
			{"dataSourcesRolesResourcesActions", schema.Record{"id": int64(6), "rolesResourceId": int64(1), "name": "update", "fields": []any{}}},
		}
		for _, r := range rows {
			if err := tx.Insert(w.tables.Collection(r.table), r.row); err != nil {
				return err
			}
		}
		return nil
	})
	p, err := w.Permissions(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	member := p.Roles["member"]
	if member.Resources["posts"] == nil || member.Resources["unused"] != nil {
		t.Fatalf("entries: %v", member.Resources)
	}
	actor := &acl.Actor{UserID: 1, Acting: []string{"member"}}
	view, err := p.Record(actor, posts, "list")
	if err != nil || !view.AllowsField("title") || !reflect.DeepEqual(view.Scopes, []any{map[string]any{"title": "x"}}) {
		t.Errorf("view: %+v, %v", view, err)
	}
	if create, err := p.Record(actor, posts, "create"); err != nil || !create.Unlimited {
		t.Errorf("create: %+v, %v", create, err)
	}
	if update, err := p.Record(actor, posts, "update"); err != nil || update.AllowsField("title") {
		t.Errorf("update: %+v, %v", update, err)
	}
	w.exclusive(func(tx store.Tx) error { return w.CollectionDropped(tx, "posts") })
	if p, err = w.Permissions(context.Background()); err != nil || p.Roles["member"].Resources["posts"] != nil {
		t.Errorf("the entry outlives its collection: %v", err)
	}
}
