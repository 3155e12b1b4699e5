package secrets

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/scan"
)

// page is the text that findings are made from.
type page struct {
	entry   *scan.Entry
	text    []byte
	region  func(start, end int) scan.Region
	allowed *comments
	found   []match // all that lie in the text, in its order
}

// snippetSide is how much of a line is shown on either side of a secret.
const snippetSide = 120

// longestRepeat is the length of the longest value that is looked for beside
// itself. It must stay inside of what a stream keeps, see settleBehind.
const longestRepeat = 1 << 10

// maxRedactedPrefix bounds what a redacted form shows.
const maxRedactedPrefix = 24

// redacted returns a form of the match that can be shown: the text that all
// values of the format begin with, and the length.
func (m *match) redacted() string {
	prefix := m.prefix
	if len(prefix) > maxRedactedPrefix {
		prefix = prefix[:maxRedactedPrefix]
	}
	n := m.end - m.start
	if m.value != "" {
		n = len(m.value)
	}
	return fmt.Sprintf("%s…(%d)", prefix, n)
}

// leak makes the finding of the i-th match of the page.
func (a *Analyzer) leak(p *page, i int) *Leak {
	m := &p.found[i]
	r := &a.engine.rules[m.rule]
	value := m.value
	if value == "" {
		value = string(p.text[m.start:m.end])
	}
	loc := scan.Location{Path: p.entry.Path, Origin: p.entry.Origin, Region: p.region(m.start, m.end)}
	p.snippet(i, &loc.Region)
	redacted := m.redacted()
	l := &Leak{
		Record:  scan.NewRecord(r.about, loc, message(r, redacted, m.verdict.note)),
		Account: m.verdict.account,
		Expires: m.verdict.expires,
		value:   func() string { return value },
	}
	l.Secret = &scan.Secret{Detector: r.about.ID, Provider: r.provider, Redacted: redacted, Hash: a.hash(value)}
	a.judge(l, m)
	a.relate(l, p, m)
	if by, ok := p.allowed.allow(p.text, m.span, r); ok {
		l.Suppressions = []scan.Suppression{{Kind: "inSource", Mechanism: by, Justification: "comment " + by}}
	}
	return l
}

// relate tells where the other parts of the credential are.
func (a *Analyzer) relate(l *Leak, p *page, m *match) {
	for _, part := range m.parts {
		if part.span == (span{}) || part.start < 0 || part.end > len(p.text) {
			continue
		}
		row := &a.engine.table[part.row]
		l.Related = append(l.Related, scan.Location{
			Path: l.Location.Path, Origin: l.Location.Origin, Region: p.region(part.start, part.end), Role: row.role, Message: row.about,
		})
		other := string(p.text[part.start:part.end])
		if row.role == "account" && l.Account == "" {
			l.Account = other
		}
		if row.role == "key-id" {
			l.id = func() string { return other }
		}
	}
}

func message(r *rule, redacted, note string) string {
	text := fmt.Sprintf("%s: %s.", r.about.Name, redacted)
	if note != "" {
		text += " " + note
	}
	return text
}

// judge sets severity and confidence by what the check found out.
func (a *Analyzer) judge(l *Leak, m *match) {
	l.Confidence = confidence(*m)
	if s := m.verdict.severity; s != scan.SeverityUnknown {
		l.Severity = s
	}
	if a.now != nil && !l.Expires.IsZero() && l.Expires.Before(a.now()) {
		l.Severity = scan.SeverityInfo
		l.Message += " It has expired."
	}
}

// hash returns the keyed hash of a value: HMAC-SHA-256, in hexadecimal.
func (a *Analyzer) hash(value string) string {
	h := hmac.New(sha256.New, a.key)
	h.Write([]byte(value))
	return hex.EncodeToString(h.Sum(nil))
}

// snippet sets the text around the i-th match, with every secret in it
// redacted.
func (p *page) snippet(i int, r *scan.Region) {
	m := &p.found[i]
	floor, top := max(0, m.start-snippetSide), min(len(p.text), m.end+snippetSide)
	from, to := lineStart(p.text, floor, m.start), top
	if n := bytes.IndexByte(p.text[m.end:top], '\n'); n >= 0 {
		to = m.end + n
	}
	covers := p.covers(i, from, to)
	for _, c := range covers { // none is cut by the start
		if c.start < from && from < c.end {
			from = min(c.end, m.mask.start)
		}
	}
	for from < m.start && !utf8.RuneStart(p.text[from]) {
		from++
	}
	for to > m.end && to < len(p.text) && !utf8.RuneStart(p.text[to]) {
		to--
	}
	var out []byte
	pos, covered := from, 0
	for _, c := range covers {
		if c.end <= from {
			continue
		}
		if c.start >= covered {
			out = append(append(out, p.text[pos:max(pos, c.start)]...), c.by...)
		}
		covered = max(covered, c.end)
		pos = max(pos, covered)
	}
	if pos < to {
		out = append(out, p.text[pos:to]...)
	}
	r.Snippet = string(bytes.ToValidUTF8(bytes.TrimSuffix(out, []byte{'\r'}), []byte("\uFFFD")))
	if column := r.StartColumn - (m.start - from); column > 1 {
		r.SnippetColumn = column
	}
}

// cover is a piece of the text and what is shown in its place.
type cover struct {
	span
	by string
}

// covers returns what may not be shown of text[from:to] around the i-th match:
// the matches there, and wherever else their values stand, as in a comment or
// under a name that tells nothing. They come in the order of the text.
func (p *page) covers(i, from, to int) []cover {
	first := i
	for first > 0 && p.found[first-1].mask.end > from {
		first--
	}
	var list []cover
	for j := first; j < len(p.found) && p.found[j].mask.start < to; j++ {
		m := &p.found[j]
		by := m.redacted()
		list = append(list, cover{m.mask, by})
		value := []byte(m.value)
		if m.value == "" {
			value = p.text[m.start:m.end]
		}
		if len(value) > longestRepeat {
			continue
		}
		top := min(len(p.text), to+len(value)-1)
		for at := max(0, from-len(value)+1); ; at++ {
			n := bytes.Index(p.text[at:max(at, top)], value)
			if n < 0 {
				break
			}
			at += n
			list = append(list, cover{span{at, at + len(value)}, by})
		}
	}
	slices.SortStableFunc(list, func(a, b cover) int { return a.start - b.start })
	return list
}
