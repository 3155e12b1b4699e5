// Package rpmdb reads the data bases in which rpm keeps the headers of installed
// packages, from memory and without a data base engine: SQLite with its
// write-ahead log, NDB, and the hash tables of Berkeley DB.
//
// Everything in a data base is taken for an enemy's. No more bytes of headers come
// out than went in; no size read from a file decides what is allocated.
//
// Sources: the documents "Database File Format" and "WAL-mode File Format" of
// SQLite; rpm's manual, "Header format" and "Tags"; the description of NDB in
// rpm's sources (rpmpkg); the layout of hash pages of Berkeley DB 4 to 18.
package rpmdb

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
)

// ErrFormat is wrapped by the error about a data base of no known kind.
var ErrFormat = errors.New("neither SQLite, NDB nor a hash of Berkeley DB")

// errCut is wrapped by errors about data that ends too early.
var errCut = errors.New("the data base ends too early")

// errTwice is wrapped by errors about data that is referred to more than once.
var errTwice = errors.New("a part of the data base is used twice")

// Headers yields the headers in a data base, in the order in which they are
// stored. The log is the content of the file "-wal" beside a data base of
// SQLite, and may be empty. An error does not end the sequence where other parts
// of the data base can still be read; the headers are parts of data.
func Headers(data, log []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		left := len(data) + len(log)
		for header, err := range stored(data, log) {
			if left -= len(header); left < 0 {
				yield(nil, fmt.Errorf("more headers than bytes: %w", errTwice))
				return
			}
			if !yield(header, err) {
				return
			}
		}
	}
}

// stored yields what a data base holds in its headers' place.
func stored(data, log []byte) iter.Seq2[[]byte, error] {
	switch {
	case bytes.HasPrefix(data, []byte(sqliteMagic)):
		return sqliteHeaders(data, log)
	case bytes.HasPrefix(data, []byte(ndbMagic)):
		return ndbHeaders(data)
	case berkeleyOrder(data) != nil:
		return berkeleyHeaders(data)
	default:
		return func(yield func([]byte, error) bool) { yield(nil, ErrFormat) }
	}
}

// part returns n bytes of data from an offset on, nil where it has not as many.
func part(data []byte, offset, n int) []byte {
	if offset < 0 || n < 0 || offset > len(data) || n > len(data)-offset {
		return nil
	}
	return data[offset : offset+n]
}
