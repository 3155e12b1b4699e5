package store

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
)

// Parse reads a reference such as "vault://kv/app?version=3#/password", with
// or without "ref+" or "secretref+" in front and a plus sign at the end. Text
// that ends a reference within other text (spaces, control characters, plus
// signs) is refused, and so are nested references: they are what [Resolver.Expand]
// is for. Errors do not show the reference, which is not known to be one.
func Parse(text string) (Reference, error) {
	source, prefixed := strings.CutPrefix(text, prefixSecret)
	if !prefixed {
		source, prefixed = strings.CutPrefix(text, prefixRef)
	}
	if prefixed {
		source = strings.TrimSuffix(source, "+")
	}
	n := schemeLength(source)
	if n == 0 {
		return Reference{}, errors.New("parsing a secret reference: no scheme such as env:// in front")
	}
	for i := range len(source) {
		if c := source[i]; c == '+' || blankByte(c) {
			return Reference{}, fmt.Errorf("parsing a secret reference of scheme %s: byte %d must be written %%%02X", source[:n], i, c)
		}
	}
	var a assembly
	a.literal(source[n+len("://"):])
	ref, err := a.reference(strings.ToLower(source[:n]))
	if err != nil {
		return Reference{}, fmt.Errorf("parsing a secret reference: %w", err)
	}
	if ref.Host == "" && ref.Path == "" {
		return Reference{}, fmt.Errorf("parsing a secret reference of scheme %s: nothing behind it", ref.Scheme)
	}
	return ref, nil
}

// String returns the reference as it is written behind "ref+", with the
// parameters in order of their names. A reference is no secret, but for
// parameters that somebody put one into: see [Reference.Redacted].
func (r Reference) String() string {
	var b strings.Builder
	b.WriteString(r.Scheme + "://" + r.Host + r.Path)
	if len(r.Query) > 0 {
		b.WriteString("?" + encodeQuery(r.Query))
	}
	if r.Fragment != "" {
		b.WriteString("#" + r.Fragment)
	}
	return b.String()
}

// Redacted returns what String does with the values of parameters and user
// information in front of the host hidden, cut to 200 bytes: what errors show.
func (r Reference) Redacted() string { return shown(r.String()) }

// encodeQuery encodes parameters without plus signs, which end a reference.
func encodeQuery(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }

// document returns the reference of the whole document and its key in caches.
func (r Reference) document() (Reference, string) {
	r.Fragment = ""
	return r, strings.Join([]string{r.Scheme, r.Host, r.Path, encodeQuery(r.Query)}, "\x00")
}

// place is where in a reference an assembly has come to.
type place int

const (
	inName place = iota
	inQuery
	inFragment
)

// assembly puts a reference together from what is written and what nested
// references gave. Only what is written begins a query or fragment, a parameter
// or a step of the fragment.
type assembly struct {
	place                 place
	name, query, fragment strings.Builder
}

// literal adds what is written.
func (a *assembly) literal(text string) {
	if a.place == inName {
		end := strings.IndexAny(text, "?#")
		if end < 0 {
			a.name.WriteString(text)
			return
		}
		a.name.WriteString(text[:end])
		a.place = inQuery
		if text[end] == '#' {
			a.place = inFragment
		}
		text = text[end+1:]
	}
	if a.place == inQuery {
		query, fragment, found := strings.Cut(text, "#")
		a.query.WriteString(query)
		if !found {
			return
		}
		a.place, text = inFragment, fragment
	}
	a.fragment.WriteString(text)
}

// value adds what a nested reference gave.
func (a *assembly) value(text string) {
	switch a.place {
	case inName:
		a.name.WriteString(escapeName(text))
	case inQuery:
		a.query.WriteString(url.QueryEscape(text))
	case inFragment:
		a.fragment.WriteString(escapeStep(text))
	}
}

// reference returns what was put together.
func (a *assembly) reference(scheme string) (Reference, error) {
	ref := Reference{Scheme: scheme, Host: a.name.String(), Fragment: a.fragment.String()}
	if i := strings.IndexByte(ref.Host, '/'); i >= 0 {
		ref.Host, ref.Path = ref.Host[:i], ref.Host[i:]
	}
	if a.query.Len() == 0 {
		return ref, nil
	}
	query, err := url.ParseQuery(a.query.String())
	if err != nil { // it quotes the query
		return ref, errors.New("broken escape or semicolon in the parameters")
	}
	if len(query) > 0 {
		ref.Query = query
	}
	return ref, nil
}

// escapeName escapes what would not stay in the name of a reference.
func escapeName(text string) string {
	return escape(text, func(c byte) bool { return blankByte(c) || strings.IndexByte(`%?#+`, c) >= 0 })
}

// escapeStep escapes a text as one step of a fragment.
func escapeStep(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "~", "~0"), "/", "~1")
	return escape(text, func(c byte) bool { return blankByte(c) || c == '%' || c == '+' })
}

func escape(text string, special func(byte) bool) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; special(c) {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// decodedName returns the name of a reference with its escapes decoded and
// without slashes at the end, which vals drops too.
func (r Reference) decodedName() (string, error) {
	name, err := url.PathUnescape(strings.TrimRight(r.Name(), "/"))
	if err != nil { // it quotes the name
		return "", errors.New("broken escape in the name")
	}
	return name, nil
}
