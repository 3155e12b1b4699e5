package fix

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// around is the number of unchanged lines that a hunk begins and ends with.
const around = 3

// block replaces the lines from start up to, not including, end.
type block struct {
	start, end int // lines, counted from 0
	with       []string
}

// Diff writes what the patch changes as a unified diff in the form of Git,
// which "git apply" takes in the folder of the files. It shows the lines of the
// files as they are, with whatever secrets stand in them.
func (p *Patch) Diff(w io.Writer) error {
	for _, path := range p.Paths() {
		var out bytes.Buffer
		fmt.Fprintf(&out, "--- %s\n+++ %s\n", header("a/"+path), header("b/"+path))
		f := p.files[path]
		lines := splitLines(string(f.old))
		writeHunks(&out, lines, f.blocks(lines))
		if _, err := w.Write(out.Bytes()); err != nil {
			return fmt.Errorf("writing the diff of %s: %w", path, err)
		}
	}
	return nil
}

// header returns a path as Git writes it: in quotes where bytes of it might be
// misread, and followed by a tab where the path holds a space.
func header(path string) string {
	plain := func(r rune) bool { return r >= ' ' && r < 0x7f && r != '"' && r != '\\' }
	if strings.IndexFunc(path, func(r rune) bool { return !plain(r) }) >= 0 {
		var b strings.Builder
		b.WriteByte('"')
		for _, c := range []byte(path) {
			switch {
			case c == '"' || c == '\\':
				b.WriteByte('\\')
				b.WriteByte(c)
			case plain(rune(c)):
				b.WriteByte(c)
			default:
				fmt.Fprintf(&b, `\%03o`, c)
			}
		}
		return b.String() + `"`
	}
	if strings.Contains(path, " ") {
		return path + "\t"
	}
	return path
}

// splitLines returns the lines of a text with their ends.
func splitLines(text string) []string {
	lines := strings.SplitAfter(text, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// blocks returns the lines that differ, in rising order.
func (f *file) blocks(lines []string) []block {
	starts := make([]int, len(lines)+1)
	for i, line := range lines {
		starts[i+1] = starts[i] + len(line)
	}
	lineOf := func(at int) int {
		i, found := slices.BinarySearch(starts, at)
		if !found || i > 0 && i == len(lines) && !strings.HasSuffix(lines[i-1], "\n") {
			i-- // inside of a line, or at the end of a last one without an end
		}
		return i
	}
	var list []block
	for changes := replaced(f.pieces, len(f.old)); len(changes) > 0; {
		b := block{start: lineOf(changes[0].start)}
		var text strings.Builder
		at := starts[b.start]
		for n := 0; ; n++ {
			if n == len(changes) || n > 0 && lineOf(changes[n].start) > b.end {
				changes = changes[n:]
				break
			}
			c := changes[n]
			text.Write(f.old[at:c.start])
			text.WriteString(c.text)
			at, b.end = c.end, min(lineOf(c.end)+1, len(lines))
		}
		text.Write(f.old[at:starts[b.end]])
		b.with = splitLines(text.String())
		if b = b.trim(lines); b.start < b.end || len(b.with) > 0 {
			list = append(list, b)
		}
	}
	return list
}

// trim leaves out the lines at both ends that stay.
func (b block) trim(lines []string) block {
	for b.start < b.end && len(b.with) > 0 && lines[b.start] == b.with[0] {
		b.start, b.with = b.start+1, b.with[1:]
	}
	for b.start < b.end && len(b.with) > 0 && lines[b.end-1] == b.with[len(b.with)-1] {
		b.end, b.with = b.end-1, b.with[:len(b.with)-1]
	}
	return b
}

// writeHunks writes blocks with the lines around them; those that are near each
// other share a hunk.
func writeHunks(out *bytes.Buffer, lines []string, blocks []block) {
	grown := 0 // lines that came before, less those that went
	for len(blocks) > 0 {
		n := 1
		for n < len(blocks) && blocks[n].start-blocks[n-1].end <= 2*around {
			n++
		}
		from, to := max(blocks[0].start-around, 0), min(blocks[n-1].end+around, len(lines))
		more := 0
		for _, b := range blocks[:n] {
			more += len(b.with) - (b.end - b.start)
		}
		fmt.Fprintf(out, "@@ -%s +%s @@\n", span(from, to-from), span(from+grown, to-from+more))
		at := from
		for _, b := range blocks[:n] {
			writeLines(out, ' ', lines[at:b.start])
			writeLines(out, '-', lines[b.start:b.end])
			writeLines(out, '+', b.with)
			at = b.end
		}
		writeLines(out, ' ', lines[at:to])
		grown += more
		blocks = blocks[n:]
	}
}

// span returns a line and a count for the head of a hunk; without lines it is
// the line before.
func span(start, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", start)
	case 1:
		return fmt.Sprint(start + 1)
	}
	return fmt.Sprintf("%d,%d", start+1, count)
}

func writeLines(out *bytes.Buffer, mark byte, lines []string) {
	for _, line := range lines {
		out.WriteByte(mark)
		out.WriteString(line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}
