package scan

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// LineHashName is the key in Record.Foreign of the hash by which GitHub code
// scanning recognises the line of an alert in later uploads. Findings in files
// of more than 250,000 lines and in files read in pieces have none.
const LineHashName = "primaryLocationLineHash"

// The parameters of the rolling hash: the number of characters that count for
// a line, and the base.
const (
	lineHashBlock = 100
	lineHashBase  = 37
)

// lineHasher computes GitHub's line hashes: for each line a polynomial hash of
// the first 100 UTF-16 code units from its start on, over following lines too,
// without spaces and tabs and with every line end as one line feed; zeros fill
// up at the end of the file. A colon and a count tell equal hashes of a file
// apart. It follows the fingerprints that github/codeql-action computes.
type lineHasher struct {
	window [lineHashBlock]uint16
	lines  [lineHashBlock]bool // whether a line starts at this place of the window
	at     int
	hash   uint64
	first  uint64 // base to the power of the block length
	counts map[uint64]int
	out    []string
}

// maxHashedLines is the number of lines above which a file gets no line hashes:
// they would take more memory than the file.
const maxHashedLines = 250_000

// lineHashes returns the hash of every line, or nil for too many lines.
func lineHashes(text []byte) []string {
	if bytes.Count(text, []byte{'\n'}) > maxHashedLines {
		return nil
	}
	h := &lineHasher{first: 1, counts: map[uint64]int{}}
	for range lineHashBlock {
		h.first *= lineHashBase
	}
	lineStart, afterCR := true, false
	add := func(c uint16) {
		if c == ' ' || c == '\t' || c == '\n' && afterCR {
			afterCR = false
			return
		}
		if afterCR = c == '\r'; afterCR {
			c = '\n'
		}
		h.emit()
		h.lines[h.at], lineStart = lineStart, c == '\n'
		h.push(c)
	}
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
			add(uint16(r1))
			add(uint16(r2))
		} else {
			add(uint16(r))
		}
	}
	add(0xffff) // the end of the file counts as a character
	for range lineHashBlock {
		h.emit()
		h.push(0)
	}
	return h.out
}

// emit takes down the hash of the line that starts at the window's oldest
// character, which is about to leave.
func (h *lineHasher) emit() {
	if !h.lines[h.at] {
		return
	}
	h.lines[h.at] = false
	h.counts[h.hash]++
	h.out = append(h.out, strconv.FormatUint(h.hash, 16)+":"+strconv.Itoa(h.counts[h.hash]))
}

func (h *lineHasher) push(c uint16) {
	h.hash = h.hash*lineHashBase + uint64(c) - h.first*uint64(h.window[h.at])
	h.window[h.at] = c
	h.at = (h.at + 1) % lineHashBlock
}

// lineHash returns the hash of a line, counted from 1.
func (f *File) lineHash(line int) string {
	if hashes := f.hashes(); line >= 1 && line <= len(hashes) {
		return hashes[line-1]
	}
	return ""
}
