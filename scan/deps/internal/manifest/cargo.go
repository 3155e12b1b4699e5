package manifest

import (
	"bytes"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/tomlpos"
)

const crates = "crates.io"

// cargo reads the dependencies of a Cargo.toml, those of a workspace and of single
// platforms too.
func (r *reader) cargo() {
	for l := range r.tomlLines() {
		parent, name := cutLast(l.table)
		switch {
		case isCargoTable(l.table):
			r.tomlRequirement(crates, l)
		case isCargoTable(parent) && l.key == "version" && !r.renamed(l.table):
			r.tomlRequirement(crates, tomlLine{table: parent, key: name, text: l.text, at: l.at})
		}
	}
}

// renamed reports whether a table of one dependency gives it another name.
func (r *reader) renamed(table string) bool {
	for l := range r.tomlLines() {
		if l.table == table && l.key == "package" {
			return true
		}
	}
	return false
}

func isCargoTable(table string) bool {
	_, last := cutLast(table)
	return slices.Contains(cargoKinds[:], last)
}

// cargoKinds are the names of tables of dependencies.
var cargoKinds = [...]string{"dependencies", "dev-dependencies", "build-dependencies"}

// cutLast splits the last part off the name of a table.
func cutLast(table string) (parent, last string) {
	if i := strings.LastIndexByte(table, '.'); i >= 0 {
		return table[:i], strings.Trim(table[i+1:], `"'`)
	}
	return "", table
}

// valuePattern is a version as the value of a key, or in a table on one line.
var valuePattern = regexp.MustCompile(`^[^=]*=\s*(?:["']([^"'\\]*)["']|\{[^}]*?\bversion\s*=\s*["']([^"'\\]*)["'])`)

// tomlRequirement adds the version that a line gives for its key. To Cargo and
// Poetry a version alone is the lowest one of a compatible range, or exact; either
// way the new one may stand in its place.
func (r *reader) tomlRequirement(ecosystem string, l tomlLine) {
	m := valuePattern.FindStringSubmatchIndex(l.text)
	if m == nil || strings.Contains(l.text, "package") {
		return
	}
	start, end := m[2], m[3]
	if start < 0 {
		start, end = m[4], m[5]
	}
	r.add(Declaration{Ecosystem: ecosystem, Name: l.key, Spec: l.text[start:end], Caret: ecosystem == crates}, l.at+start)
}

// tomlLine is a line of TOML with the table that it is in.
type tomlLine struct {
	table, key string // the key is "" for lines inside of a value
	text       string
	at         int // offset of the line
}

// tomlLines yields the lines of a file that is TOML. Texts over several lines are
// rare in manifests: a file with any yields nothing, so that none is taken for what
// it is not.
func (r *reader) tomlLines() iter.Seq[tomlLine] {
	return func(yield func(tomlLine) bool) {
		if bytes.Contains(r.text, []byte(`"""`)) || bytes.Contains(r.text, []byte(`'''`)) {
			return
		}
		if _, err := tomlpos.Parse(r.text); err != nil {
			return
		}
		table, at := "", 0
		for line := range bytes.Lines(r.text) {
			text := strings.TrimRight(string(line), "\r\n")
			trimmed := strings.TrimSpace(text)
			start := at
			at += len(line)
			switch {
			case trimmed == "", trimmed[0] == '#':
				continue
			case trimmed[0] == '[' && !strings.ContainsRune(trimmed, ',') && tablePattern.MatchString(trimmed):
				table = strings.Trim(tablePattern.FindStringSubmatch(trimmed)[1], " ")
				continue
			}
			if !yield(tomlLine{table, keyOf(trimmed), text, start}) {
				return
			}
		}
	}
}

// tablePattern is the header of a table or of one of several.
var tablePattern = regexp.MustCompile(`^\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?$`)

// keyPattern is the key of a line.
var keyPattern = regexp.MustCompile(`^(?:"([^"]+)"|'([^']+)'|([A-Za-z0-9_-]+))\s*=`)

func keyOf(line string) string {
	m := keyPattern.FindStringSubmatch(line)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}
