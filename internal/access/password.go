package access

import (
	"context"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// The cost of a password hash: 19 MiB of memory, two passes, one lane.
const (
	hashMemory = 19 * 1024
	hashPasses = 2
	hashLanes  = 1
	saltLength = 16
	hashLength = 32
)

// concurrentHashes bounds the memory and the cores that sign-ins can take; maxWaiting bounds the queue before them.
const (
	concurrentHashes = 2
	maxWaiting       = 256
)

// The length of passwords, in characters.
const (
	minPassword = 8
	maxPassword = 256
)

//go:embed common_passwords.txt
var commonPasswords string

// CheckPassword refuses passwords that are too short, too long, among the common ones, or the account's own name.
func CheckPassword(password string, accounts ...string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < minPassword:
		return errs.New(errs.Invalid, CodePasswordTooShort, "The password must have at least %d characters", minPassword).On("password")
	case n > maxPassword:
		return errs.New(errs.Invalid, CodePasswordTooLong, "The password must not have more than %d characters", maxPassword).On("password")
	}
	if isCommon(strings.ToLower(password), accounts) {
		return errs.New(errs.Invalid, CodePasswordTooCommon, "The password is easy to guess").On("password")
	}
	return nil
}

func isCommon(password string, accounts []string) bool {
	for _, a := range accounts {
		name, _, _ := strings.Cut(strings.ToLower(a), "@")
		if a != "" && (password == strings.ToLower(a) || password == name) {
			return true
		}
	}
	distinct := map[rune]bool{}
	for _, r := range password {
		distinct[r] = true
	}
	if len(distinct) < 3 || isRun(password) {
		return true
	}
	for line := range strings.Lines(commonPasswords) {
		if password == strings.TrimSpace(line) {
			return true
		}
	}
	return false
}

// isRun tells whether each character follows the one before: abcdefgh, 87654321.
func isRun(s string) bool {
	runes := []rune(s)
	step := runes[1] - runes[0]
	for i := 2; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return step == 1 || step == -1
}

// HashPassword checks a new password and returns what is stored of it. It takes tens of milliseconds and much
// memory: call it outside any transaction.
func (s *Service) HashPassword(ctx context.Context, password string, accounts ...string) (string, error) {
	if err := CheckPassword(password, accounts...); err != nil {
		return "", err
	}
	return s.hash(ctx, password)
}

func (s *Service) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLength)
	if _, err := io.ReadFull(s.random, salt); err != nil {
		return "", fmt.Errorf("salt: %w", err)
	}
	release, err := s.enterHashing(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	sum := argon2.IDKey([]byte(password), salt, hashPasses, hashMemory, hashLanes, hashLength)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashPasses, hashLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// VerifyPassword compares a password with a stored hash. A hash that is missing or unreadable matches nothing, and
// takes as long.
func (s *Service) VerifyPassword(ctx context.Context, password, stored string) (bool, error) {
	release, err := s.enterHashing(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	return compare(password, stored), nil
}

func compare(password, stored string) bool {
	h, ok := parseHash(stored)
	if !ok {
		h = phc{memory: hashMemory, passes: hashPasses, lanes: hashLanes, salt: make([]byte, saltLength), sum: make([]byte, hashLength)}
	}
	sum := argon2.IDKey([]byte(password), h.salt, h.passes, h.memory, h.lanes, uint32(len(h.sum)))
	return subtle.ConstantTimeCompare(sum, h.sum) == 1 && ok
}

// phc is a hash in the usual notation $argon2id$v=19$m=…,t=…,p=…$salt$sum, so that the cost can be raised later.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, sum      []byte
}

func parseHash(stored string) (phc, bool) {
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, false
	}
	cost, ok := parseCost(parts[3])
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	sum, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
	if !ok || saltErr != nil || sumErr != nil || len(salt) < 8 || len(sum) < 16 || len(sum) > 64 {
		return phc{}, false
	}
	cost.salt, cost.sum = salt, sum
	return cost, true
}

// parseCost bounds what it accepts: the numbers decide how much memory a comparison takes.
func parseCost(text string) (phc, bool) {
	var n [3]uint64
	parts := strings.Split(text, ",")
	if len(parts) != len(n) {
		return phc{}, false
	}
	limits := [3]uint64{1 << 18, 16, 16}
	for i, prefix := range []string{"m=", "t=", "p="} {
		digits, found := strings.CutPrefix(parts[i], prefix)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !found || err != nil || v == 0 || v > limits[i] {
			return phc{}, false
		}
		n[i] = v
	}
	return phc{memory: uint32(n[0]), passes: uint32(n[1]), lanes: uint8(n[2])}, true
}

// enterHashing waits for a place among those who may hash.
func (s *Service) enterHashing(ctx context.Context) (release func(), err error) {
	if s.waiting.Add(1) > maxWaiting {
		s.waiting.Add(-1)
		return nil, errs.New(errs.Unavailable, store.CodeBusy, "Too many people are signing in. Please try again.").After(time.Second)
	}
	defer s.waiting.Add(-1)
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
