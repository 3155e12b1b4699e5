package validate

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/penstock-dev/penstock/sbom/internal/license"
)

// checkText returns what is wrong with a text, "" if it is right.
func (g *grammar) checkText(k *kind, s string) string {
	if g.syntax == syntaxXML && (k.word.token || k.format != "string" && k.format != "line" && k.format != "cpe" && k.format != "spdx-id" && k.form == formText) {
		s = strings.Join(strings.Fields(s), " ") // white space collapses
	}
	switch {
	case k.form == formEnum:
		return k.checkEnum(s)
	case k.form == formWord:
		if !k.word.pattern.MatchString(s) {
			return fmt.Sprintf("%.80q has not the form of a %s", s, strings.ReplaceAll(strings.TrimSuffix(k.name, "-xml"), "-", " "))
		}
		return ""
	}
	if n := utf8.RuneCountInString(s); k.lo != nil && n < *k.lo {
		if n == 0 {
			return "an empty text"
		}
		return fmt.Sprintf("a text of %s has fewer than %d", counted(n, "character"), *k.lo)
	} else if k.hi != nil && n > *k.hi {
		return fmt.Sprintf("a text of %s has more than %d", counted(n, "character"), *k.hi)
	}
	return g.checkFormat(k.format, s)
}

// counted returns "1 character" or "2 characters".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (g *grammar) checkFormat(format, s string) string {
	ok := true
	switch format {
	case "line":
		ok = g.syntax == syntaxXML || g.table.versions[g.version] != "1.2" || !strings.Contains(s, "\n")
	case "date-time":
		ok = g.isDateTime(s)
	case "date":
		_, err := time.Parse(time.DateOnly, s)
		ok = err == nil
	case "iri":
		ok = g.isIRI(s)
	case "uri":
		u, err := url.Parse(s)
		ok = err == nil && u.IsAbs()
	case "email":
		ok = g.syntax == syntaxXML || strings.Contains(s, "@")
	case "cpe":
		ok = cpePattern().MatchString(s)
	case "spdx-id":
		if license.ID(s) != s || s == "" {
			return fmt.Sprintf("%.80q is no identifier of the SPDX license list", s)
		}
	}
	if ok {
		return ""
	}
	return fmt.Sprintf("%.80q is no %s", s, formatNames()[format])
}

func formatNames() map[string]string {
	return map[string]string{
		"line": "text of one line", "date-time": "time, such as 2024-05-06T07:08:09Z", "date": "date, such as 2024-05-06",
		"iri": "reference to a resource (IRI)", "uri": "absolute URI", "email": "address of mail", "cpe": "name of the Common Platform Enumeration",
	}
}

// checkEnum tells of a word that is none of those allowed.
func (k *kind) checkEnum(s string) string {
	if k.allowed[s] {
		return ""
	}
	for _, v := range k.values {
		if strings.EqualFold(v, strings.TrimSpace(s)) {
			return fmt.Sprintf("%.80q must be written %q", s, v)
		}
	}
	const shown = 12
	list := strings.Join(k.values[:min(len(k.values), shown)], ", ")
	if len(k.values) > shown {
		list += fmt.Sprintf(" or one of %d more", len(k.values)-shown)
	}
	return fmt.Sprintf("%.80q is none of %s", s, list)
}

// isDateTime judges by RFC 3339 in JSON and by XML Schema, where the zone may be
// missing, in XML.
func (g *grammar) isDateTime(s string) bool {
	if g.syntax == syntaxXML {
		return isXMLTime(s)
	}
	if len(s) > 10 && s[10] == 't' {
		s = s[:10] + "T" + s[11:]
	}
	s = strings.TrimSuffix(s, "z") + strings.Repeat("Z", len(s)-len(strings.TrimSuffix(s, "z")))
	if len(s) > 19 && s[17:19] == "60" { // a leap second
		s = s[:17] + "59" + s[19:]
	}
	_, err := time.Parse(time.RFC3339Nano, s)
	return err == nil && !strings.Contains(s, ",")
}

// isXMLTime judges by XML Schema, part 2, section 3.2.7.
func isXMLTime(s string) bool {
	s = strings.TrimPrefix(s, "-") // years before the common era
	if strings.Contains(s, ",") {
		return false
	}
	if date, rest, ok := strings.Cut(s, "T"); ok && strings.HasPrefix(rest, "24:00:00") {
		s = date + "T23:59:59" + strings.TrimPrefix(rest, "24:00:00")
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// isIRI judges by RFC 3987, as far as net/url does, in JSON. XML Schema takes
// nearly every text for a URI: only what cannot be made one by escaping is
// none.
func (g *grammar) isIRI(s string) bool {
	if g.syntax == syntaxXML {
		return strings.Count(s, "#") <= 1 && !badPercent(s) && !badScheme(s)
	}
	if strings.Contains(s, `\`) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	// net/url looks at neither the brackets of an address nor the port closely.
	if host := u.Host; strings.Contains(host, "[") != strings.Contains(host, "]") {
		return false
	}
	return true
}

// badScheme reports whether what stands in front of the first colon is neither a
// scheme nor part of a path.
func badScheme(s string) bool {
	scheme, _, ok := strings.Cut(s, ":")
	if !ok || strings.ContainsAny(scheme, "/?#") {
		return false
	}
	for i, r := range scheme {
		letter := r|0x20 >= 'a' && r|0x20 <= 'z'
		if !letter && (i == 0 || !strings.ContainsRune("+-.0123456789", r)) {
			return true
		}
	}
	return scheme == ""
}

// badPercent reports whether a percent sign starts no escape.
func badPercent(s string) bool {
	for i := range len(s) {
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			return true
		}
	}
	return false
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// cpePattern is the two forms of CPE names: the URI of version 2.2 and the
// formatted string of version 2.3 (NIST IR 7695, sections 6.1 and 6.2).
var cpePattern = sync.OnceValue(func() *regexp.Regexp {
	const (
		uri      = `[cC][pP][eE]:/[aohAOH]?(?::[-A-Za-z0-9._~%]*){0,6}`
		plain    = `[-A-Za-z0-9._]`
		escaped  = "\\\\[\\\\*?!\"#$%&'()+,/:;<=>@\\[\\]^`{|}~]"
		value    = `(?:\?*|\*?)(?:` + plain + `|` + escaped + `)+(?:\?*|\*?)`
		part     = `(?:` + value + `|[*-])`
		language = `(?:[A-Za-z]{2,3}(?:-(?:[A-Za-z]{2}|[0-9]{3}))?|[*-])`
		text     = `cpe:2\.3:[aoh*-](?::` + part + `){5}:` + language + `(?::` + part + `){4}`
	)
	return regexp.MustCompile(`^(?:` + uri + `|` + text + `)$`)
})
