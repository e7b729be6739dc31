package access

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// renewalGrace is how long the token before the current one still leads to the current one, for requests that were
// under way together.
const renewalGrace = 10 * time.Second

// claims are what a session token says.
type claims struct {
	UserID     int64 `json:"userId"`
	Temp       bool  `json:"temp"`
	SignInTime int64 `json:"signInTime"` // Unix milliseconds
	jwt.RegisteredClaims
}

// issued returns when the token was made, in Unix milliseconds.
func (c *claims) issued() int64 {
	if c.IssuedAt == nil {
		return 0
	}
	return c.IssuedAt.UnixMilli()
}

// expires returns when the token ends: by its own claim, or earlier when the policy became stricter.
func (c *claims) expires(p Policy) int64 {
	end := c.issued() + p.Token.Milliseconds()
	if c.ExpiresAt != nil {
		end = min(end, c.ExpiresAt.UnixMilli())
	}
	return end
}

// session is a row of issuedTokens. Times are Unix milliseconds.
type session struct {
	jti, previous string
	userID        int64
	signIn        int64
	issued        int64
	renewed       int64
	revoked       int64
}

func sessionOf(row schema.Record) *session {
	return &session{
		jti: text(row, "jti"), previous: text(row, "previousJti"), userID: integer(row, "userId"), signIn: integer(row, "signInTime"),
		issued: integer(row, "issuedTime"), renewed: integer(row, "renewedTime"), revoked: integer(row, "revokedTime"),
	}
}

// token writes the session's current token. The same row always gives the same token, so that requests which
// renew together get one.
func (s *Service) token(ctx context.Context, row *session) (string, error) {
	key, err := s.signingKey(ctx)
	if err != nil {
		return "", err
	}
	issued := time.UnixMilli(row.issued)
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, &claims{
		UserID: row.userID, Temp: true, SignInTime: row.signIn,
		RegisteredClaims: jwt.RegisteredClaims{
			ID: row.jti, IssuedAt: jwt.NewNumericDate(issued), ExpiresAt: jwt.NewNumericDate(issued.Add(s.policy.Token)),
		},
	})
	signed, err := t.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return signed, nil
}

// parse checks the signature only: what follows from the times depends on the session's row.
func (s *Service) parse(ctx context.Context, token string) (*claims, error) {
	key, err := s.signingKey(ctx)
	if err != nil {
		return nil, err
	}
	parser := jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithoutClaimsValidation())
	c := &claims{}
	if _, err := parser.ParseWithClaims(token, c, func(*jwt.Token) (any, error) { return key, nil }); err != nil {
		return nil, errInvalidToken()
	}
	if c.UserID == 0 || c.ID == "" || !c.Temp {
		return nil, errInvalidToken()
	}
	return c, nil
}

// findSession returns the session whose current or previous token has the id, nil when there is none.
func (s *Service) findSession(r store.RecordReader, jti string) (*session, error) {
	for _, column := range []string{"jti", "previousJti"} {
		row, err := first(r, s.system.sessions, eq(s.system.sessions, column, jti))
		if err == nil {
			return sessionOf(row), nil
		}
		if !isNotFound(err) {
			return nil, fmt.Errorf("read session: %w", err)
		}
	}
	return nil, nil
}

// renew gives the session a new token id. When another request did so a moment ago, its id is taken.
func (s *Service) renew(ctx context.Context, old *session, now int64) (*session, error) {
	jti, err := s.randomID()
	if err != nil {
		return nil, err
	}
	t := s.system.sessions
	still := query.And{eq(t, "jti", old.jti), isNull(t, "revokedTime")}
	var current *session
	err = s.db.Write(ctx, store.Unit{Run: func(tx store.Tx) error {
		set := schema.Record{"jti": jti, "previousJti": old.jti, "issuedTime": now, "renewedTime": now, "updatedAt": stamp(tx)}
		if _, err := tx.Update(t, still, set); err != nil {
			return err
		}
		var err error
		current, err = s.findSession(tx, old.jti)
		return err
	}})
	if err != nil {
		return nil, fmt.Errorf("renew session: %w", err)
	}
	if current == nil || current.revoked != 0 || current.previous != old.jti {
		return nil, errRenewFailed()
	}
	return current, nil
}

// openSession stores a new session and removes the user's sessions that can never be used again.
func (s *Service) openSession(tx store.Tx, row *session) error {
	t := s.system.sessions
	old := query.And{
		eq(t, "userId", row.userID),
		query.Cond{Field: t.Field("signInTime"), Op: query.Lt, Value: row.signIn - s.policy.Session.Milliseconds()},
	}
	if _, err := tx.Delete(t, old); err != nil {
		return err
	}
	at := stamp(tx)
	return tx.Insert(t, schema.Record{
		"id": tx.NextID(), "jti": row.jti, "userId": row.userID, "signInTime": row.signIn, "issuedTime": row.issued,
		"authenticator": Authenticator, "createdAt": at, "updatedAt": at,
	})
}

// randomID makes an id that cannot be guessed.
func (s *Service) randomID() (string, error) {
	var b [16]byte
	if _, err := io.ReadFull(s.random, b[:]); err != nil {
		return "", fmt.Errorf("random id: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}
