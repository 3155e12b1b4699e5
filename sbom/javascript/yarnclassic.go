package javascript

import (
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// yarnEntry is an entry of Yarn 1.
type yarnEntry struct {
	specs                        []string // "name@range"
	version, resolved, integrity string
	needs                        [][2]string
	start, end                   int
	broken                       bool // a line of it was not understood
}

// yarnEntries reads the blocks of a file: a line of keys that ends with a colon,
// and indented lines below it. Text that is neither, and an entry without version,
// is said in the errors.
func yarnEntries(f *scan.File) ([]yarnEntry, []error) {
	var list []yarnEntry
	var errs []error
	section := ""
	for line := range entry.Lines(f) {
		if line.Text[0] == '#' {
			continue
		}
		understood := line.Indent == 0 || len(list) > 0
		switch {
		case line.Indent == 0 && strings.HasSuffix(line.Text, ":"):
			specs := yarnSpecs(strings.TrimSuffix(line.Text, ":"))
			list = append(list, yarnEntry{specs: specs, start: line.Start})
			section = ""
		case line.Indent == 0 || len(list) == 0:
			understood = false
		case line.Indent <= 2:
			section, understood = list[len(list)-1].set(line.Text)
		case section == "dependencies" || section == "optionalDependencies":
			understood = list[len(list)-1].need(line.Text)
		}
		if !understood {
			if errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, line.Start, line.End, "line of yarn.lock is not understood", nil)); len(errs) == maxBroken {
				return list, errs
			}
		}
		if n := len(list); n > 0 && (understood || line.Indent > 0) {
			list[n-1].end = line.End
			list[n-1].broken = list[n-1].broken || !understood
		}
	}
	for _, e := range list {
		if e.version == "" && !e.broken && len(errs) < maxBroken {
			errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, e.start, e.end, "entry of yarn.lock without a version", nil))
		}
	}
	return list, errs
}

// maxBroken is the number of lines that may be skipped in one file.
const maxBroken = 100

// set reads a line of an entry, returns the section that it opens and reports
// whether the line is whole.
func (e *yarnEntry) set(text string) (section string, whole bool) {
	if section, ok := strings.CutSuffix(text, ":"); ok {
		return section, true
	}
	key, value, whole := yarnPair(text)
	if !whole {
		return "", false
	}
	switch key {
	case "version", "version:":
		e.version = value
	case "resolved":
		e.resolved = value
	case "integrity":
		e.integrity = value
	}
	return "", true
}

// need reads a line of what an entry depends on and reports whether it is whole.
func (e *yarnEntry) need(text string) bool {
	name, rest, whole := yarnPair(text)
	if whole {
		e.needs = append(e.needs, [2]string{name, rest})
	}
	return whole
}

// yarnPair splits a line into two words, each perhaps quoted, and reports whether
// both are there to their ends.
func yarnPair(text string) (key, value string, whole bool) {
	if rest, ok := strings.CutPrefix(text, `"`); ok {
		key, value, whole = strings.Cut(rest, `"`)
	} else {
		key, value, whole = strings.Cut(text, " ")
	}
	value = strings.TrimSpace(value)
	if rest, ok := strings.CutPrefix(value, `"`); ok {
		value, whole = strings.CutSuffix(rest, `"`)
	} else {
		whole = whole && value != ""
	}
	return key, value, whole
}

// yarnSpecs splits the keys of an entry: "a@1, "b@>=1 <2"". There is always
// one.
func yarnSpecs(text string) []string {
	var list []string
	for spec := range strings.SplitSeq(text, ",") {
		list = append(list, strings.Trim(strings.TrimSpace(spec), `"`))
	}
	return list
}
