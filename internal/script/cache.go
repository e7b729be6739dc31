package script

import (
	"container/list"

	"modernc.org/quickjs"
)

// cacheSize is how many compiled expressions a machine keeps.
const cacheSize = 256

// cache keeps the expressions that were used last. It owns its values.
type cache struct {
	size  int
	byKey map[string]*list.Element
	order *list.List // of entry, the latest first
}

type entry struct {
	key   string
	value quickjs.Value
}

func newCache(size int) *cache {
	return &cache{size: size, byKey: map[string]*list.Element{}, order: list.New()}
}

func (c *cache) get(key string) (quickjs.Value, bool) {
	e, ok := c.byKey[key]
	if !ok {
		return quickjs.Value{}, false
	}
	c.order.MoveToFront(e)
	return e.Value.(entry).value, true
}

// add keeps v and frees the value that was not used for longest when there are too many.
func (c *cache) add(key string, v quickjs.Value) {
	c.byKey[key] = c.order.PushFront(entry{key, v})
	if c.order.Len() > c.size {
		c.drop(c.order.Back())
	}
}

func (c *cache) drop(e *list.Element) {
	old := c.order.Remove(e).(entry)
	delete(c.byKey, old.key)
	old.value.Free()
}

func (c *cache) clear() {
	for c.order.Len() > 0 {
		c.drop(c.order.Back())
	}
}
