package javascript

import (
	"bytes"
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
}

// yarnEntries reads the blocks of a file: a line of keys that ends with a colon,
// and indented lines below it. Text that is neither is said in the errors.
func yarnEntries(f *scan.File) ([]yarnEntry, []error) {
	var list []yarnEntry
	var errs []error
	offset, section := 0, ""
	for raw := range bytes.Lines(f.Bytes()) {
		start := offset
		offset += len(raw)
		line := strings.TrimRight(string(raw), " \t\r\n")
		text := strings.TrimLeft(line, " ")
		indent := len(line) - len(text)
		switch {
		case text == "" || text[0] == '#':
			continue
		case indent == 0 && strings.HasSuffix(text, ":"):
			specs := yarnSpecs(strings.TrimSuffix(text, ":"))
			list = append(list, yarnEntry{specs: specs, start: start})
			section = ""
		case indent == 0 || len(list) == 0:
			errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, start, start+len(line), "line of yarn.lock is not understood", nil))
			if len(errs) == maxBroken {
				return list, errs
			}
			continue
		case indent <= 2:
			section = list[len(list)-1].set(text)
		case section == "dependencies" || section == "optionalDependencies":
			name, rest := yarnPair(text)
			e := &list[len(list)-1]
			e.needs = append(e.needs, [2]string{name, rest})
		}
		if len(list) > 0 {
			list[len(list)-1].end = start + len(line)
		}
	}
	return list, errs
}

// maxBroken is the number of lines that may be skipped in one file.
const maxBroken = 100

// set reads a line of an entry and returns the section that it opens.
func (e *yarnEntry) set(text string) (section string) {
	if section, ok := strings.CutSuffix(text, ":"); ok {
		return section
	}
	switch key, value := yarnPair(text); key {
	case "version", "version:":
		e.version = value
	case "resolved":
		e.resolved = value
	case "integrity":
		e.integrity = value
	}
	return ""
}

// yarnPair splits a line into two words, each perhaps quoted.
func yarnPair(text string) (key, value string) {
	if rest, ok := strings.CutPrefix(text, `"`); ok {
		key, value, _ = strings.Cut(rest, `"`)
	} else {
		key, value, _ = strings.Cut(text, " ")
	}
	return key, strings.Trim(strings.TrimSpace(value), `"`)
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
