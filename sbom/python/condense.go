package python

import (
	"bytes"

	"github.com/penstock-dev/penstock/internal/tomlpos"
)

// parseLock is [tomlpos.Parse] for a lockfile of which most bytes are lists of
// archives. They are shortened first; a document that is broken, or that
// shortening breaks, is read as it is.
func parseLock(text []byte) (tomlpos.Table, error) {
	if short := condense(text); len(short) < len(text) {
		if doc, err := tomlpos.Parse(short); err == nil {
			return doc, nil
		}
	}
	return tomlpos.Parse(text)
}

// condense replaces an element of a list that stands on a line of its own and
// tells of an archive,
//
//	{ url = "…", hash = "sha256:…", size = 1 },
//
// by its hash. Decoding the table costs more than everything else in the file.
func condense(text []byte) []byte {
	short := make([]byte, 0, len(text)/2)
	for line := range bytes.Lines(text) {
		hash, end := archiveHash(line)
		if hash == nil {
			short = append(short, line...)
			continue
		}
		short = append(append(append(append(short, '"'), hash...), '"'), line[end:]...)
	}
	return short
}

// archiveHash returns the value of the key hash in a table on a line, and where
// the table ends; nil for a line of any other form.
func archiveHash(line []byte) (hash []byte, end int) {
	start := len(line) - len(bytes.TrimLeft(line, " \t"))
	if start == len(line) || line[start] != '{' {
		return nil, 0
	}
	for rest := line[start+1:]; ; {
		rest = bytes.TrimLeft(rest, " ")
		key, after, ok := bytes.Cut(rest, []byte(" = "))
		if !ok || !archiveKey(key) {
			return nil, 0
		}
		value, after, ok := plainValue(after)
		if !ok {
			return nil, 0
		}
		if string(key) == "hash" {
			hash = value
		}
		after = bytes.TrimLeft(after, " ")
		if len(after) == 0 || after[0] != ',' && after[0] != '}' {
			return nil, 0
		}
		rest = after[1:]
		if after[0] == '}' {
			return hash, len(line) - len(rest)
		}
	}
}

// archiveKey reports whether a key is one that files of a package have and
// packages have not.
func archiveKey(key []byte) bool {
	switch string(key) {
	case "url", "file", "hash", "size", "upload-time":
		return true
	default:
		return false
	}
}

// plainValue cuts a string without escapes, or a number, off the front.
func plainValue(text []byte) (value, rest []byte, ok bool) {
	if len(text) == 0 || text[0] != '"' {
		rest = bytes.TrimLeft(text, "0123456789")
		return nil, rest, len(rest) < len(text)
	}
	end := bytes.IndexAny(text[1:], "\"\\")
	if end <= 0 || text[1+end] != '"' || bytes.IndexByte(text[1:1+end], '\n') >= 0 {
		return nil, nil, false
	}
	return text[1 : 1+end], text[2+end:], true
}
