package store

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/secrets"
)

// What errors of a [Resolver] wrap besides those of stores.
var (
	// ErrUnknownScheme says that no store is given for the reference's scheme.
	ErrUnknownScheme = errors.New("unknown scheme")
	// ErrLimit says that one of the [Limits] was reached.
	ErrLimit = errors.New("limit reached")
)

// Error is one reference that could not be resolved or, in
// [Config.Exposed], hidden.
type Error struct {
	// Reference is what is written behind "ref+", with the values of its
	// parameters and user information hidden, cut to 200 bytes.
	Reference string
	// Place names the text that holds it: a variable, the key of a map, or a
	// JSON pointer into a tree. It is empty where there is one text only.
	Place string
	// Offset is the byte of the text on which the reference begins, with its
	// prefix; -1 for one that stands in no text.
	Offset int
	// Err is the cause. Its own text is what the store gave and may hold a
	// value that was nested in the reference; the text of Error does not.
	Err error

	cause string // the text of Err with values hidden
}

// Error names the reference, its place and the cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("resolving " + e.Reference)
	if e.Offset >= 0 {
		fmt.Fprintf(&b, " at byte %d", e.Offset)
		if e.Place != "" {
			b.WriteString(" of " + e.Place)
		}
	}
	b.WriteString(": ")
	b.WriteString(e.cause)
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

const (
	// leastParameter is the least length of a parameter's value that is hidden
	// in the text of an error: shorter ones are versions, modes and switches.
	leastParameter = 4
	// mostNested is the greatest length of a nested value that is looked for in
	// the text of an error. Such a text is hidden as a whole beyond that.
	mostNested = 4 << 10
)

// causeText returns the text of an error without what a store may have taken
// into it from the reference: nested values and parameters.
func causeText(err error, nested []string, ref Reference) string {
	values := slices.Clone(nested)
	for _, parameters := range ref.Query {
		for _, v := range parameters {
			if len(v) >= leastParameter {
				values = append(values, v)
			}
		}
	}
	text := err.Error()
	if len(values) == 0 {
		return text
	}
	r, problem := secrets.NewRedactor(secrets.RedactorConfig{MinLength: 2, Mark: hidden})
	if problem != nil {
		return hidden
	}
	for _, v := range values {
		if len(v) > mostNested {
			return hidden
		}
		_ = r.Add(written(v)...) // single characters say nothing
	}
	// What is cut short holds the beginning of a value only, which the
	// Redactor does not know.
	document, _ := ref.document()
	for _, ref := range []Reference{ref, document} {
		text = strings.ReplaceAll(text, ref.Redacted(), shown(r.String(ref.String())))
	}
	return r.String(text)
}

// written returns a value as it stands in a reference, in what stores make of
// that, and in the quotes of package fmt.
func written(value string) []string {
	list := []string{value, strings.Trim(value, "/"), url.QueryEscape(value), escapeName(value), escapeStep(value)}
	for _, text := range list {
		quoted := strconv.Quote(text)
		list = append(list, quoted[1:len(quoted)-1])
	}
	return list
}

// maxShown bounds a reference in the text of an error.
const maxShown = 200

// shown returns a reference as it may be printed: what stands between "=" and
// the next "&" or "#" of a query, and user information, are hidden.
func shown(source string) string {
	var b strings.Builder
	query, value := false, false
	for i := 0; i < len(source) && b.Len() <= maxShown; i++ {
		c := source[i]
		switch {
		case c == '#':
			query, value = false, false
		case query && c == '&':
			value = false
		case value:
			continue
		case c == '?':
			query = true
		case query && c == '=':
			value = true
			b.WriteString("=***")
			continue
		case !query && strings.HasPrefix(source[i:], "://"):
			b.WriteString("://")
			i += len("//")
			if n := userInfo(source[i+1:]); n > 0 {
				b.WriteString("***")
				i += n
			}
			continue
		}
		b.WriteByte(c)
	}
	return cut(b.String())
}

// userInfo returns the length of what stands in front of the "@" of a host.
func userInfo(rest string) int {
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return max(0, strings.LastIndexByte(rest, '@'))
}

// cut shortens a text to what errors show.
func cut(text string) string {
	text = strings.ToValidUTF8(text, "�")
	if len(text) <= maxShown {
		return text
	}
	end := maxShown - len("…")
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "…"
}
