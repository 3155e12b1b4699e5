package entry

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// Paragraph is a block of fields "Key: value", as Debian's control files, the
// metadata of Python and the manifests of Java have them. Lines that begin with
// white space go on with the value in front of them.
type Paragraph struct {
	fields     []field
	Start, End int
	// Broken is the number of lines that are no fields.
	Broken int
}

type field struct{ key, value string }

// Get returns the value of a field, whose name is compared without regard to
// case; of repeated ones that of the first.
func (p *Paragraph) Get(key string) string {
	for _, f := range p.fields {
		if strings.EqualFold(f.key, key) {
			return f.value
		}
	}
	return ""
}

// Exact returns the value of a field by its exact name, "" when there is none.
func (p *Paragraph) Exact(key string) string {
	for _, f := range p.fields {
		if f.key == key {
			return f.value
		}
	}
	return ""
}

// All returns the values of all fields of a name.
func (p *Paragraph) All(key string) []string {
	var list []string
	for _, f := range p.fields {
		if strings.EqualFold(f.key, key) {
			list = append(list, f.value)
		}
	}
	return list
}

// maxValue is the number of bytes kept of a field's value.
const maxValue = 1 << 20

// Paragraphs reads the blocks of a file, which blank lines separate, and at most
// max of them unless max is 0. What stands between a value and its continuation
// is decided by join: " " for text, "" for a manifest whose lines are cut
// anywhere.
func Paragraphs(f *scan.File, join string, max int) []*Paragraph {
	var list []*Paragraph
	var open *Paragraph
	offset := 0
	for raw := range bytes.Lines(f.Bytes()) {
		line := strings.TrimRight(string(raw), "\r\n")
		start := offset
		offset += len(raw)
		if strings.TrimSpace(line) == "" {
			if open = nil; max > 0 && len(list) == max {
				break
			}
			continue
		}
		if open == nil {
			open = &Paragraph{Start: start}
			list = append(list, open)
		}
		open.add(line, join)
		open.End = start + len(strings.TrimRight(line, " \t"))
	}
	return list
}

func (p *Paragraph) add(line, join string) {
	if line[0] == ' ' || line[0] == '\t' {
		if n := len(p.fields); n > 0 && len(p.fields[n-1].value) < maxValue {
			p.fields[n-1].value += join + line[1:]
		}
		return
	}
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		p.Broken++
		return
	}
	p.fields = append(p.fields, field{strings.TrimSpace(key), strings.TrimSpace(value)})
}
