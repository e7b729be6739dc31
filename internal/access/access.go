// Package access turns the credentials of a request into an actor, and roles with what they grant into the snapshot
// that acl decides on. It owns sessions, passwords, the throttling of guesses and the first start.
//
// It must not know HTTP, actions or how records of collections are written.
package access

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/clock"
	"github.com/sequitur-platform/sequitur/internal/schema"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Authenticator is the name of the one built-in way to sign in.
const Authenticator = "basic"

// Policy limits the life of sessions.
type Policy struct {
	Token   time.Duration // a token may be used for so long
	Session time.Duration // a session may be renewed for so long since the sign-in
	Renewal time.Duration // an expired token may be renewed for so long; 0 = as long as the session lasts
}

// DefaultPolicy is a day for a token, a week for a session and a day to renew.
func DefaultPolicy() Policy {
	return Policy{Token: 24 * time.Hour, Session: 7 * 24 * time.Hour, Renewal: 24 * time.Hour}
}

// Options make a Service. DB is required.
type Options struct {
	DB      store.DB
	Clock   clock.Clock // default: the machine's
	Logger  *slog.Logger
	Random  io.Reader // default: crypto/rand
	Policy  Policy    // default: DefaultPolicy
	Origins []string  // origins besides the own one that may sign in, such as "https://intranet.example"
	// Schema gives the current collections, so that an actor carries the fields that a team added to users.
	// Default: the system collections as they are built in.
	Schema func(ctx context.Context) (*schema.Snapshot, error)
}

// Service authenticates requests. Safe for concurrent use.
type Service struct {
	db       store.DB
	clock    clock.Clock
	log      *slog.Logger
	random   io.Reader
	policy   Policy
	origins  map[string]bool
	schema   func(ctx context.Context) (*schema.Snapshot, error)
	system   tables
	verified *cache
	guesses  *throttle
	hashing  chan struct{}
	waiting  atomic.Int64

	loading sync.Mutex
	perms   atomic.Pointer[acl.Permissions]
	key     atomic.Pointer[[]byte]
}

// New makes a Service.
func New(o Options) *Service {
	s := &Service{
		db: o.DB, clock: o.Clock, log: o.Logger, random: o.Random, policy: o.Policy, schema: o.Schema,
		origins: make(map[string]bool, len(o.Origins)), system: newTables(),
		verified: newCache(), guesses: newThrottle(), hashing: make(chan struct{}, concurrentHashes),
	}
	s.defaults()
	for _, origin := range o.Origins {
		s.origins[normalOrigin(origin)] = true
	}
	return s
}

func (s *Service) defaults() {
	if s.clock == nil {
		s.clock = clock.System{}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.policy == (Policy{}) {
		s.policy = DefaultPolicy()
	}
	if s.schema == nil {
		s.schema = func(context.Context) (*schema.Snapshot, error) { return s.system.snapshot, nil }
	}
}

// UserChanged forgets what is cached of a user. Call it after a commit that changed his row.
func (s *Service) UserChanged(id int64) {
	s.verified.drop(func(e *verified) bool { return e.actor.UserID == id })
}

// users returns the current description of the collection of users.
func (s *Service) users(ctx context.Context) (*schema.Collection, error) {
	snap, err := s.schema(ctx)
	if err != nil {
		return nil, err
	}
	if c := snap.Collection("users"); c != nil {
		return c, nil
	}
	return s.system.users, nil
}
