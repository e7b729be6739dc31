package access_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

func TestPasswordsThatAreEasyToGuessAreRefused(t *testing.T) {
	for password, code := range map[string]string{
		"":                        "PASSWORD_TOO_SHORT",
		"a":                       "PASSWORD_TOO_SHORT",
		"sevench":                 "PASSWORD_TOO_SHORT",
		"éééé":                    "PASSWORD_TOO_SHORT",
		strings.Repeat("xyz", 99): "PASSWORD_TOO_LONG",
		"password":                "PASSWORD_TOO_COMMON",
		"PassWord123":             "PASSWORD_TOO_COMMON",
		"motdepasse":              "PASSWORD_TOO_COMMON",
		"aaaaaaaaaa":              "PASSWORD_TOO_COMMON",
		"abababababab":            "PASSWORD_TOO_COMMON",
		"cdefghijkl":              "PASSWORD_TOO_COMMON",
		"87654321":                "PASSWORD_TOO_COMMON",
		"ann.miller":              "PASSWORD_TOO_COMMON",
		"ANN.miller@example.com":  "PASSWORD_TOO_COMMON",
		"correct horse":           "",
		"ünïcödé!":                "",
		"8 spaces":                "",
	} {
		err := access.CheckPassword(password, "ann.miller@example.com", "")
		if errs.CodeOf(err) != code || code != "" && errs.KindOf(err) != errs.Invalid {
			t.Errorf("%q: got %v, want code %q", password, err, code)
		}
	}
}

func TestHashesAreSaltedAndReadBack(t *testing.T) {
	w := open(t)
	ctx := context.Background()
	a, err := w.HashPassword(ctx, "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.HashPassword(ctx, "correct horse")
	if err != nil || a == b {
		t.Fatalf("two hashes are the same, %v", err)
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %q", a)
	}
	for _, tc := range []struct {
		name, password, stored string
		want                   bool
	}{
		{"the right password matches", "correct horse", a, true},
		{"another does not", "Correct horse", a, false},
		{"nor against no hash", "correct horse", "", false},
		{"nor against a plain text", "correct horse", "correct horse", false},
		{"nor against a hash that asks for too much memory", "x", strings.Replace(a, "m=19456", "m=99999999", 1), false},
		{"nor against a hash of no passes", "x", strings.Replace(a, "t=2", "t=0", 1), false},
		{"nor against a damaged one", "correct horse", a[:len(a)-4], false},
	} {
		if got, err := w.VerifyPassword(ctx, tc.password, tc.stored); err != nil || got != tc.want {
			t.Errorf("%s: %v, %v", tc.name, got, err)
		}
	}
}

func TestTheFirstStartMakesRootOnce(t *testing.T) {
	w := open(t)
	ctx := context.Background()
	generated, created, err := w.Setup(ctx, "Boss@Example.COM", "")
	if err != nil || !created || len(generated) < 16 {
		t.Fatalf("%q %v %v", generated, created, err)
	}
	for _, account := range []string{"root", "boss@example.com", "BOSS@example.com "} {
		user, token, err := w.SignIn(ctx, account, generated, "")
		if err != nil || token == "" || user["email"] != "boss@example.com" {
			t.Errorf("%s: %v, %v", account, user, err)
		}
	}
	if again, created, err := w.Setup(ctx, "", ""); err != nil || created || again != "" {
		t.Errorf("set up twice: %q %v %v", again, created, err)
	}
	p, err := w.Permissions(ctx)
	if err != nil || len(p.Roles) != 3 || p.DefaultRole().Name != "member" {
		t.Errorf("roles %v, %v", p, err)
	}
	if _, _, err := open(t).Setup(ctx, "", "12345678"); errs.CodeOf(err) != "PASSWORD_TOO_COMMON" {
		t.Errorf("a weak first password: %v", err)
	}
}

func TestSignInHidesWhetherAnAccountExists(t *testing.T) {
	w := setUp(t)
	w.person("nopassword", "", "member")
	ctx := context.Background()
	var messages []string
	for _, account := range []string{"root", "nobody", "nopassword"} {
		_, _, err := w.SignIn(ctx, account, "a wrong password", "")
		if errs.KindOf(err) != errs.Unauthenticated || errs.CodeOf(err) != "INVALID_CREDENTIALS" {
			t.Errorf("%s: %v", account, err)
		}
		messages = append(messages, err.Error())
	}
	if messages[0] != messages[1] || messages[1] != messages[2] {
		t.Errorf("messages differ: %q", messages)
	}
	if _, _, err := w.SignIn(ctx, " ", "x", ""); errs.KindOf(err) != errs.Invalid {
		t.Errorf("without account: %v", err)
	}
	if user, _, err := w.SignIn(ctx, "root", rootPassword, ""); err != nil || user["password"] != nil {
		t.Errorf("the answer shows the hash: %v, %v", user, err)
	}
}

func TestGuessesAreThrottledForTheAccount(t *testing.T) {
	w := setUp(t)
	ctx := context.Background()
	guess := func(password, address string) error {
		_, _, err := w.SignIn(ctx, "root", password, address)
		return err
	}
	for range 5 {
		if err := guess("wrong wrong", "192.0.2.1"); errs.CodeOf(err) != "INVALID_CREDENTIALS" {
			t.Fatal(err)
		}
	}
	err := guess(rootPassword, "198.51.100.7")
	if errs.KindOf(err) != errs.TooMany || errs.CodeOf(err) != "TOO_MANY_ATTEMPTS" || retryAfter(err) != 15*time.Second {
		t.Fatalf("the right password from elsewhere: %v after %v", err, retryAfter(err))
	}
	if _, _, err := w.SignIn(ctx, "admin@sequitur.local", rootPassword, ""); errs.CodeOf(err) != "TOO_MANY_ATTEMPTS" {
		t.Errorf("the other name of the same account: %v", err)
	}
	w.clock.advance(15 * time.Second)
	if err := guess("wrong wrong", ""); errs.CodeOf(err) != "INVALID_CREDENTIALS" {
		t.Fatal(err)
	}
	if err := guess("wrong wrong", ""); retryAfter(err) != 30*time.Second {
		t.Errorf("the second wait is %v", retryAfter(err))
	}
	w.clock.advance(30 * time.Second)
	if err := guess(rootPassword, ""); err != nil {
		t.Fatal(err)
	}
	if err := guess("wrong wrong", ""); errs.CodeOf(err) != "INVALID_CREDENTIALS" {
		t.Errorf("after a success the count starts again: %v", err)
	}
	if err := guess(rootPassword, ""); err != nil {
		t.Error(err)
	}
}

func TestGuessesAreThrottledForTheAddress(t *testing.T) {
	w := setUp(t)
	ctx := context.Background()
	for i := range 30 {
		_, _, err := w.SignIn(ctx, "user"+string(rune('a'+i)), "wrong wrong", "2001:db8::"+string(rune('1'+i%9)))
		if errs.CodeOf(err) != "INVALID_CREDENTIALS" {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if _, _, err := w.SignIn(ctx, "root", rootPassword, "2001:db8::ffff"); errs.CodeOf(err) != "TOO_MANY_ATTEMPTS" {
		t.Errorf("the same network: %v", err)
	}
	if _, _, err := w.SignIn(ctx, "root", rootPassword, "2001:db8:0:1::1"); err != nil {
		t.Errorf("another network: %v", err)
	}
	w.clock.advance(2 * time.Hour)
	if _, _, err := w.SignIn(ctx, "root", rootPassword, "2001:db8::ffff"); err != nil {
		t.Errorf("later: %v", err)
	}
}

func TestGuessesSentTogetherDoNotAllPass(t *testing.T) {
	w := setUp(t)
	var wrong, throttled atomic.Int32
	var group sync.WaitGroup
	for range 24 {
		group.Go(func() {
			_, _, err := w.SignIn(context.Background(), "root", "wrong wrong", "")
			switch errs.CodeOf(err) {
			case "INVALID_CREDENTIALS":
				wrong.Add(1)
			case "TOO_MANY_ATTEMPTS":
				throttled.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	// Two may compare at a time: one more than the free guesses can be under way.
	if wrong.Load() > 6 || wrong.Load()+throttled.Load() != 24 {
		t.Errorf("%d guesses were compared, %d refused", wrong.Load(), throttled.Load())
	}
}

func TestAPasswordChangeEndsOlderSessionsAndNoNewer(t *testing.T) {
	w := setUp(t)
	ctx := context.Background()
	old := w.signIn()
	a := w.actor(access.Credentials{Token: old})
	if err := w.ChangePassword(ctx, a, "not the old one", "a better password", ""); errs.KindOf(err) != errs.Unauthenticated {
		t.Errorf("with a wrong old password: %v", err)
	}
	if err := w.ChangePassword(ctx, a, rootPassword, "short", ""); errs.CodeOf(err) != "PASSWORD_TOO_SHORT" {
		t.Errorf("with a weak new password: %v", err)
	}
	w.actor(access.Credentials{Token: old})
	// All of this happens within one millisecond.
	if err := w.ChangePassword(ctx, a, rootPassword, "a better password", ""); err != nil {
		t.Fatal(err)
	}
	w.refused(access.Credentials{Token: old}, "INVALID_TOKEN")
	if _, _, err := w.SignIn(ctx, "root", rootPassword, ""); errs.CodeOf(err) != "INVALID_CREDENTIALS" {
		t.Errorf("the old password still works: %v", err)
	}
	w.actor(access.Credentials{Token: w.signInAs("root", "a better password")})
	if err := w.SetPassword(ctx, a.UserID, "a third password"); err != nil {
		t.Fatal(err)
	}
	w.actor(access.Credentials{Token: w.signInAs("root", "a third password")})
}

func TestOldSessionsAreRemovedAtSignIn(t *testing.T) {
	w := setUp(t)
	w.signIn()
	w.clock.advance(8 * day)
	w.signIn()
	var rows []schema.Record
	err := w.db.Read(context.Background(), func(r store.Reader) (err error) {
		n, err := r.Count(w.tables.Collection("issuedTokens"), nil)
		rows = make([]schema.Record, n)
		return err
	})
	if err != nil || len(rows) != 1 {
		t.Errorf("%d sessions are stored, %v", len(rows), err)
	}
}

func TestSigningInFromForeignSitesIsRefused(t *testing.T) {
	w := open(t)
	for _, tc := range []struct {
		name, origin, host string
		ok                 bool
	}{
		{"a program sends no origin", "", "app.example", true},
		{"the own site", "https://app.example", "app.example", true},
		{"the own site with a port", "http://app.example:13000", "app.example:13000", true},
		{"a page of the own site", "https://App.Example/signin?x=1", "app.example", true},
		{"a listed site", "https://intranet.example", "app.example", true},
		{"a page of a listed site", "https://intranet.example/a/b", "app.example", true},
		{"a listed site without encryption", "http://intranet.example", "app.example", false},
		{"another site", "https://evil.example", "app.example", false},
		{"another port", "http://app.example:8080", "app.example", false},
		{"a sandboxed page", "null", "app.example", false},
		{"no address at all", "://", "app.example", false},
	} {
		if err := w.CheckOrigin(tc.origin, tc.host); (err == nil) != tc.ok || err != nil && errs.KindOf(err) != errs.Forbidden {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}

func retryAfter(err error) time.Duration {
	e, ok := err.(*errs.Error)
	if !ok {
		return 0
	}
	return e.RetryAfter
}
