package rpmdb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
)

const (
	sqliteMagic = "SQLite format 3\x00"
	sqliteHead  = 100 // bytes in front of the first page's tree
	schemaPage  = 1

	treeInterior = 0x05
	treeLeaf     = 0x0d
	maxTree      = 32 // levels of a tree
)

var (
	errTable = errors.New("there is no table Packages")
	errTree  = errors.New("a page is no part of a table")
	errDeep  = errors.New("the tree of a table is too deep")
)

// sqlite reads one data base.
type sqlite struct {
	data   []byte
	log    []byte
	pages  map[uint32]int // offset in the log of pages that it holds anew
	size   int            // of a page
	usable int            // bytes of a page that are not reserved
	count  uint32         // number of pages
	used   map[uint32]bool
}

// sqliteHeaders yields the column "blob" of the table Packages.
func sqliteHeaders(data, log []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		s, err := openSQLite(data, log)
		if err != nil {
			yield(nil, err)
			return
		}
		root := uint32(0)
		intact := s.rows(schemaPage, func(row []byte, err error) bool {
			if err != nil {
				return yield(nil, fmt.Errorf("schema: %w", err))
			}
			if columns := record(row); len(columns) > 3 && string(columns[0].data) == "table" && string(columns[1].data) == "Packages" {
				root = uint32(columns[3].number())
			}
			return true
		})
		if !intact {
			return
		}
		if root == 0 {
			yield(nil, errTable)
			return
		}
		s.rows(root, func(row []byte, err error) bool {
			if err != nil {
				return yield(nil, err)
			}
			columns := record(row)
			if len(columns) < 2 {
				return yield(nil, errHeader)
			}
			return yield(columns[1].data, nil)
		})
	}
}

func openSQLite(data, log []byte) (*sqlite, error) {
	head := part(data, 0, sqliteHead)
	if head == nil {
		return nil, errCut
	}
	size := int(binary.BigEndian.Uint16(head[16:]))
	if size == 1 {
		size = 64 << 10
	}
	s := &sqlite{data: data, log: log, size: size, usable: size - int(head[20]), used: map[uint32]bool{}}
	if size < 512 || size&(size-1) != 0 || s.usable < 480 {
		return nil, fmt.Errorf("pages of %d bytes: %w", size, ErrFormat)
	}
	s.count = uint32(min(len(data)/size, 1<<31))
	s.readLog()
	return s, nil
}

// page returns a page, the first one with the file's header; nil when there is
// none of that number. No page is given out twice.
func (s *sqlite) page(n uint32) ([]byte, error) {
	if n == 0 || n > s.count {
		return nil, fmt.Errorf("page %d of %d: %w", n, s.count, errCut)
	}
	if s.used[n] {
		return nil, fmt.Errorf("page %d: %w", n, errTwice)
	}
	s.used[n] = true
	if offset, ok := s.pages[n]; ok {
		return s.log[offset : offset+s.size], nil
	}
	page := part(s.data, int(n-1)*s.size, s.size)
	if page == nil {
		return nil, fmt.Errorf("page %d of %d: %w", n, s.count, errCut)
	}
	return page, nil
}

// level is a page of a table that is being walked through.
type level struct {
	page []byte
	head int // offset of the tree's header in the page
	next int // cell
}

// rows gives the records of a table to a function, until that returns false;
// then rows does so too. What cannot be read is given as an error.
func (s *sqlite) rows(root uint32, give func([]byte, error) bool) bool {
	stack := []*level{}
	push := func(n uint32) error {
		if len(stack) == maxTree {
			return errDeep
		}
		l, err := s.level(n)
		if err == nil {
			stack = append(stack, l)
		}
		return err
	}
	if err := push(root); err != nil {
		return give(nil, err)
	}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		if top.page[top.head] == treeLeaf {
			stack = stack[:len(stack)-1]
			if !s.cells(top, give) {
				return false
			}
			continue
		}
		child, ok := top.child()
		if !ok {
			stack = stack[:len(stack)-1]
			continue
		}
		if err := push(child); err != nil && !give(nil, err) {
			return false
		}
	}
	return true
}

// level opens a page of a table.
func (s *sqlite) level(n uint32) (*level, error) {
	page, err := s.page(n)
	if err != nil {
		return nil, err
	}
	l := &level{page: page}
	if n == schemaPage {
		l.head = sqliteHead
	}
	if kind := page[l.head]; kind != treeInterior && kind != treeLeaf {
		return nil, fmt.Errorf("page %d: %w", n, errTree)
	}
	return l, nil
}

// cell returns the offset of a cell of the page, and whether it has that many.
func (l *level) cell(i, pointers int) (int, bool) {
	if i >= int(binary.BigEndian.Uint16(l.page[l.head+3:])) {
		return 0, false
	}
	raw := part(l.page, l.head+pointers+2*i, 2)
	if raw == nil {
		return 0, false
	}
	return int(binary.BigEndian.Uint16(raw)), true
}

// child returns the next page below an interior one; the last one is named in
// its header.
func (l *level) child() (uint32, bool) {
	i := l.next
	l.next++
	if at, ok := l.cell(i, 12); ok {
		if raw := part(l.page, at, 4); raw != nil {
			return binary.BigEndian.Uint32(raw), true
		}
		return 0, true
	}
	if i > int(binary.BigEndian.Uint16(l.page[l.head+3:])) {
		return 0, false
	}
	l.next = 1 << 16
	return binary.BigEndian.Uint32(l.page[l.head+8:]), true
}

// cells gives the records of a leaf to a function.
func (s *sqlite) cells(l *level, give func([]byte, error) bool) bool {
	for i := 0; ; i++ {
		at, ok := l.cell(i, 8)
		if !ok {
			return true
		}
		if !give(s.payload(l.page, at)) {
			return false
		}
	}
}

// payload returns the record of a cell: its beginning is in the leaf, the rest in
// a chain of overflow pages ("Cell Payload Overflow Pages").
func (s *sqlite) payload(page []byte, at int) ([]byte, error) {
	size, n := varint(page[min(at, len(page)):])
	_, m := varint(page[min(at+n, len(page)):])
	if n == 0 || m == 0 {
		return nil, errTree
	}
	at += n + m
	most := uint64(s.usable - 35)
	if size <= most {
		if local := part(page, at, int(size)); local != nil {
			return local, nil
		}
		return nil, errTree
	}
	least := uint64((s.usable-12)*32/255 - 23)
	local := least + (size-least)%uint64(s.usable-4)
	if local > most {
		local = least
	}
	head, next := part(page, at, int(local)), part(page, at+int(local), 4)
	if head == nil || next == nil || size > uint64(len(s.data)+len(s.log)) {
		return nil, errTree
	}
	return s.overflow(bytes.Clone(head), binary.BigEndian.Uint32(next), int(size))
}

func (s *sqlite) overflow(record []byte, next uint32, size int) ([]byte, error) {
	for len(record) < size {
		page, err := s.page(next)
		if err != nil {
			return nil, fmt.Errorf("overflow of a record of %d bytes: %w", size, err)
		}
		next = binary.BigEndian.Uint32(page)
		record = append(record, page[4:min(s.usable, 4+size-len(record))]...)
	}
	return record, nil
}
