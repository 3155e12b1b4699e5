package secrets

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// spelling returns how an encoder writes a character; empty means unchanged.
type spelling func(r rune) string

// write returns the text as the encoder writes it. Bytes that are not UTF-8
// stay, as nearly all encoders that take text at all leave or refuse them.
func (s spelling) write(text string) string {
	var b strings.Builder
	b.Grow(len(text) + len(text)/2)
	for i, r := range text {
		if alphanumeric(r) { // which none changes
			b.WriteByte(byte(r))
			continue
		}
		size := utf8.RuneLen(r)
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], "\uFFFD") {
			size = 1
		}
		if as := s(r); as != "" && (size > 1 || r != utf8.RuneError) {
			b.WriteString(as)
			continue
		}
		b.WriteString(text[i : i+size])
	}
	return b.String()
}

// addEscapes yields the text as encoders write it.
func addEscapes(v string, add func(string)) {
	for _, digits := range []string{"0123456789abcdef", "0123456789ABCDEF"} {
		add(hexed(v, "%", digits))
		add(hexed(v, `\x`, digits))
		add(hexed(v, ":", digits)[1:])
		add(hexed(v, " ", digits)[1:])
	}
	if !strings.ContainsFunc(v, func(r rune) bool { return !alphanumeric(r) }) {
		return // all others leave it
	}
	inJSON, inURL, inHTML := jsonSpellings(v), urlSpellings(v), htmlSpellings(v)
	for _, family := range [...][]spelling{inJSON, inURL, inHTML} {
		for once := range spelled(v, family) {
			add(once)
			add(family[0].write(once))
		}
	}
	for form := range spelled(inJSON[0].write(v), slices.Concat(inURL, inHTML)) { // JSON in a URL or attribute
		add(form)
	}
	for form := range spelled(v, shellSpellings()) {
		add(form)
	}
}

// spelled returns the different texts that encoders make of one, and not the
// text itself.
func spelled(v string, by []spelling) map[string]struct{} {
	forms := map[string]struct{}{}
	for _, s := range by {
		forms[s.write(v)] = struct{}{}
	}
	delete(forms, v)
	return forms
}

func wideRune(r rune) bool { return r >= 0x7f }

// either returns both habits where a text shows which one an encoder has, and
// the first alone where it does not.
func either[T any](first, second T, shown bool) []T {
	if shown {
		return []T{first, second}
	}
	return []T{first}
}

func alphanumeric(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// hexed writes every byte in hexadecimal digits behind a sign.
func hexed(v, sign, digits string) string {
	b := make([]byte, 0, (len(sign)+2)*len(v))
	for i := range len(v) {
		b = append(append(b, sign...), digits[v[i]>>4], digits[v[i]&15])
	}
	return string(b)
}

// jsonSpellings returns the habits of writers of JSON, as far as the text shows
// them; the first is what RFC 8259, section 7, asks for and no more.
func jsonSpellings(v string) []spelling {
	var list []spelling
	wide, slash := strings.ContainsFunc(v, wideRune), strings.Contains(v, "/")
	// none; Go; .NET; all that is not a letter or digit
	for _, hexed := range []string{"", "<>&\u2028\u2029", "<>&\u2028\u2029\"'+`", "*"} {
		for _, ascii := range either(false, true, wide) {
			for _, format := range []string{`\u%04x`, `\u%04X`} {
				for _, slash := range either("", `\/`, slash) {
					list = append(list, jsonSpelling(hexed, ascii, format, slash))
				}
			}
		}
	}
	return list
}

// jsonSpelling returns the habit of writing some characters, and perhaps all
// outside ASCII, by their code.
func jsonSpelling(hexed string, ascii bool, format, slash string) spelling {
	short := map[rune]string{'"': `\"`, '\\': `\\`, '\n': `\n`, '\r': `\r`, '\t': `\t`, '\b': `\b`, '\f': `\f`, '/': slash}
	return func(r rune) string {
		switch {
		case hexed == "*" && r < 0x80 && !alphanumeric(r), r < 0x80 && strings.ContainsRune(hexed, r), ascii && wideRune(r):
		case short[r] != "" || r >= 0x20 && !strings.ContainsRune(hexed, r):
			return short[r]
		}
		var b strings.Builder
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, format, u)
		}
		return b.String()
	}
}

// urlSpellings returns the ways of RFC 3986 and of forms, by what they leave
// besides letters and digits; the first leaves what is unreserved.
func urlSpellings(v string) []spelling {
	var list []spelling
	space := strings.Contains(v, " ")
	for _, left := range []string{
		"-._~",                // unreserved
		"-._~/",               // the same in a path
		"-_.!~*'()",           // a component in ECMAScript
		"-_.!~*'();/?:@&=+$,", // a whole URL there
		"-._~$&+:=@",          // a segment of a path in Go
		"-._~$&+,/:;=@",       // a path in Go
		"-._~$&+,;=",          // a password there
		"-._~!$&'()*+,;=:@/",  // the reserved of a path, left
		"-._~!$&'()*+,;=:@/?", // and of a query
		"-_.*",                // a form
		"-_.",                 // a form in PHP
		"",                    // nothing
	} {
		for _, format := range []string{"%%%02X", "%%%02x"} {
			for _, space := range either("", "+", space) {
				list = append(list, urlSpelling(left, format, space))
			}
		}
	}
	return list
}

func urlSpelling(left, format, space string) spelling {
	return func(r rune) string {
		switch {
		case alphanumeric(r) || strings.ContainsRune(left, r):
			return ""
		case r == ' ' && space != "":
			return space
		}
		var b strings.Builder
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&b, format, c)
		}
		return b.String()
	}
}

// htmlSpellings returns the habits of writers of HTML and XML; the first is
// what XML asks for in texts.
func htmlSpellings(v string) []spelling {
	formats := []string{""}
	if strings.ContainsFunc(v, wideRune) {
		formats = append(formats, "&#%d;", "&#x%x;", "&#x%X;")
	}
	text := map[rune]string{'<': "&lt;", '>': "&gt;", '&': "&amp;"}
	var list []spelling
	for _, more := range []map[rune]string{
		nil,
		{'"': "&quot;"},
		{'"': "&quot;", '\'': "&apos;"},
		{'"': "&quot;", '\'': "&#39;"},
		{'"': "&quot;", '\'': "&#039;"},
		{'"': "&quot;", '\'': "&#x27;"},
		{'"': "&#34;", '\'': "&#39;"},
		{'"': "&quot;", '\'': "&#x27;", '/': "&#x2F;", '`': "&#x60;", '=': "&#x3D;"},
		{'"': "&quot;", '\'': "&#39;", '+': "&#43;"},
		{'"': "&#34;", '\'': "&#39;", '+': "&#43;"},
		{'"': "&#34;", '\'': "&#39;", '\n': "&#xA;", '\r': "&#xD;", '\t': "&#x9;"},
		{'"': "&quot;", '\n': "&#10;", '\r': "&#13;", '\t': "&#9;"},
		{'\n': "&#10;", '\r': "&#13;", '\t': "&#9;"},
	} {
		for _, format := range formats {
			list = append(list, htmlSpelling(text, more, format))
		}
	}
	for _, all := range []string{"&#%d;", "&#x%x;", "&#x%X;", "&#x%02x;", "&#x%02X;"} {
		list = append(list, func(r rune) string {
			if alphanumeric(r) {
				return ""
			}
			return fmt.Sprintf(all, r)
		})
	}
	return list
}

func htmlSpelling(text, more map[rune]string, format string) spelling {
	return func(r rune) string {
		switch {
		case text[r] != "":
			return text[r]
		case wideRune(r) && format != "":
			return fmt.Sprintf(format, r)
		}
		return more[r]
	}
}

// shellSpellings returns how texts are quoted in shells and languages.
func shellSpellings() []spelling {
	const special = " \t!\"#$&'()*,;<=>?@[\\]^`{|}~"
	list := []spelling{
		replaced("'", `'\''`), // POSIX, in single quotes
		replaced("'", `'"'"'`),
		replaced("'", "''"), // PowerShell, SQL, YAML and expressions
		replaced(`"`, `""`), // cmd, CSV, PowerShell
		replaced("$", "$$"), // Make, Compose
		replaced("%", "%%"), // batch files, formats
		// Languages in single quotes.
		replaced("'", `\'`, `\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`),
		replaced("'", `\'`),
		replaced(`\`, `\\`),
		replaced(`"`, `\"`),
		replaced("=", "=3D"), // mail, in quoted-printable
	}
	for _, set := range []struct{ sign, before string }{
		{`\`, "\"\\$`"}, // POSIX, in double quotes
		{`\`, "\"\\$`!"},
		{`\`, " \t!\"$&'()*,;<>?[\\]^`{|}"}, // bare words
		{`\`, special},
		{`\`, special + "%+,-./:@_"},
		{`\`, special + "%+:"},
		{"`", "\"$`"},  // PowerShell, in double quotes
		{"^", "&|<>^"}, // cmd
		{"^", "&|<>^%!()\""},
	} {
		list = append(list, func(r rune) string {
			if strings.ContainsRune(set.before, r) {
				return set.sign + string(r)
			}
			return ""
		})
	}
	return list
}

// replaced returns the spelling of pairs of a character and what stands for it.
func replaced(pairs ...string) spelling {
	as := map[rune]string{}
	for i := 0; i < len(pairs); i += 2 {
		r, _ := utf8.DecodeRuneInString(pairs[i])
		as[r] = pairs[i+1]
	}
	return func(r rune) string { return as[r] }
}
