package scan

import (
	"context"
	"sync"
)

// The smallest buffer, and the room that every buffer has beyond its nominal
// size, so that the end of a file of that size shows in the same read.
const (
	minBuffer   = 64 << 10
	bufferSlack = 512
)

// buffers hands out byte buffers and takes them back, never holding more than
// its budget in all. Sizes are powers of two up to the largest, which is
// exact. Only one goroutine may acquire; any may release.
type buffers struct {
	budget  int64
	largest int64
	wake    chan struct{}

	mu   sync.Mutex
	used int64            // in use or kept for reuse
	free map[int][][]byte // by length
}

func newBuffers(budget, largest int64) *buffers {
	return &buffers{budget: budget, largest: largest, wake: make(chan struct{}, 1), free: map[int][][]byte{}}
}

// sizeFor returns the length of the buffer that content of size bytes gets.
func (b *buffers) sizeFor(size int64) int {
	n := int64(minBuffer)
	for n < size {
		n *= 2
	}
	return int(max(min(n, b.largest), size) + bufferSlack)
}

// acquire returns a buffer for content of the given size, at most the largest,
// waiting until there is room. It returns nil when ctx ends first.
func (b *buffers) acquire(ctx context.Context, size int64) []byte {
	n := b.sizeFor(size)
	for {
		if buf, ok := b.take(n); ok {
			return buf
		}
		select {
		case <-b.wake:
		case <-ctx.Done():
			return nil
		}
	}
}

func (b *buffers) take(n int) ([]byte, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if list := b.free[n]; len(list) > 0 {
		b.free[n] = list[:len(list)-1]
		return list[len(list)-1], true
	}
	for size, list := range b.free {
		for b.used+int64(n) > b.budget && len(list) > 0 {
			list = list[:len(list)-1]
			b.used -= int64(size)
		}
		clear(list[len(list):cap(list)])
		b.free[size] = list
	}
	if b.used+int64(n) > b.budget && b.used > 0 {
		return nil, false
	}
	b.used += int64(n)
	return make([]byte, n), true
}

func (b *buffers) release(buf []byte) {
	if buf == nil {
		return
	}
	b.mu.Lock()
	b.free[len(buf)] = append(b.free[len(buf)], buf)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}
