package access

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// maxAccount is the length in bytes of the longest name by which somebody can sign in.
const maxAccount = 254

// SignIn opens a session. account is a user name or an e-mail address, address where the request comes from. It
// returns the user's row without hidden fields, and the token.
func (s *Service) SignIn(ctx context.Context, account, password, address string) (schema.Record, string, error) {
	account = strings.TrimSpace(account)
	if account == "" {
		return nil, "", errs.New(errs.Invalid, CodeAccountRequired, "Please enter your user name or e-mail address").On("account")
	}
	if len(account) > maxAccount {
		return nil, "", errCredentials() // longer than any name: not worth remembering as a guess
	}
	users, err := s.users(ctx)
	if err != nil {
		return nil, "", err
	}
	user, err := s.findAccount(ctx, users, account)
	if err != nil {
		return nil, "", err
	}
	g := guard{account: strings.ToLower(account), address: address}
	if user != nil {
		g.account = accountKey(integer(user, "id"))
	}
	if err := s.guess(ctx, g, password, text(user, "password")); err != nil {
		return nil, "", err
	}
	token, err := s.begin(ctx, user)
	if err != nil {
		return nil, "", err
	}
	return visible(users, user), token, nil
}

// begin stores a session of a user who proved who he is, and returns its token.
func (s *Service) begin(ctx context.Context, user schema.Record) (string, error) {
	jti, err := s.randomID()
	if err != nil {
		return "", err
	}
	now := s.clock.Now().UnixMilli()
	// A session is younger than the password it was opened with, even within the same millisecond.
	row := &session{
		jti: jti, userID: integer(user, "id"), issued: now, signIn: max(now, integer(user, "passwordChangeTz")),
	}
	err = s.db.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		// Comparing passwords takes time, in which the user may have changed his or may have been removed.
		now, err := first(tx, s.system.users, eq(s.system.users, "id", row.userID), "password")
		if isNotFound(err) || err == nil && text(now, "password") != text(user, "password") {
			return errCredentials()
		}
		if err != nil {
			return err
		}
		return s.openSession(tx, row)
	}})
	if err != nil {
		return "", fmt.Errorf("open session: %w", err)
	}
	return s.token(ctx, row)
}

func accountKey(userID int64) string { return fmt.Sprintf("#%d", userID) }

// findAccount returns the user with his hash, nil when there is none.
func (s *Service) findAccount(ctx context.Context, users *schema.Collection, account string) (schema.Record, error) {
	f := query.Or{eq(users, "username", account), eq(users, "email", NormalEmail(account))}
	var user schema.Record
	err := s.db.Read(ctx, func(r store.Reader) error {
		var err error
		user, err = first(r, users, f, "password", "passwordChangeTz")
		return err
	})
	if isNotFound(err) {
		return nil, nil
	}
	return user, err
}

// guess checks a password within the limits on guessing. An unknown account (no hash) takes as long as a known one.
func (s *Service) guess(ctx context.Context, g guard, password, stored string) error {
	if wait := s.guesses.wait(g, s.clock.Now()); wait > 0 {
		return errTooMany(wait)
	}
	release, err := s.enterHashing(ctx)
	if err != nil {
		return err
	}
	defer release()
	// Asked again where only few are at a time: guesses sent together must not all pass before the first counts.
	if wait := s.guesses.wait(g, s.clock.Now()); wait > 0 {
		return errTooMany(wait)
	}
	if !compare(password, stored) {
		if wait := s.guesses.failed(g, s.clock.Now()); wait > 0 {
			s.log.WarnContext(ctx, "password guesses are throttled", "address", g.address, "wait", wait)
		}
		return errCredentials()
	}
	s.guesses.succeeded(g)
	return nil
}

// SignOut ends the actor's session: its token is blocked from now on.
func (s *Service) SignOut(ctx context.Context, a *acl.Actor) error {
	t := s.system.sessions
	err := s.db.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		_, err := tx.Update(t, eq(t, "jti", a.Session), schema.Record{"revokedTime": s.clock.Now().UnixMilli(), "updatedAt": stamp(tx)})
		return err
	}})
	s.verified.drop(func(e *verified) bool { return e.actor.Session == a.Session })
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// ChangePassword replaces the actor's password after he proved that he knows the old one. All his sessions end.
func (s *Service) ChangePassword(ctx context.Context, a *acl.Actor, oldPassword, newPassword, address string) error {
	users, err := s.users(ctx)
	if err != nil {
		return err
	}
	var user schema.Record
	err = s.db.Read(ctx, func(r store.Reader) error {
		user, err = first(r, users, eq(users, "id", a.UserID), "password")
		return err
	})
	if err != nil {
		return fmt.Errorf("read user: %w", err)
	}
	g := guard{account: accountKey(a.UserID), address: address}
	if err := s.guess(ctx, g, oldPassword, text(user, "password")); err != nil {
		if errs.CodeOf(err) == CodeInvalidCredentials {
			return unauthenticated(CodeInvalidCredentials, "The old password is incorrect").On("oldPassword")
		}
		return err
	}
	return s.SetPassword(ctx, a.UserID, newPassword)
}

// SetPassword gives a user a new password and ends all his sessions.
func (s *Service) SetPassword(ctx context.Context, userID int64, password string) error {
	var accounts []string
	err := s.db.Read(ctx, func(r store.Reader) error {
		user, err := first(r, s.system.users, eq(s.system.users, "id", userID))
		accounts = []string{text(user, "username"), text(user, "email")}
		return err
	})
	if err != nil {
		return fmt.Errorf("read user: %w", err)
	}
	hash, err := s.HashPassword(ctx, password, accounts...)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, store.Unit{Run: func(tx store.Tx) error { return s.StorePassword(tx, userID, hash) }})
	s.UserChanged(userID)
	return err
}

// StorePassword puts a hash of HashPassword into a user's row, within a transaction of the caller, who calls
// UserChanged after its commit. Sessions that were opened before are refused from then on.
func (s *Service) StorePassword(tx store.Tx, userID int64, hash string) error {
	changed, err := s.passwordTime(tx, userID)
	if err != nil {
		return err
	}
	t := s.system.users
	_, err = tx.Update(t, eq(t, "id", userID), schema.Record{"password": hash, "passwordChangeTz": changed, "updatedAt": stamp(tx)})
	return err
}

// passwordTime is now, or just after the newest session: instants have milliseconds only, and a session that was
// opened in this very one has to end as well.
func (s *Service) passwordTime(tx store.Tx, userID int64) (int64, error) {
	t := s.system.sessions
	newest, err := tx.Max(t, eq(t, "userId", userID), t.Field("signInTime"))
	if err != nil {
		return 0, err
	}
	return max(s.clock.Now().UnixMilli(), newest+1), nil
}

// NormalEmail is the form in which e-mail addresses are stored and compared.
func NormalEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// CheckOrigin refuses a sign-in that a page of another site sends. origin is the request's Origin header, else its
// Referer; requests without both come from programs and pass.
func (s *Service) CheckOrigin(origin, host string) error {
	if origin == "" {
		return nil
	}
	u, err := url.Parse(origin)
	if err == nil && u.Host != "" && (strings.EqualFold(u.Host, host) || s.origins[normalOrigin(origin)]) {
		return nil
	}
	return errs.New(errs.Forbidden, CodeUntrustedOrigin, "Signing in from this site is not allowed")
}

// normalOrigin reduces an origin or a URL to scheme and host.
func normalOrigin(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}
