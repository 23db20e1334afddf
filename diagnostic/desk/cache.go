package desk

import (
	"container/list"
	"context"
	"errors"
	"sync"
)

// cache keeps values that are costly to make. A value stands at a place (whose
// it is, and what it is) under a key that names everything it follows from, so
// that what is kept is what would be made again; another key at the same place
// takes over. What it weighs, all together, is bounded: what nobody asked for the
// longest goes first. It is safe for concurrent use; who asks for a value that is
// being made waits for it.
type cache[V any] struct {
	room  int // weight, in lines
	weigh func(V) int

	mu     sync.Mutex
	weight int
	at     map[place]*shelf[V]
	order  *list.List // of *shelf[V], the one used last in front
}

// place is whose a value is and what it is: nothing of one organisation is found
// by asking for another's.
type place struct {
	org  OrgID
	what string
}

// shelf holds one value.
type shelf[V any] struct {
	place
	key    string
	made   chan struct{} // closed once value or err is there
	value  V
	err    error
	weight int
	in     *list.Element // null while it is being made
}

// leastWeight is that of a value however small, so that their number is bounded
// too.
const leastWeight = 1000

// maxLines is how many lines of ledgers the values of one kind may hold. A line
// read and matched takes 0.4 kB, one of a diagnostic as much.
const maxLines = 600_000

func newCache[V any](room int, weigh func(V) int) *cache[V] {
	if room <= 0 {
		room = maxLines
	}
	return &cache[V]{room: room, weigh: weigh, at: map[place]*shelf[V]{}, order: list.New()}
}

// look gives a value that is there.
func (c *cache[V]) look(org OrgID, what, key string) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.at[place{org, what}]
	if s == nil || s.key != key || s.in == nil {
		return v, false
	}
	c.order.MoveToFront(s.in)
	return s.value, true
}

// get gives a value, making it when it is not there.
func (c *cache[V]) get(ctx context.Context, org OrgID, what, key string, do func() (V, error)) (V, error) {
	for {
		s, mine := c.claim(place{org, what}, key)
		if mine {
			c.do(s, do)
			return s.value, s.err
		}
		select {
		case <-s.made:
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		}
		if errors.Is(s.err, context.Canceled) || errors.Is(s.err, context.DeadlineExceeded) {
			continue // who made it was called off, we were not
		}
		return s.value, s.err
	}
}

// claim finds the shelf of a value, or puts up an empty one that is the caller's
// to fill.
func (c *cache[V]) claim(at place, key string) (s *shelf[V], mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s = c.at[at]; s != nil && s.key == key {
		if s.in != nil {
			c.order.MoveToFront(s.in)
		}
		return s, false
	}
	c.drop(s)
	s = &shelf[V]{place: at, key: key, made: make(chan struct{})}
	c.at[at] = s
	return s, true
}

// do makes the value of a shelf. What failed is not kept.
func (c *cache[V]) do(s *shelf[V], do func() (V, error)) {
	s.err = errors.New("interrupted") // a panic on its way up leaves this to those who wait
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		defer close(s.made)
		if c.at[s.place] != s { // forgotten, or taken over, meanwhile
			return
		}
		if s.err != nil {
			delete(c.at, s.place)
			return
		}
		s.weight = max(leastWeight, c.weigh(s.value))
		c.weight += s.weight
		s.in = c.order.PushFront(s)
		for c.weight > c.room && c.order.Len() > 1 {
			if last, ok := c.order.Back().Value.(*shelf[V]); ok {
				c.drop(last)
			}
		}
	}()
	s.value, s.err = do()
}

// drop takes a shelf down; null is none.
func (c *cache[V]) drop(s *shelf[V]) {
	if s == nil {
		return
	}
	if c.at[s.place] == s {
		delete(c.at, s.place)
	}
	if s.in != nil {
		c.order.Remove(s.in)
		c.weight -= s.weight
		s.in = nil
	}
}

// forget drops what is kept of an organisation: its lines are gone, or others.
func (c *cache[V]) forget(org OrgID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for at, s := range c.at {
		if at.org == org {
			c.drop(s)
		}
	}
}
