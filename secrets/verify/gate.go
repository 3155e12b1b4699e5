package verify

import (
	"context"
	"sync"
	"time"
)

// gate lets requests to one issuer through, one in each interval, and none
// while the issuer wants to be left alone.
type gate struct {
	turn     chan struct{} // holds one token; its owner waits for the next time
	interval time.Duration

	mu    sync.Mutex
	left  int       // requests that may still be made
	next  time.Time // when the next request may start
	quiet time.Time // until when the issuer wants to be left alone
}

func newGate(interval time.Duration, most int) *gate {
	return &gate{turn: make(chan struct{}, 1), interval: interval, left: most}
}

// spend takes one of the requests that may be made, and reports whether there
// was one.
func (g *gate) spend() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.left--
	return g.left >= 0
}

// enter waits for the turn of a request. If the issuer wants to be left alone
// for longer than maxWait, it returns at once how long that is.
func (g *gate) enter(ctx context.Context, now func() time.Time, sleep func(context.Context, time.Duration) error, maxWait time.Duration) (time.Duration, error) {
	select {
	case g.turn <- struct{}{}:
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	defer func() { <-g.turn }()
	for start, slept := now(), time.Duration(0); ; {
		at := start.Add(slept) // by a clock that stands still, too
		if t := now(); t.After(at) {
			at = t
		}
		wait, quiet := g.reserve(at)
		if quiet > maxWait {
			return quiet, nil
		}
		if wait <= 0 {
			return 0, nil
		}
		if err := sleep(ctx, wait); err != nil {
			return 0, err
		}
		slept += wait
	}
}

// reserve takes the turn if it is there, and returns how long to wait for it
// otherwise, and for how long the issuer wants to be left alone.
func (g *gate) reserve(now time.Time) (wait, quiet time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	quiet = max(g.quiet.Sub(now), 0)
	if wait = max(g.next.Sub(now), quiet); wait <= 0 {
		g.next = now.Add(g.interval)
	}
	return wait, quiet
}

// hush keeps requests back until a time.
func (g *gate) hush(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.quiet) {
		g.quiet = until
	}
}

// sleep waits without a timer of its own to stop.
func sleep(ctx context.Context, d time.Duration) error {
	wait, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	<-wait.Done()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return nil
}
