package secrets

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Bounds of a Kubernetes manifest around its kind.
const (
	manifestBack  = 3 << 10
	manifestAhead = 8 << 10
)

// manifest looks at the values of a Kubernetes manifest of kind Secret
// (https://kubernetes.io/docs/concepts/configuration/secret/): data holds them
// in base64, stringData in clear text.
func (s *scanner) manifest(w *window, at span) {
	pos := at.end
	for pos < w.top && pos-at.end < 6 && bytes.IndexByte([]byte("\"': "), w.text[pos]) >= 0 {
		pos++
	}
	const kind = "Secret"
	if pos == at.end || !bytes.HasPrefix(w.text[pos:w.top], []byte(kind)) {
		return
	}
	if end := pos + len(kind); end < w.top && isWord(w.text[end]) {
		return
	}
	n, known := s.e.byID["kubernetes-secret"]
	if !known {
		return
	}
	if last := s.tried[n]; last.start < at.start && at.start < last.end {
		return // a second kind in the same document
	}
	floor, top := document(w, at)
	s.remember(n, span{at.start, top})
	if bytes.Contains(w.text[floor:top], []byte("apiVersion")) {
		s.manifestValues(w, floor, top)
	}
}

// document returns the bounds of the YAML document around a place.
func document(w *window, at span) (floor, top int) {
	floor, top = max(w.floor, at.start-manifestBack), min(w.top, at.end+manifestAhead)
	if i := bytes.LastIndex(w.text[floor:at.start], []byte("\n---")); i >= 0 {
		floor += i + 1
	}
	if i := bytes.Index(w.text[at.end:top], []byte("\n---")); i >= 0 {
		top = at.end + i
	}
	return floor, top
}

// manifestReader goes through the lines of a document.
type manifestReader struct {
	section string // data or stringData, or ""
	outer   int    // its indentation
	inner   int    // that of its entries; -1 before the first
	block   bool   // the value of the last entry begins on the next line
}

// manifestValues looks at the entries of data and stringData.
func (s *scanner) manifestValues(w *window, floor, top int) {
	var r manifestReader
	for pos := floor; pos < top; {
		end := top
		if i := bytes.IndexByte(w.text[pos:top], '\n'); i >= 0 {
			end = pos + i
		}
		if value, ok := r.line(w, pos, end); ok {
			s.manifestValue(r.section, w, value)
		}
		pos = end + 1
	}
}

// line returns the value of an entry whose line is w.text[from:to].
func (r *manifestReader) line(w *window, from, to int) (span, bool) {
	line := bytes.TrimRight(w.text[from:to], "\r ")
	body := bytes.TrimLeft(line, " \t")
	indent := len(line) - len(body)
	start := from + indent
	switch {
	case len(body) == 0 || body[0] == '#':
		return span{}, false
	case r.section == "" || indent <= r.outer:
		*r = manifestReader{section: sectionOf(body), outer: indent, inner: -1}
		return span{}, false
	case r.inner < 0:
		r.inner = indent
	case indent > r.inner: // more of the value above
		first := r.block && r.section == "data"
		r.block = false
		return span{start, start + len(body)}, first
	}
	return r.entry(w, start, body)
}

// entry splits the line of an entry.
func (r *manifestReader) entry(w *window, start int, body []byte) (span, bool) {
	r.block = false
	key, rest, ok := bytes.Cut(body, []byte(":"))
	name := bytes.Trim(key, `"'`)
	if !ok || !secretKey(name) || bytes.HasSuffix(body, []byte(",")) && len(name) == len(key) {
		*r = manifestReader{} // no YAML any more
		return span{}, false
	}
	value := bytes.Trim(rest, " \t\"',")
	if len(value) == 0 || publicKey(string(name)) {
		return span{}, false
	}
	if r.block = value[0] == '|' || value[0] == '>'; r.block {
		return span{}, false
	}
	from := start + len(key) + 1 + bytes.Index(rest, value)
	return span{from, from + len(value)}, true
}

// sectionOf returns the section that a line opens, or "".
func sectionOf(line []byte) string {
	switch name := strings.Trim(string(line), `"': {`); name {
	case "data", "stringData":
		return name
	}
	return ""
}

// secretKey reports whether a key has only characters that Kubernetes allows
// in one.
func secretKey(key []byte) bool {
	for _, c := range key {
		if !isWord(c) && c != '-' && c != '.' {
			return false
		}
	}
	return len(key) > 0
}

// publicKey reports whether a key of a Secret holds by its name what is no
// secret.
func publicKey(key string) bool {
	key = strings.ToLower(key)
	if strings.HasSuffix(key, ".pub") || strings.HasSuffix(key, ".crt") || strings.HasPrefix(key, "ca.") || strings.HasPrefix(key, "ca-") {
		return true
	}
	switch key {
	case "known_hosts", "username", "user", "host", "hostname", "port", "database", "dbname", "namespace", "name", "email", "endpoint", "region", "url":
		return true
	}
	return false
}

// manifestValue reports one value. Sealed and templated ones are no secrets.
func (s *scanner) manifestValue(section string, w *window, at span) {
	value := w.text[at.start:at.end]
	text := value
	if section == "data" {
		var err error
		if text, err = base64.StdEncoding.AppendDecode(nil, value); err != nil {
			return
		}
	}
	m := match{span: at, rank: rankCommon}
	if login := bytes.HasPrefix(text, []byte("{")) && section == "data" && bytes.Contains(text, []byte(`"auth"`)); login {
		s.report("kubernetes-secret", m)
		return
	}
	if len(text) <= longestPassword && !credible(text, nil) && printable(text) || isReference(value) || len(text) < shortestPassword {
		return
	}
	if printable(text) && !mixedSigns(text) && len(text) <= longestPassword || section == "stringData" && bytes.ContainsAny(text, " `\"") {
		return // words
	}
	if bytes.HasPrefix(text, []byte("-----BEGIN CERTIFICATE")) || bytes.HasPrefix(text, []byte("-----BEGIN PUBLIC KEY")) {
		return
	}
	if section == "data" {
		m.verdict.note = "It is encoded in base64, which hides nothing."
	}
	s.report("kubernetes-secret", m)
}
