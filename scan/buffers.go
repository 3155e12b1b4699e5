package scan

import (
	"context"
	"math/bits"
	"sync"
)

const (
	minBuffer  = 64 << 10 // the smallest buffer
	smallBlock = 1 << 20  // the block for small contents
)

// buffers hands out byte buffers inside of a fixed budget, in whatever order the
// sizes come. Small contents have blocks of their own, so that little memory is
// taken where there are no others. Only one goroutine may acquire; any may
// release.
type buffers struct {
	wake chan struct{}

	mu     sync.Mutex
	arenas []*arena // in rising order of their blocks
}

// buffer is a piece of a block.
type buffer struct {
	bytes        []byte
	arena        *arena
	level, index int
}

// newBuffers returns buffers for contents of up to largest bytes. There is
// always room for one of them, whatever the budget.
func newBuffers(budget, largest int64) *buffers {
	b := &buffers{wake: make(chan struct{}, 1)}
	block := blockFor(largest)
	n := max(1, budget/block)
	if n > 1 && block > smallBlock {
		n--
		b.arenas = append(b.arenas, newArena(smallBlock, int(block/smallBlock)))
	}
	b.arenas = append(b.arenas, newArena(int(block), int(n)))
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
	for {
		if buf, ok := b.take(size); ok {
			return buf, true
		}
		select {
		case <-b.wake:
		case <-ctx.Done():
			return buffer{}, false
		}
	}
}

func (b *buffers) take(size int64) (buffer, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, a := range b.arenas {
		if int64(a.block) <= size && i < len(b.arenas)-1 {
			continue
		}
		if buf, ok := a.take(size); ok {
			return buf, true
		}
	}
	return buffer{}, false
}

// release takes a buffer back.
func (b *buffers) release(buf buffer) {
	if buf.bytes == nil {
		return
	}
	b.mu.Lock()
	buf.arena.release(buf)
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// arena is a buddy allocator: what is taken back is merged and used again, so
// that no garbage comes about.
type arena struct {
	block  int      // size of a block, a power of two
	blocks [][]byte // allocated at their first use
	free   []bitmap // free pieces of each level; a piece of level n is block >> n
}

func newArena(block, n int) *arena {
	a := &arena{block: block, blocks: make([][]byte, n)}
	for size := block; size >= minBuffer; size /= 2 {
		a.free = append(a.free, newBitmap(n*(block/size)))
	}
	for i := range n {
		a.free[0].set(i)
	}
	return a
}

// take cuts a piece for content of that size out of the smallest free one that
// is large enough.
func (a *arena) take(size int64) (buffer, bool) {
	level := len(a.free) - 1
	for level > 0 && int64(a.block>>level) <= size {
		level--
	}
	from, index := level, -1
	for ; from >= 0; from-- {
		if index = a.free[from].first(); index >= 0 {
			break
		}
	}
	if index < 0 {
		return buffer{}, false
	}
	a.free[from].clear(index)
	for ; from < level; from++ {
		index *= 2
		a.free[from+1].set(index + 1)
	}
	block := index >> level
	if a.blocks[block] == nil {
		a.blocks[block] = make([]byte, a.block)
	}
	length := a.block >> level
	start := (index - block<<level) * length
	return buffer{a.blocks[block][start : start+length : start+length], a, level, index}, true
}

// release takes a piece back and merges it with its free neighbours.
func (a *arena) release(buf buffer) {
	level, index := buf.level, buf.index
	for ; level > 0 && a.free[level].has(index^1); level-- {
		a.free[level].clear(index ^ 1)
		index /= 2
	}
	a.free[level].set(index)
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
