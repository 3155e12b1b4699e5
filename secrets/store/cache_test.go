package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/penstock-dev/penstock/secrets/store"
)

// counting is a store that counts what it is asked for.
type counting struct {
	asked   atomic.Int64
	expires time.Time
	err     error
	size    int
}

func (s *counting) Get(_ context.Context, ref store.Reference) (store.Value, error) {
	n := s.asked.Add(1)
	if ref.Fragment != "" {
		return store.Value{}, errors.New("a store was given a fragment")
	}
	v := store.NewValue(fmt.Appendf(nil, `{"n":%d,"fill":"%s"}`, n, strings.Repeat("x", s.size)))
	v.Expires = s.expires
	return v, s.err
}

// clock is a time that the test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func expect(tb testing.TB, r *store.Resolver, text, want string) {
	tb.Helper()
	if got, err := r.Expand(tb.Context(), text); err != nil || got != want {
		tb.Errorf("%s: got %q, %v, want %q", text, got, err, want)
	}
}

func TestOneRequestForEachDocument(t *testing.T) {
	t.Parallel()
	s := &counting{}
	r := resolver(t, store.Config{Stores: map[string]store.Store{"s": s}})
	expect(t, r, "ref+s://a?x=1&y=2#/n ref+s://a?y=2&x=1#/n ref+s://a?x=2#/n ref+s://a#/n ref+s://A#/n ref+s://a#/n", "1 1 2 3 4 3")
	expect(t, r, "ref+s://a#/n", "5")
	s.err = store.ErrUnavailable
	if _, err := r.Expand(t.Context(), "ref+s://a#/n ref+s://a#/fill"); len(describe(err)) != 2 || s.asked.Load() != 6 {
		t.Errorf("asked %d times: %v", s.asked.Load(), err)
	}
}

func TestTTL(t *testing.T) {
	t.Parallel()
	c, s := &clock{time.Unix(1e9, 0)}, &counting{}
	r := resolver(t, store.Config{Stores: map[string]store.Store{"s": s}, TTL: time.Minute, Now: c.now})
	expect(t, r, "ref+s://a#/n", "1")
	c.at = c.at.Add(time.Minute - 1)
	expect(t, r, "ref+s://a#/n", "1")
	c.at = c.at.Add(1)
	expect(t, r, "ref+s://a#/n", "2")

	s.expires = c.at.Add(time.Second)
	expect(t, r, "ref+s://b#/n", "3")
	expect(t, r, "ref+s://b#/n", "3")
	c.at = s.expires
	expect(t, r, "ref+s://b#/n", "4")
	expect(t, r, "ref+s://b#/n", "5") // expired when it came

	s.err = store.ErrUnavailable
	for range 2 {
		if _, err := r.Expand(t.Context(), "ref+s://c#/n"); !errors.Is(err, store.ErrUnavailable) {
			t.Error(err)
		}
	}
	if n := s.asked.Load(); n != 7 {
		t.Errorf("errors are kept: asked %d times", n)
	}
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	c, s := &clock{time.Unix(1e9, 0)}, &counting{size: 2000}
	r := resolver(t, store.Config{Stores: map[string]store.Store{"s": s}, TTL: time.Hour, Now: c.now, Limits: store.Limits{Cache: 6000}})
	expect(t, r, "ref+s://a#/n ref+s://b#/n", "1 2")
	expect(t, r, "ref+s://a#/n ref+s://b#/n", "1 2")
	expect(t, r, "ref+s://c#/n", "3") // drops a
	expect(t, r, "ref+s://b#/n ref+s://c#/n", "2 3")
	expect(t, r, "ref+s://a#/n", "4")
	s.size = 7000
	expect(t, r, "ref+s://large#/n", "5")
	expect(t, r, "ref+s://large#/n ref+s://a#/n", "6 4")
}

func TestSingleFlight(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var asked atomic.Int64
		release := make(chan struct{})
		slow := store.Func(func(context.Context, store.Reference) (store.Value, error) {
			asked.Add(1)
			<-release
			return store.NewValue([]byte("v")), nil
		})
		r := resolver(t, store.Config{Stores: map[string]store.Store{"s": slow}})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() { expect(t, r, "ref+s://a", "v") })
		}
		synctest.Wait()
		canceled, cancel := context.WithCancel(t.Context())
		wg.Go(func() {
			if _, err := r.Expand(canceled, "ref+s://a"); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		synctest.Wait()
		cancel()
		synctest.Wait()
		close(release)
		wg.Wait()
		if n := asked.Load(); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
}

// TestLeaderLeaves ends the call that asks for all: another one must take over.
func TestLeaderLeaves(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(ctx context.Context) (store.Value, error){
		"canceled": func(ctx context.Context) (store.Value, error) {
			<-ctx.Done()
			return store.Value{}, ctx.Err()
		},
		"panics": func(ctx context.Context) (store.Value, error) {
			<-ctx.Done()
			panic("store")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { leaderLeaves(t, leave) })
		})
	}
}

func leaderLeaves(t *testing.T, leave func(ctx context.Context) (store.Value, error)) {
	t.Helper()
	var asked atomic.Int64
	s := store.Func(func(ctx context.Context, _ store.Reference) (store.Value, error) {
		if asked.Add(1) == 1 {
			return leave(ctx)
		}
		return store.NewValue([]byte("v")), nil
	})
	r := resolver(t, store.Config{Stores: map[string]store.Store{"s": s}})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() { _ = recover() }()
		if _, err := r.Expand(ctx, "ref+s://a"); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	synctest.Wait()
	for range 4 {
		wg.Go(func() { expect(t, r, "ref+s://a", "v") })
	}
	synctest.Wait()
	cancel()
	wg.Wait()
	if n := asked.Load(); n < 2 {
		t.Errorf("asked %d times", n)
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	c, _, _ := hiding(t)
	c.Exposed = func(*store.Error) {}
	c.TTL, c.Now = time.Hour, (&clock{time.Unix(1e9, 0)}).now
	r := resolver(t, c)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				expect(t, r, "ref+doc://a#/long ref+doc://b#/short ref+short://a ref+echo://ref+short://a", "correct-horse abc ab ab")
			}
		})
	}
	wg.Wait()
}
