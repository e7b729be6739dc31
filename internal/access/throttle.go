package access

import (
	"math/bits"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Wrong guesses that are free before each further one has to wait, twice as long as the one before.
const (
	freeForAccount = 5
	freeForAddress = 30
	firstWait      = 15 * time.Second
	longestWait    = 15 * time.Minute
	forgetAfter    = time.Hour
	maxTracked     = 10_000
)

// throttle counts wrong guesses for each account and each address, in memory and for a bounded number of both.
type throttle struct {
	mu     sync.Mutex
	counts *simplelru.LRU[string, *guesses]
}

type guesses struct {
	wrong int
	last  time.Time
	until time.Time
}

// guard names what is guessed and from where.
type guard struct{ account, address string }

func newThrottle() *throttle {
	// The only error is a size that is not positive.
	counts, err := simplelru.NewLRU[string, *guesses](maxTracked, nil)
	if err != nil {
		panic("access: " + err.Error())
	}
	return &throttle{counts: counts}
}

// wait returns how long the next guess has to wait, 0 when it need not.
func (t *throttle) wait(g guard, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var longest time.Duration
	for _, key := range g.keys() {
		if c, ok := t.counts.Peek(key.name); ok {
			longest = max(longest, c.until.Sub(now))
		}
	}
	return longest
}

// failed counts a wrong guess and returns how long the next one has to wait.
func (t *throttle) failed(g guard, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var longest time.Duration
	for _, key := range g.keys() {
		c, ok := t.counts.Get(key.name)
		if !ok || now.Sub(c.last) > forgetAfter {
			c = &guesses{}
			t.counts.Add(key.name, c)
		}
		c.wrong++
		c.last = now
		if over := c.wrong - key.free; over >= 0 {
			c.until = now.Add(backoff(over))
			longest = max(longest, backoff(over))
		}
	}
	return longest
}

// succeeded forgives the account. Not the address: whoever knows one password could guess others for ever.
func (t *throttle) succeeded(g guard) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts.Remove("account " + g.account)
}

func backoff(over int) time.Duration {
	if over >= bits.Len64(uint64(longestWait/firstWait)) {
		return longestWait
	}
	return min(firstWait<<over, longestWait)
}

type throttleKey struct {
	name string
	free int
}

func (g guard) keys() []throttleKey {
	keys := []throttleKey{{"account " + g.account, freeForAccount}}
	if g.address != "" {
		keys = append(keys, throttleKey{"address " + network(g.address), freeForAddress})
	}
	return keys
}

// network is what one guesser has at his disposal: an IPv4 address, or the /64 that an IPv6 connection comes with.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address[:min(len(address), 64)] // not an address: throttled as the text it is
	}
	if ip = ip.Unmap(); ip.Is4() {
		return ip.String()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return address
	}
	return prefix.String()
}
