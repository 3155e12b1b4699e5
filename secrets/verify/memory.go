package verify

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"time"
)

// key stands for a value in the memory.
type key [sha256.Size]byte

// memory knows the answers of a while, and the questions under way, so that no
// value is asked about twice at one time.
type memory struct {
	secret []byte // of the keys; random, and forgotten with the memory
	size   int
	ttl    time.Duration
	now    func() time.Time

	mu    sync.Mutex
	calls map[key]*call
	kept  map[key]kept
	order []key // of what is kept, the oldest first
}

// call is a question under way.
type call struct {
	done   chan struct{}
	result Result
	err    error
}

// kept is an answer and when it is forgotten.
type kept struct {
	result Result
	until  time.Time
}

func newMemory(size int, ttl time.Duration, now func() time.Time) *memory {
	m := &memory{secret: make([]byte, sha256.Size), size: size, ttl: ttl, now: now, calls: map[key]*call{}, kept: map[key]kept{}}
	_, _ = rand.Read(m.secret) // never fails, see its documentation
	return m
}

// key returns the key of a value of an issuer.
func (m *memory) key(parts ...string) key {
	h := hmac.New(sha256.New, m.secret)
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return key(h.Sum(nil))
}

// do returns the answer for a key: a remembered one, that of a call under way,
// or else what ask returns. A call whose context ends is repeated by those who
// wait for it.
func (m *memory) do(ctx context.Context, k key, ask func() (Result, error)) (Result, error) {
	for {
		r, c, mine := m.begin(k)
		switch {
		case c == nil:
			return r, nil
		case mine:
			defer m.end(k, c)
			c.result, c.err = Result{}, context.Canceled // what a panic leaves to those who wait
			c.result, c.err = ask()
			return c.result.clone(), c.err
		}
		select {
		case <-c.done:
			if c.err == nil {
				return c.result.clone(), nil
			}
		case <-ctx.Done():
			return Result{}, context.Cause(ctx)
		}
	}
}

// begin returns a remembered answer, or a call: one under way, or a new one
// that is the caller's to end.
func (m *memory) begin(k key) (r Result, c *call, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a, ok := m.kept[k]; ok && m.now().Before(a.until) {
		return a.result.clone(), nil, false
	}
	if c := m.calls[k]; c != nil {
		return Result{}, c, false
	}
	c = &call{done: make(chan struct{})}
	m.calls[k] = c
	return Result{}, c, true
}

// end ends a call and keeps its answer if it is one.
func (m *memory) end(k key, c *call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.calls, k)
	if c.err == nil && c.result.State != Unknown && m.size > 0 {
		m.keep(k, c.result.clone())
	}
	close(c.done)
}

// keep remembers an answer in the place of the oldest.
func (m *memory) keep(k key, r Result) {
	if _, again := m.kept[k]; !again {
		if len(m.order) >= m.size {
			delete(m.kept, m.order[0])
			m.order = m.order[1:]
		}
		m.order = append(m.order, k)
	}
	m.kept[k] = kept{r, m.now().Add(m.ttl)}
}
