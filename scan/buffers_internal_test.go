package scan

import (
	"context"
	"math/rand/v2"
	"testing"
)

// TestBuffersNeverOverlap takes and gives back buffers of random sizes: none
// may share a byte with another, and in the end everything must have merged.
func TestBuffersNeverOverlap(t *testing.T) {
	t.Parallel()
	t.Run("one size of blocks", func(t *testing.T) { testBuffers(t, 4<<20, 1<<19-1) })
	t.Run("two sizes of blocks", func(t *testing.T) { testBuffers(t, 8<<20, 1<<21-1) })
}

func testBuffers(t *testing.T, budget, largest int64) {
	t.Parallel()
	b := newBuffers(budget, largest)
	rnd := rand.New(rand.NewPCG(1, 2))
	var held []buffer
	for i := range 3_000 {
		size := rnd.Int64N(largest + 1)
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // do not wait
		if buf, ok := b.acquire(ctx, size); ok {
			if int64(len(buf.bytes)) <= size {
				t.Fatalf("%d bytes for content of %d", len(buf.bytes), size)
			}
			for _, at := range []int{0, len(buf.bytes) / 2, len(buf.bytes) - 1} {
				if buf.bytes[at] != 0 {
					t.Fatalf("step %d: byte %d is in use", i, at)
				}
			}
			for k := range buf.bytes {
				buf.bytes[k] = 1
			}
			held = append(held, buf)
		}
		for len(held) > rnd.IntN(30) {
			k := rnd.IntN(len(held))
			clear(held[k].bytes)
			b.release(held[k])
			held[k] = held[len(held)-1]
			held = held[:len(held)-1]
		}
	}
	for _, buf := range held {
		b.release(buf)
	}
	for _, a := range b.arenas {
		for i := range a.blocks {
			if !a.free[0].has(i) {
				t.Errorf("block %d of %d bytes did not merge", i, a.block)
			}
		}
	}
}
