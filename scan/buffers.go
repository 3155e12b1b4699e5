package scan

import (
	"context"
	"math/bits"
	"sync"
)

// minBuffer is the smallest buffer.
const minBuffer = 64 << 10

// buffers is a buddy allocator of byte buffers inside of a fixed budget: what
// is taken back is merged and used again, so that no garbage comes about and
// memory never exceeds the budget, in whatever order the sizes come. Only one
// goroutine may acquire; any may release.
type buffers struct {
	wake chan struct{}

	mu     sync.Mutex
	block  int      // size of a block, a power of two
	blocks [][]byte // allocated at their first use
	free   []bitmap // free pieces of each level; a piece of level n is block >> n
}

// buffer is one piece of a block.
type buffer struct {
	bytes        []byte
	level, index int
}

// newBuffers returns buffers for contents of up to largest bytes. There is
// always room for one of them, whatever the budget.
func newBuffers(budget, largest int64) *buffers {
	b := &buffers{wake: make(chan struct{}, 1), block: int(blockFor(largest))}
	n := int(max(1, budget/int64(b.block)))
	b.blocks = make([][]byte, n)
	for size := b.block; size >= minBuffer; size /= 2 {
		b.free = append(b.free, newBitmap(n*(b.block/size)))
	}
	for i := range n {
		b.free[0].set(i)
	}
	return b
}

// blockFor returns the size of a block that holds contents of up to largest
// bytes with one to spare.
func blockFor(largest int64) int64 {
	block := int64(minBuffer)
	for block <= largest {
		block *= 2
	}
	return block
}

// acquire returns a buffer for content of the given size with at least one
// byte to spare, so that the end of the content shows when it is read. It
// waits until there is room and returns false when ctx ends first.
func (b *buffers) acquire(ctx context.Context, size int64) (buffer, bool) {
	level := len(b.free) - 1
	for level > 0 && int64(b.block>>level) <= size {
		level--
	}
	for {
		if buf, ok := b.take(level); ok {
			return buf, true
		}
		select {
		case <-b.wake:
		case <-ctx.Done():
			return buffer{}, false
		}
	}
}

// take cuts a piece out of the smallest free one that is large enough.
func (b *buffers) take(level int) (buffer, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	from, index := level, -1
	for ; from >= 0; from-- {
		if index = b.free[from].first(); index >= 0 {
			break
		}
	}
	if index < 0 {
		return buffer{}, false
	}
	b.free[from].clear(index)
	for ; from < level; from++ {
		index *= 2
		b.free[from+1].set(index + 1)
	}
	block := index >> level
	if b.blocks[block] == nil {
		b.blocks[block] = make([]byte, b.block)
	}
	size := b.block >> level
	start := (index - block<<level) * size
	return buffer{b.blocks[block][start : start+size : start+size], level, index}, true
}

// release takes a buffer back and merges it with its free neighbours.
func (b *buffers) release(buf buffer) {
	if buf.bytes == nil {
		return
	}
	b.mu.Lock()
	level, index := buf.level, buf.index
	for ; level > 0 && b.free[level].has(index^1); level-- {
		b.free[level].clear(index ^ 1)
		index /= 2
	}
	b.free[level].set(index)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// bitmap is a set of small numbers.
type bitmap []uint64

func newBitmap(n int) bitmap { return make(bitmap, (n+63)/64) }

func (m bitmap) set(i int)      { m[i/64] |= 1 << (i % 64) }
func (m bitmap) clear(i int)    { m[i/64] &^= 1 << (i % 64) }
func (m bitmap) has(i int) bool { return m[i/64]&(1<<(i%64)) != 0 }

// first returns the smallest number of the set, or -1.
func (m bitmap) first() int {
	for i, word := range m {
		if word != 0 {
			return i*64 + bits.TrailingZeros64(word)
		}
	}
	return -1
}
