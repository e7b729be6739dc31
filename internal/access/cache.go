package access

import (
	"crypto/sha256"
	"sync"

	"github.com/sequitur-platform/sequitur/internal/acl"
)

// maxVerified bounds the cache of verified tokens.
const maxVerified = 10_000

// cacheKey is a token (its digest: the cache never holds a usable one) with the role that the request asks for.
type cacheKey struct {
	token [sha256.Size]byte
	role  string
}

// verified is a token that was found good.
type verified struct {
	actor   *acl.Actor
	version uint64 // definitions version of its roles
	until   int64  // Unix milliseconds
}

// cache remembers verified tokens, so that a request costs neither a signature check nor a query.
type cache struct {
	mu      sync.RWMutex
	entries map[cacheKey]*verified
	drops   uint64
}

func newCache() *cache { return &cache{entries: make(map[cacheKey]*verified)} }

// get returns the actor of a token that is still good.
func (c *cache) get(key cacheKey, version uint64, now int64) *acl.Actor {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if e := c.entries[key]; e != nil && e.version == version && now < e.until {
		return e.actor
	}
	return nil
}

// mark is taken before the rows of a token are read and handed to put.
func (c *cache) mark() uint64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.drops
}

// put keeps e, unless something was dropped since mark: what e was made from may be outdated then.
func (c *cache) put(key cacheKey, e *verified, mark uint64, now int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.drops != mark {
		return
	}
	if len(c.entries) >= maxVerified {
		c.shrink(e.version, now)
	}
	c.entries[key] = e
}

// shrink removes what can no longer be used, and a part of the rest if that was nothing.
func (c *cache) shrink(version uint64, now int64) {
	for key, e := range c.entries {
		if e.version != version || now >= e.until {
			delete(c.entries, key)
		}
	}
	for key := range c.entries {
		if len(c.entries) <= maxVerified*9/10 {
			return
		}
		delete(c.entries, key)
	}
}

// drop forgets the matching entries.
func (c *cache) drop(gone func(*verified) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.drops++
	for key, e := range c.entries {
		if gone(e) {
			delete(c.entries, key)
		}
	}
}
