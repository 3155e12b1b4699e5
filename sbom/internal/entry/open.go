package entry

import (
	"bytes"
	"errors"
	"iter"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/xmlpos"
	"github.com/penstock-dev/penstock/scan"
)

var (
	errNoObject  = errors.New("the document is no JSON object")
	errNoMapping = errors.New("the document is no mapping")
)

// JSON reads a file that is one JSON object. With the error, which is a
// diagnostic, comes what stands in front of the break.
func JSON(f *scan.File, config jsonpos.Config) (jsonpos.Value, error) {
	doc, err := jsonpos.Parse(f.Bytes(), config)
	if err != nil {
		return doc.Root(), Malformed(f, 0, err)
	}
	if doc.Root().Kind() != jsonpos.Object {
		return doc.Root(), Malformed(f, 0, errNoObject)
	}
	return doc.Root(), nil
}

// TOML reads a file in TOML, as [JSON] does.
func TOML(f *scan.File) (tomlpos.Table, error) {
	t, err := tomlpos.Parse(f.Bytes())
	if err != nil {
		return t, Malformed(f, 0, err)
	}
	return t, nil
}

// YAML reads the first document of a file in YAML, which must be a mapping, as
// [JSON] does. An empty file has none.
func YAML(f *scan.File) (yamlpos.Value, error) {
	docs, err := yamlpos.Parse(f.Bytes())
	if err != nil {
		err = Malformed(f, 0, err)
	}
	if len(docs) == 0 {
		return yamlpos.Value{}, err
	}
	if err == nil && !docs[0].IsMap() {
		err = Malformed(f, 0, errNoMapping)
	}
	return docs[0], err
}

// XML reads a file in XML, as [JSON] does.
func XML(f *scan.File) (*xmlpos.Element, error) {
	root, err := xmlpos.Parse(f.Bytes())
	if err != nil {
		return root, Malformed(f, 0, err)
	}
	return root, nil
}

// Line is a line of a file: its text without the line end and white space in
// front of it, and the offsets of that text.
type Line struct {
	Text       string
	Start, End int
	// Indent is the number of bytes of white space in front of the text.
	Indent int
}

// Lines yields the lines of a file that are not blank.
func Lines(f *scan.File) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		offset := 0
		for raw := range bytes.Lines(f.Bytes()) {
			text := strings.TrimSpace(string(raw))
			if text != "" {
				indent := bytes.Index(raw, []byte(text))
				start := offset + indent
				if !yield(Line{text, start, start + len(text), indent}) {
					return
				}
			}
			offset += len(raw)
		}
	}
}

// Keys returns the places of the keys directly in a TOML table, and of the
// tables directly below it, by their names without quotes. Of a key that is
// written several times the first place counts.
func Keys(f *scan.File, table string) map[string]tomlpos.Span {
	keys := map[string]tomlpos.Span{}
	text := f.Bytes()
	for _, span := range tomlpos.Tables(text, table) {
		offset := span.Start
		for raw := range bytes.Lines(text[span.Start:span.End]) {
			line := strings.TrimSpace(string(raw))
			start := offset + max(bytes.Index(raw, []byte(line)), 0)
			offset += len(raw)
			name, ok := keyOf(line, table)
			if _, seen := keys[name]; ok && !seen {
				keys[name] = tomlpos.Span{Start: start, End: start + len(line)}
			}
		}
	}
	for line := range Lines(f) { // tables below one that is not written itself
		if !strings.HasPrefix(line.Text, "["+table+".") {
			continue
		}
		name, ok := keyOf(line.Text, table)
		if _, seen := keys[name]; ok && !seen {
			keys[name] = tomlpos.Span{Start: line.Start, End: line.End}
		}
	}
	return keys
}

// keyOf reads the key of a line, or the last part of the name of a table.
func keyOf(line, table string) (string, bool) {
	if strings.HasPrefix(line, "[") {
		header, _, _ := strings.Cut(strings.TrimLeft(line, "["), "]")
		rest, ok := strings.CutPrefix(strings.TrimSpace(header), table+".")
		return strings.Trim(rest, `"' `), ok
	}
	if line == "" || line[0] == '#' {
		return "", false
	}
	if line[0] == '"' || line[0] == '\'' {
		name, _, ok := strings.Cut(line[1:], line[:1])
		return name, ok
	}
	i := strings.IndexAny(line, "=. \t")
	return line[:max(i, 0)], i > 0
}

// Open marks a package that a manifest asks for without saying which version it
// gets: it has no version, and what is asked for as its property "requirement".
func Open(p *scan.Package, requirement string) *scan.Package {
	SetProperty(p, "requirement", strings.TrimSpace(requirement))
	return p
}
