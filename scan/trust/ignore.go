package trust

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// maxComment is how much of a resource is searched for comments of checkov's,
// in bytes.
const maxComment = 1 << 16

// suppress marks the findings that a comment asks to pass over.
func suppress(f *scan.File, list []*Weakness) {
	text := f.Bytes()
	if !bytes.Contains(text, []byte("penstock:")) && !bytes.Contains(text, []byte("checkov:skip=")) {
		return
	}
	for _, w := range list {
		lines := w.Location.Region
		for n := max(lines.StartLine-1, 1); n <= lines.EndLine; n++ {
			line := string(f.Line(n))
			if n < lines.StartLine && !strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") && !strings.HasPrefix(strings.TrimLeft(line, " \t"), "//") {
				continue
			}
			if names, reason, ok := ours(line); ok && contains(w.Rule, names) {
				w.suppress(f, n, reason)
				break
			}
		}
		if !w.Suppressed() {
			w.skip(f)
		}
	}
}

// ours reads a comment "# penstock: ignore[names] reason".
func ours(line string) (names []string, reason string, ok bool) {
	_, rest, ok := strings.Cut(line, "penstock:")
	rest, marked := strings.CutPrefix(strings.TrimLeft(rest, " "), "ignore[")
	list, reason, closed := strings.Cut(rest, "]")
	return strings.Split(list, ","), strings.TrimSpace(reason), ok && marked && closed
}

func contains(r *scan.Rule, names []string) bool {
	_, short, _ := strings.Cut(r.ID, "/")
	for _, n := range names {
		if n = strings.TrimSpace(n); n == r.ID || n == short || n == string(r.Class) {
			return true
		}
	}
	return false
}

// skip honours a comment of checkov's in the resource.
func (w *Weakness) skip(f *scan.File) {
	body := w.resource.body
	if body == nil {
		return
	}
	start, end := max(body.start, 0), min(body.end, body.start+maxComment, len(f.Bytes()))
	const word = "checkov:skip="
	for at := start; at < end; {
		i := bytes.Index(f.Bytes()[at:end], []byte(word))
		if i < 0 {
			return
		}
		at += i + len(word)
		n := f.Region(at, at).StartLine
		id, reason, _ := strings.Cut(string(f.Line(n)[f.Region(at, at).StartColumn-1:]), ":")
		for _, tag := range w.Rule.Tags {
			if tag == "checkov:"+strings.TrimSpace(id) {
				w.suppress(f, n, strings.TrimSpace(reason))
				return
			}
		}
	}
}

func (w *Weakness) suppress(f *scan.File, line int, reason string) {
	at := f.Offset(line, 1)
	loc := f.Location(at, at+len(f.Line(line)))
	w.Suppressions = append(w.Suppressions, scan.Suppression{Kind: "inSource", Justification: reason, Location: &loc})
}
