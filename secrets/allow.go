package secrets

import (
	"bytes"
	"math"
	"sort"
	"strings"
)

// markKind says what of the text a comment allows.
type markKind uint8

const (
	markLine  markKind = iota // its own line
	markNext                  // the next line
	markBoth                  // both
	markBegin                 // all up to a markEnd
	markEnd
)

// marker is a comment by which people allow a finding.
type marker struct {
	text string // lower case
	kind markKind
	// scope reads what stands behind the marker: whether it is one at all, and
	// the rules that it is limited to. Nil where nothing stands there.
	scope func(rest []byte) (only string, ok bool)
}

// markerTable returns the comments that are known, ours and those of other
// tools, so that a project need not write them anew.
func markerTable() []marker {
	return []marker{
		{"penstock:allow", markLine, nil},
		{"penstock: ignore", markBoth, ignoredRules},
		{"penstock: ignore-file", markBegin, ignoredRules},
		{"gitleaks:allow", markLine, nil},
		{"betterleaks:allow", markLine, nil},
		{"trufflehog:ignore", markLine, nil},
		{"pragma: allowlist secret", markLine, nil},
		{"pragma:allowlist secret", markLine, nil},
		{"pragma: allowlist-secret", markLine, nil},
		{"pragma: allowlist nextline secret", markNext, nil},
		{"pragma:allowlist nextline secret", markNext, nil},
		{"pragma: allowlist-nextline-secret", markNext, nil},
		{"pragma: whitelist secret", markLine, nil},
		{"pragma:whitelist secret", markLine, nil},
		{"secretlint-disable-line", markLine, secretlintRules},
		{"secretlint-disable-next-line", markNext, secretlintRules},
		{"secretlint-disable", markBegin, secretlintRules},
		{"secretlint-enable", markEnd, secretlintRules},
		{"ggignore", markLine, wholeMarker},
		{"ggignore-start", markBegin, nil},
		{"ggignore-end", markEnd, nil},
		{"gitguardian:ignore", markLine, nil},
		{"hashicorpignore", markLine, nil},
		{"nosec", markLine, nosecTests},
		{"nosemgrep", markBoth, semgrepRules},
	}
}

// mark is a marker in the text.
type mark struct {
	span
	kind markKind
	name string // the marker
	only string // what [marker.scope] read
}

// block is a piece of the text that is allowed as a whole.
type block struct {
	span
	name, only string
}

// Bounds of comments.
const (
	markReach  = 1 << 10 // from a marker to its finding, in bytes
	scopeReach = 200     // of what stands behind a marker
	mostBlocks = 256     // in one text; further ones do not count
)

// comments are the markers of a text, in its order.
type comments struct {
	marks  []mark
	blocks []block
	begun  int // blocks that there were
}

func (c *comments) reset() { c.marks, c.blocks, c.begun = c.marks[:0], c.blocks[:0], 0 }

// add notes the marker at [start, end), if it is a word of its own.
func (c *comments) add(m *marker, text []byte, start, end int) {
	if !wholeWord(text, start, end) {
		return
	}
	only := ""
	if m.scope != nil {
		rest := text[end:min(len(text), end+scopeReach)]
		if n := bytes.IndexByte(rest, '\n'); n >= 0 {
			rest = rest[:n]
		}
		var ok bool
		if only, ok = m.scope(rest); !ok {
			return
		}
	}
	switch m.kind {
	case markBegin:
		c.begin(block{span{end, math.MaxInt}, m.text, only})
	case markEnd:
		c.end(start, only)
	default:
		c.marks = append(c.marks, mark{span{start, end}, m.kind, m.text, only})
	}
}

// begin opens a block, unless one like it is open.
func (c *comments) begin(b block) {
	for _, open := range c.blocks {
		if open.end == math.MaxInt && open.only == b.only {
			return
		}
	}
	if c.begun++; c.begun <= mostBlocks {
		c.blocks = append(c.blocks, b)
	}
}

// end closes the open blocks, or those that are limited to the same rules.
func (c *comments) end(at int, only string) {
	for i := range c.blocks {
		if b := &c.blocks[i]; b.end == math.MaxInt && (only == "" || only == b.only) {
			b.end = at
		}
	}
}

// shift moves all offsets n to the front and forgets what ends there.
func (c *comments) shift(n int) {
	marks := c.marks[:0]
	for _, m := range c.marks {
		if m.span = m.moved(n); m.start >= 0 {
			marks = append(marks, m)
		}
	}
	c.marks = marks
	blocks := c.blocks[:0]
	for _, b := range c.blocks {
		b.start -= n
		if b.end != math.MaxInt {
			b.end -= n
		}
		if b.end > 0 {
			blocks = append(blocks, b)
		}
	}
	c.blocks = blocks
}

// allow returns the marker that a secret is allowed by: one on its first or
// last line, one about the next line on the line in front, or a block around
// its start.
func (c *comments) allow(text []byte, secret span, r *rule) (name string, ok bool) {
	for i := range c.blocks {
		if b := &c.blocks[i]; b.start <= secret.start && secret.start < b.end && concerns(b.only, r) {
			return b.name, true
		}
	}
	if len(c.marks) == 0 {
		return "", false
	}
	floor, top := max(0, secret.start-markReach), min(len(text), secret.end+markReach)
	line := lineStart(text, floor, secret.start)
	before := lineStart(text, floor, max(floor, line-1))
	if n := bytes.IndexByte(text[secret.end:top], '\n'); n >= 0 {
		top = secret.end + n
	}
	first := sort.Search(len(c.marks), func(i int) bool { return c.marks[i].start >= before })
	for _, m := range c.marks[first:] {
		if m.end > top {
			break
		}
		above := m.kind != markLine && m.end < line
		beside := m.kind != markNext && m.start >= line && (m.end <= secret.start || m.start >= secret.end)
		if (above || beside) && concerns(m.only, r) {
			return m.name, true
		}
	}
	return "", false
}

// lineStart returns where the line that holds pos begins, or floor.
func lineStart(text []byte, floor, pos int) int {
	return floor + bytes.LastIndexByte(text[floor:pos], '\n') + 1
}

// wholeWord reports whether what is at [start, end) is no part of a longer
// word, as nosec is of nanoseconds.
func wholeWord(text []byte, start, end int) bool {
	inWord := func(c byte) bool { return isDigit(c) || isLetter(c) || c == '_' }
	return (start == 0 || !inWord(text[start-1])) && (end == len(text) || !inWord(text[end]))
}

// wholeMarker refuses a marker that another one begins with.
func wholeMarker(rest []byte) (string, bool) {
	return "", !bytes.HasPrefix(rest, []byte("-"))
}

// secretlintRules reads the rules of Secretlint that a comment is limited to,
// such as @secretlint/secretlint-rule-github: their names, between spaces.
func secretlintRules(rest []byte) (string, bool) {
	const prefix = "secretlint-rule-"
	if bytes.HasPrefix(rest, []byte("-")) {
		return "", false
	}
	if reason := bytes.Index(rest, []byte(" -- ")); reason >= 0 {
		rest = rest[:reason]
	}
	only := ""
	for _, field := range fields(rest) {
		if i := strings.LastIndex(field, prefix); i >= 0 && !strings.Contains(field, "preset") {
			only += " " + plain(field[i+len(prefix):])
		}
	}
	return only, true
}

// nosecTests refuses a comment that is limited to tests about other things than
// credentials: Bandit and gosec name theirs by a letter and three digits.
func nosecTests(rest []byte) (string, bool) {
	named := false
	for _, field := range fields(rest) {
		id := strings.Trim(field, ":")
		switch {
		case id == "B105" || id == "B106" || id == "B107" || id == "G101" || strings.HasPrefix(id, "hardcoded_password"):
			return "", true
		case len(id) == 4 && (id[0] == 'B' || id[0] == 'G') && isDigit(id[1]) && isDigit(id[2]) && isDigit(id[3]):
			named = true
		}
	}
	return "", !named
}

// ignoredRules reads the names in a comment of the form that all of this
// module's analyzers read ([scan.Ignore]): ids of rules, what follows the slash
// in them, or the class of all.
func ignoredRules(rest []byte) (string, bool) {
	names, _, ok := bytes.Cut(rest, []byte("]"))
	if len(names) == 0 || names[0] != '[' {
		return "", false
	}
	only := ""
	for _, name := range fields(names[1:]) {
		if name == "secret-in-source" || name == "secrets" {
			return "", ok
		}
		only += " " + exactly + strings.TrimPrefix(name, "secrets/")
	}
	return only, ok && only != ""
}

// exactly stands before the whole id of a rule in what a comment is limited to.
const exactly = "="

// semgrepRules refuses a comment that is limited to rules whose names have no
// word for credentials in them.
func semgrepRules(rest []byte) (string, bool) {
	rest, limited := bytes.CutPrefix(rest, []byte(":"))
	if !limited {
		return "", true
	}
	for _, word := range []string{"secret", "password", "credential", "token", "key", "hardcoded", "entropy"} {
		if containsFold(rest, word) {
			return "", true
		}
	}
	return "", false
}

// fields splits what stands behind a marker.
func fields(rest []byte) []string {
	return strings.FieldsFunc(string(rest), func(c rune) bool { return strings.ContainsRune(" \t\r,;*<>", c) })
}

// plain leaves the letters and digits of a name, in lower case.
func plain(name string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x80 && (isLetter(byte(c)) || isDigit(byte(c))) {
			return c
		}
		return -1
	}, strings.ToLower(name))
}

// concerns reports whether a comment that is limited to names of rules, or to
// none, is about a rule.
func concerns(only string, r *rule) bool {
	if only == "" {
		return true
	}
	own := plain(r.provider) + " " + plain(r.id)
	for _, name := range strings.Fields(only) {
		if id, ok := strings.CutPrefix(name, exactly); ok {
			if id == r.id {
				return true
			}
			continue
		}
		if strings.Contains(own, name) || name == "basicauth" && strings.Contains(r.id, "url-password") || name == "databaseconnectionstring" && strings.HasSuffix(r.id, "-url-password") {
			return true
		}
	}
	return false
}
