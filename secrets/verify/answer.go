package verify

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// maxBody bounds what is read of an answer, in bytes.
const maxBody = 64 << 10

// answer is what came back for a request.
type answer struct {
	status int
	header http.Header
	body   []byte
	json   any // the body as a document; nil if it is none
}

// newAnswer reads the document in a body.
func newAnswer(status int, header http.Header, body []byte) *answer {
	a := &answer{status: status, header: header, body: body}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var document any
	if d.Decode(&document) == nil && !d.More() {
		a.json = document
	}
	return a
}

// judge says what an answer means.
func (p *probe) judge(a *answer) (State, Reason) {
	accepted, refused := a.any(p.valid), a.any(p.invalid)
	switch {
	case accepted && !refused:
		return Valid, ReasonAccepted
	case refused && !accepted:
		return Invalid, ReasonRefused
	case a.limited():
		return Unknown, ReasonRateLimited
	case a.status >= 300 && a.status < 400:
		return Unknown, ReasonRedirect
	case a.status >= 500:
		return Unknown, ReasonServer
	default:
		return Unknown, ReasonUnexpected
	}
}

// limited reports whether the issuer wants fewer requests. Some say so with
// 403 and a header.
func (a *answer) limited() bool {
	return a.status == http.StatusTooManyRequests ||
		a.status == http.StatusForbidden && (a.header.Get("Retry-After") != "" || a.header.Get("X-RateLimit-Remaining") == "0")
}

// any reports whether the answer has one of the shapes.
func (a *answer) any(shapes []shape) bool { return slices.ContainsFunc(shapes, a.has) }

// has reports whether the answer has the shape.
func (a *answer) has(s shape) bool {
	if a.status != s.status {
		return false
	}
	for condition := range strings.SplitSeq(s.body, ";") {
		if !a.holds(condition) {
			return false
		}
	}
	return true
}

// holds reports whether one condition of a shape holds.
func (a *answer) holds(condition string) bool {
	at := strings.IndexAny(condition, "=~")
	if at < 0 {
		if condition == "[]" {
			_, ok := a.json.([]any)
			return ok
		}
		return lookUp(a.json, condition) != nil
	}
	var got string
	if path := condition[:at]; path != "text" {
		text, ok := scalar(lookUp(a.json, path))
		if !ok {
			return false
		}
		got = text
	} else if a.json == nil {
		got = string(a.body)
	}
	if condition[at] == '~' {
		return strings.Contains(got, condition[at+1:])
	}
	return slices.Contains(strings.Split(condition[at+1:], "|"), got)
}

// lookUp follows a path; nil if it leads nowhere. A path has few steps, so its
// depth is bounded whatever the document's is.
func lookUp(v any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(node) {
				return nil
			}
			v = node[i]
		default:
			return nil
		}
	}
	return v
}

// scalar returns the text of a string, number or truth value.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		return strconv.FormatBool(v), true
	default:
		return "", false
	}
}

// The most that is kept of what an issuer tells.
const (
	maxHint   = 200 // bytes
	maxScopes = 100
)

// hints fills in what a valid answer tells about the account, without anything
// that holds a part of the value.
func (p *probe) hints(a *answer, value string, r *Result) {
	for path := range strings.SplitSeq(p.account, "|") {
		if r.Account == "" {
			if text, ok := scalar(a.field(path)); ok {
				r.Account = hint(text, value)
			}
		}
	}
	for _, scope := range texts(a.field(p.scopes)) {
		if scope = hint(scope, value); scope != "" && len(r.Scopes) < maxScopes {
			r.Scopes = append(r.Scopes, scope)
		}
	}
	if text, ok := scalar(a.field(p.expires)); ok {
		r.Expires = parseTime(text)
	}
}

// field returns what a path of a row leads to: a header, the members of all
// elements of a list behind "*", or a member.
func (a *answer) field(path string) any {
	if path == "" {
		return nil
	}
	if name, ok := strings.CutPrefix(path, "header:"); ok {
		return a.header.Get(name)
	}
	list, member, each := strings.Cut(path, ".*.")
	if !each {
		return lookUp(a.json, path)
	}
	var out []any
	elements, _ := lookUp(a.json, list).([]any)
	for _, e := range elements {
		out = append(out, lookUp(e, member))
	}
	return out
}

// texts returns the elements of a list of strings, or of a string with commas
// or spaces between them.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return strings.FieldsFunc(v, func(c rune) bool { return c == ',' || c == ' ' })
	case []any:
		var out []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
		return out
	default:
		return nil
	}
}

// hintWindow is how much of a value a hint may not hold: less happens by chance, as
// the account's number that is a part of some tokens.
const hintWindow = 12

// hint returns a text as it can be shown, or "" if it holds a part of the
// value, as it is, in hexadecimal or in base64.
func hint(text, value string) string {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxHint || strings.ContainsFunc(text, func(c rune) bool { return !unicode.IsPrint(c) }) {
		return ""
	}
	if overlaps(text, value) || overlaps(text, hex.EncodeToString([]byte(value))) {
		return ""
	}
	for shift := range 3 {
		encoded := base64.RawStdEncoding.EncodeToString([]byte(value[min(shift, len(value)):]))
		if overlaps(text, encoded) || overlaps(text, strings.NewReplacer("+", "-", "/", "_").Replace(encoded)) {
			return ""
		}
	}
	return text
}

// overlaps reports whether text holds a window of the value, or all of a
// shorter one, in any case.
func overlaps(text, value string) bool {
	text, value = strings.ToLower(text), strings.ToLower(value)
	if len(value) < hintWindow {
		return value != "" && strings.Contains(text, value)
	}
	for i := 0; i+hintWindow <= len(value); i++ {
		if strings.Contains(text, value[i:i+hintWindow]) {
			return true
		}
	}
	return false
}

// parseTime reads the forms in which issuers write a time; zero if it is none,
// or one that JSON cannot hold.
func parseTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05 -0700", time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return fourDigits(t.UTC())
		}
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil && seconds > 0 && seconds < 1<<38 {
		return fourDigits(time.Unix(seconds, 0).UTC())
	}
	return time.Time{}
}

// fourDigits returns a time whose year has four digits at most, as RFC 3339 and
// the encoder of JSON want it, and zero for another.
func fourDigits(t time.Time) time.Time {
	if t.Year() < 0 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// The bounds of how long an issuer is left alone.
const (
	defaultPause = time.Minute
	maxPause     = 24 * time.Hour
)

// pause returns how long the issuer wants to be left alone, after the headers
// Retry-After (RFC 9110 section 10.2.3) and X-RateLimit-Reset.
func (a *answer) pause(now time.Time) time.Duration {
	after := a.header.Get("Retry-After")
	if seconds, err := strconv.ParseInt(after, 10, 32); err == nil && seconds >= 0 {
		return min(time.Duration(seconds)*time.Second, maxPause)
	}
	if t, err := http.ParseTime(after); err == nil {
		return min(max(t.Sub(now), 0), maxPause)
	}
	if t := parseTime(a.header.Get("X-RateLimit-Reset")); !t.IsZero() && t.After(now) {
		return min(t.Sub(now), maxPause)
	}
	return defaultPause
}
