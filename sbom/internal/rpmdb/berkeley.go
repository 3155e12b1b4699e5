package rpmdb

import (
	"encoding/binary"
	"fmt"
	"iter"
)

// A hash of Berkeley DB is a file of pages. The first one describes it; pages of
// the hash hold keys and values in turn, and a value that is too long for its
// page lies in a chain of overflow pages. rpm's keys are numbers of packages.
const (
	berkeleyMagic = 0x061561

	pageUnsorted = 2 // hash page of versions before 4.6
	pageOverflow = 7
	pageHash     = 13

	itemData = 1 // in the page
	itemFar  = 3 // in overflow pages

	berkeleyHead = 26 // bytes in front of a page's items
	smallestPage = 512
	largestPage  = 64 << 10
)

// berkeleyOrder returns the byte order of a hash of Berkeley DB, nil for anything
// else.
func berkeleyOrder(data []byte) binary.ByteOrder {
	magic := part(data, 12, 4)
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		if magic != nil && order.Uint32(magic) == berkeleyMagic {
			return order
		}
	}
	return nil
}

// berkeley reads one data base.
type berkeley struct {
	data  []byte
	order binary.ByteOrder
	size  int // of a page
	used  map[uint32]bool
}

// berkeleyHeaders yields the values of all hash pages.
func berkeleyHeaders(data []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		b := berkeley{data: data, order: berkeleyOrder(data), used: map[uint32]bool{}}
		head := part(data, 0, smallestPage)
		if head == nil {
			yield(nil, errCut)
			return
		}
		size := b.order.Uint32(head[20:])
		if size < smallestPage || size > largestPage || size&(size-1) != 0 {
			yield(nil, fmt.Errorf("pages of %d bytes: %w", size, ErrFormat))
			return
		}
		b.size = int(size)
		last := b.order.Uint32(head[32:])
		for n := uint32(1); n <= last; n++ {
			page := b.page(n)
			if page == nil {
				yield(nil, fmt.Errorf("page %d of %d: %w", n, last, errCut))
				return
			}
			if kind := page[25]; (kind == pageHash || kind == pageUnsorted) && !b.values(n, page, yield) {
				return
			}
		}
	}
}

// page returns a page, nil when the data base has none of that number.
func (b *berkeley) page(n uint32) []byte {
	if int64(n) >= int64(len(b.data)/b.size) {
		return nil
	}
	return b.data[int(n)*b.size:][:b.size]
}

// values yields the values of one page; false means to stop.
func (b *berkeley) values(n uint32, page []byte, yield func([]byte, error) bool) bool {
	items := int(b.order.Uint16(page[20:]))
	if berkeleyHead+2*items > len(page) {
		return yield(nil, fmt.Errorf("page %d with %d items: %w", n, items, errHeader))
	}
	for i := 1; i < items; i += 2 {
		key, value := b.item(page, i-1), b.item(page, i)
		if len(key) == 5 && b.order.Uint32(key[1:]) == 0 {
			continue // the highest number given to a package so far
		}
		header, err := b.value(value)
		if err != nil {
			err = fmt.Errorf("page %d: %w", n, err)
		}
		if !yield(header, err) {
			return false
		}
	}
	return true
}

// item returns the bytes of an item of a page, whose first one is its kind. Items
// are put down from the end of the page on, each in front of the one before.
func (b *berkeley) item(page []byte, i int) []byte {
	start, end := int(b.order.Uint16(page[berkeleyHead+2*i:])), len(page)
	if i > 0 {
		end = int(b.order.Uint16(page[berkeleyHead+2*(i-1):]))
	}
	if start < berkeleyHead || start >= end || end > len(page) {
		return nil
	}
	return page[start:end]
}

// value returns what an item stands for.
func (b *berkeley) value(item []byte) ([]byte, error) {
	switch {
	case len(item) > 0 && item[0] == itemData:
		return item[1:], nil
	case len(item) >= 12 && item[0] == itemFar:
		return b.chain(b.order.Uint32(item[4:]), int64(b.order.Uint32(item[8:])))
	default:
		return nil, errHeader
	}
}

// chain joins the bytes of overflow pages.
func (b *berkeley) chain(n uint32, size int64) ([]byte, error) {
	var value []byte
	for n != 0 && int64(len(value)) < size {
		page := b.page(n)
		if page == nil {
			return nil, fmt.Errorf("overflow page %d: %w", n, errCut)
		}
		if b.used[n] {
			return nil, fmt.Errorf("overflow page %d: %w", n, errTwice)
		}
		b.used[n] = true
		bytes := part(page, berkeleyHead, int(b.order.Uint16(page[22:])))
		if page[25] != pageOverflow || bytes == nil {
			return nil, fmt.Errorf("overflow page %d: %w", n, errHeader)
		}
		value = append(value, bytes...)
		n = b.order.Uint32(page[16:])
	}
	if int64(len(value)) < size {
		return nil, fmt.Errorf("value of %d bytes: %w", size, errCut)
	}
	return value[:size], nil
}
