package store

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"
)

// cache keeps documents for a time, the newest ones up to a size, and makes
// those who want the same document at the same time share one request.
type cache struct {
	ttl  time.Duration    // 0 keeps nothing
	now  func() time.Time // nil without a ttl
	size int              // most bytes kept

	mu      sync.Mutex // guards what follows
	entries map[string]*list.Element
	order   list.List // of *entry, the oldest in front
	used    int
	flights map[string]*flight
}

// entry is a kept document.
type entry struct {
	key   string
	value Value
	ends  time.Time
	size  int
}

// entryCost is about what an entry takes besides its key and content.
const entryCost = 512

// flight is a request under way. What it came to is set before done is closed.
type flight struct {
	done  chan struct{}
	value Value
	err   error
	// left says that the one who asked gave up, which says nothing of the
	// document.
	left bool
}

func newCache(ttl time.Duration, now func() time.Time, size int) *cache {
	return &cache{ttl: ttl, now: now, size: size, entries: map[string]*list.Element{}, flights: map[string]*flight{}}
}

// get returns a kept document or that of fetch, which one caller at a time runs
// for all who want it. The context of that one ends its own call only.
func (c *cache) get(ctx context.Context, key string, fetch func() (Value, error)) (Value, error) {
	for {
		if ctx.Err() != nil {
			return Value{}, context.Cause(ctx)
		}
		value, f, lead := c.begin(key)
		switch {
		case f == nil:
			return value, nil
		case lead:
			c.run(ctx, key, f, fetch)
			return f.value, f.err
		}
		select {
		case <-ctx.Done():
			return Value{}, context.Cause(ctx)
		case <-f.done:
		}
		if !f.left {
			return f.value, f.err
		}
	}
}

// begin returns a kept document, or the flight to wait for or, with lead, to
// run.
func (c *cache) begin(key string) (value Value, f *flight, lead bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if element := c.entries[key]; element != nil {
		if e := element.Value.(*entry); c.now().Before(e.ends) {
			return e.value, nil, false
		}
		c.drop(element)
	}
	if f := c.flights[key]; f != nil {
		return Value{}, f, false
	}
	f = &flight{done: make(chan struct{}), err: errors.New("the store gave up"), left: true}
	c.flights[key] = f
	return Value{}, f, true
}

// run fetches for a flight. A store that panics leaves it to others.
func (c *cache) run(ctx context.Context, key string, f *flight, fetch func() (Value, error)) {
	defer func() {
		c.mu.Lock()
		delete(c.flights, key)
		if f.err == nil {
			c.keep(key, f.value)
		}
		c.mu.Unlock()
		close(f.done)
	}()
	f.value, f.err = fetch()
	f.left = f.err != nil && ctx.Err() != nil
}

// keep puts a document into the cache in place of the oldest ones.
func (c *cache) keep(key string, value Value) {
	if c.ttl == 0 {
		return
	}
	now := c.now()
	e := &entry{key: key, value: value, ends: now.Add(c.ttl), size: len(key) + len(value.Reveal()) + entryCost}
	if !value.Expires.IsZero() && value.Expires.Before(e.ends) {
		e.ends = value.Expires
	}
	if e.size > c.size || !now.Before(e.ends) {
		return
	}
	c.entries[key] = c.order.PushBack(e)
	for c.used += e.size; c.used > c.size; {
		c.drop(c.order.Front())
	}
}

func (c *cache) drop(element *list.Element) {
	e := c.order.Remove(element).(*entry)
	delete(c.entries, e.key)
	c.used -= e.size
}
