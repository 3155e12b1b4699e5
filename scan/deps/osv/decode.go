package osv

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// decodeQuick reads the fields of a record that [compile] needs, several times
// faster than encoding/json does: it looks at each byte once and makes no copy
// of any string. It returns false for whatever is not plain: text that is no
// JSON, keys that come twice or in other letters, values of another type. What
// it reads, [DecodeRecord] reads too, with the same result in these fields:
// id, modified, published, withdrawn, aliases, upstream, related, summary,
// severity, affected, references, database_specific, and details where there is
// no summary.
func decodeQuick(text string, r *Record) bool {
	*r = Record{}
	q := quick{text: text}
	details := ""
	q.object(func(key string) bool {
		switch key {
		case "id":
			r.ID = q.string()
		case "modified":
			r.Modified = Timestamp(q.string())
		case "published":
			r.Published = Timestamp(q.string())
		case "withdrawn":
			r.Withdrawn = Timestamp(q.string())
		case "aliases":
			r.Aliases = q.strings()
		case "upstream":
			r.Upstream = q.strings()
		case "related":
			r.Related = q.strings()
		case "summary":
			r.Summary = q.string()
		case "details":
			details = q.raw()
		case "severity":
			r.Severity = q.severity()
		case "affected":
			q.array(func() { r.Affected = append(r.Affected, q.affected()) })
		case "references":
			q.array(func() { r.References = append(r.References, q.reference()) })
		case "database_specific":
			r.DatabaseSpecific = json.RawMessage(q.raw())
		case "schema_version", "credits":
			q.skip()
		default:
			return false
		}
		return true
	})
	if q.space(); q.failed || q.at != len(q.text) || r.ID == "" {
		return false
	}
	if r.Summary == "" && details != "" {
		q = quick{text: details}
		r.Details = q.string()
	}
	for i := range r.Affected {
		if len(r.Affected[i].Ranges) > maxRanges {
			return false
		}
	}
	return !q.failed
}

func (q *quick) affected() (a Affected) {
	q.object(func(key string) bool {
		switch key {
		case "package":
			a.Package = q.pkg()
		case "severity":
			a.Severity = q.severity()
		case "ranges":
			q.array(func() { a.Ranges = append(a.Ranges, q.span()) })
		case "versions":
			a.Versions = q.strings()
		case "ecosystem_specific":
			a.EcosystemSpecific = json.RawMessage(q.raw())
		case "database_specific":
			a.DatabaseSpecific = json.RawMessage(q.raw())
		default:
			return false
		}
		return true
	})
	return a
}

func (q *quick) pkg() (p Package) {
	q.object(func(key string) bool {
		switch key {
		case "ecosystem":
			p.Ecosystem = q.string()
		case "name":
			p.Name = q.string()
		case "purl":
			p.PURL = q.string()
		default:
			return false
		}
		return true
	})
	return p
}

func (q *quick) span() (r Range) {
	q.object(func(key string) bool {
		switch key {
		case "type":
			r.Type = RangeType(q.string())
		case "repo":
			r.Repo = q.string()
		case "events":
			q.array(func() { r.Events = append(r.Events, q.event()) })
		case "database_specific":
			q.skip()
		default:
			return false
		}
		return true
	})
	return r
}

func (q *quick) event() (e Event) {
	q.object(func(key string) bool {
		switch key {
		case "introduced":
			e.Introduced = q.string()
		case "fixed":
			e.Fixed = q.string()
		case "last_affected":
			e.LastAffected = q.string()
		case "limit":
			e.Limit = q.string()
		default:
			return false
		}
		return true
	})
	return e
}

func (q *quick) severity() (list []Severity) {
	q.array(func() {
		var s Severity
		q.object(func(key string) bool {
			switch key {
			case "type":
				s.Type = q.string()
			case "score":
				s.Score = q.string()
			default:
				return false
			}
			return true
		})
		list = append(list, s)
	})
	return list
}

func (q *quick) reference() (r Reference) {
	q.object(func(key string) bool {
		switch key {
		case "type":
			r.Type = q.string()
		case "url":
			r.URL = q.string()
		default:
			return false
		}
		return true
	})
	return r
}

// quick reads JSON from front to back. After a failure it stays where it is.
type quick struct {
	text   string
	at     int
	depth  int
	failed bool
}

// maxDepth bounds how deep values lie in each other.
const maxDepth = 100

func (q *quick) fail() { q.failed = true }

func (q *quick) space() {
	for q.at < len(q.text) {
		switch q.text[q.at] {
		case ' ', '\t', '\r', '\n':
			q.at++
		default:
			return
		}
	}
}

// null skips null, which leaves everything as it is.
func (q *quick) null() bool {
	q.space()
	if q.failed || !strings.HasPrefix(q.text[q.at:], "null") {
		return false
	}
	q.at += len("null")
	return true
}

// take skips space and then c, if that is what follows.
func (q *quick) take(c byte) bool {
	q.space()
	if q.failed || q.at >= len(q.text) || q.text[q.at] != c {
		return false
	}
	q.at++
	return true
}

func (q *quick) want(c byte) {
	if !q.take(c) {
		q.fail()
	}
}

// object calls field for each key, to read the value; no value at all is left
// when it returns false.
func (q *quick) object(field func(key string) bool) {
	var seen [16]string
	n := 0
	q.nested('{', '}', func() {
		start, _ := q.quoted()
		if q.at = start; q.failed {
			return
		}
		key := q.string()
		q.want(':')
		if q.failed || n == len(seen) || slices.Contains(seen[:n], key) {
			q.fail()
			return
		}
		seen[n] = key
		n++
		if before := q.at; !field(key) {
			if q.at = before; !unknownKey(key) {
				q.fail()
				return
			}
			q.skip()
		}
	})
}

// unknownKey reports whether a key is none of the schema's in other letters,
// which encoding/json would take.
func unknownKey(key string) bool { return strings.ToLower(key) == key && isASCII(key) }

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (q *quick) array(element func()) { q.nested('[', ']', element) }

// nested reads what lies between two delimiters.
func (q *quick) nested(first, last byte, element func()) {
	if q.null() {
		return
	}
	q.want(first)
	if q.depth++; q.depth > maxDepth {
		q.fail()
	}
	if q.failed || q.take(last) {
		q.depth--
		return
	}
	for {
		q.space()
		element()
		if q.failed || !q.take(',') {
			break
		}
	}
	q.want(last)
	q.depth--
}

func (q *quick) strings() (list []string) {
	q.array(func() { list = append(list, q.string()) })
	return list
}

// string reads a string; with escapes in it, encoding/json does.
func (q *quick) string() string {
	if q.null() {
		return ""
	}
	start, escaped := q.quoted()
	if q.failed {
		return ""
	}
	if !escaped {
		return q.text[start+1 : q.at-1]
	}
	var s string
	if json.Unmarshal([]byte(q.text[start:q.at]), &s) != nil {
		q.fail()
	}
	return s
}

// quoted skips a string. One that is not UTF-8 needs decoding as escapes do.
func (q *quick) quoted() (start int, escaped bool) {
	q.space()
	start = q.at
	if q.want('"'); q.failed {
		return start, false
	}
	for q.at < len(q.text) {
		q.at += plain(q.text[q.at:])
		if q.at >= len(q.text) {
			break
		}
		switch c := q.text[q.at]; {
		case c == '"':
			q.at++
			return start, escaped
		case c == '\\':
			escaped = true
			if q.escape(); q.failed {
				return start, false
			}
		case c < ' ':
			q.fail()
			return start, false
		case c >= utf8.RuneSelf:
			_, size := utf8.DecodeRuneInString(q.text[q.at:])
			escaped = escaped || size == 1
			q.at += size
		default:
			q.at++
		}
	}
	q.fail()
	return start, false
}

// plain returns how many bytes s begins with that stand for themselves in a
// string, rounded down to a multiple of eight: it tells eight at a time.
func plain(s string) int {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	n := 0
	for ; n+8 <= len(s); n += 8 {
		b := s[n : n+8]
		w := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		quote, slash := w^'"'*ones, w^'\\'*ones
		if (w|(w-' '*ones)|(quote-ones)|(slash-ones))&tops != 0 {
			break
		}
	}
	return n
}

// escape skips an escape sequence.
func (q *quick) escape() {
	q.at++
	if q.at >= len(q.text) {
		q.fail()
		return
	}
	c := q.text[q.at]
	q.at++
	if c != 'u' {
		if strings.IndexByte(`"\/bfnrt`, c) < 0 {
			q.fail()
		}
		return
	}
	for range 4 {
		if q.at >= len(q.text) || strings.IndexByte("0123456789abcdefABCDEF", q.text[q.at]) < 0 {
			q.fail()
			return
		}
		q.at++
	}
}

// raw returns a value as it is written.
func (q *quick) raw() string {
	q.space()
	start := q.at
	q.skip()
	return q.text[start:q.at]
}

// skip skips a value of any type.
func (q *quick) skip() {
	q.space()
	if q.failed || q.at >= len(q.text) {
		q.fail()
		return
	}
	switch c := q.text[q.at]; c {
	case '"':
		q.quoted()
	case '{':
		q.nested('{', '}', func() {
			q.quoted()
			q.want(':')
			q.skip()
		})
	case '[':
		q.nested('[', ']', q.skip)
	default:
		q.scalar()
	}
}

// scalar skips a number, true, false or null.
func (q *quick) scalar() {
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(q.text[q.at:], word) {
			q.at += len(word)
			return
		}
	}
	start := q.at
	for q.at < len(q.text) && strings.IndexByte("0123456789+-.eE", q.text[q.at]) >= 0 {
		q.at++
	}
	if q.at == start || !json.Valid([]byte(q.text[start:q.at])) {
		q.fail()
	}
}
