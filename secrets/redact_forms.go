package secrets

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode/utf16"
)

// addForms yields the forms that a part of a value leaks in. Forms may come
// more than once.
func addForms(v string, add func(string, formKind)) {
	plain := func(form string) { add(form, formPlain) }
	plain(v)
	digits := hex.EncodeToString([]byte(v))
	plain(digits)
	plain(strings.ToUpper(digits))
	addEscapes(v, plain)
	addBase64(v, add)
	addBase64(base64.RawStdEncoding.EncodeToString([]byte(v)), add)
	for escaped := range spelled(v, jsonSpellings(v)) {
		addBase64(escaped, add)
	}
	if wide, ok := wide(v); ok {
		plain(wide)
		addBase64(wide, add)
	}
}

// addFewForms yields the forms that long documents leak in.
func addFewForms(v string, add func(string, formKind)) {
	add(v, formPlain)
	addBase64(v, add)
	for escaped := range spelled(v, jsonSpellings(v)) {
		add(escaped, formPlain)
	}
}

// wide returns a text in UTF-16 with the low byte first, as PowerShell writes
// and encodes it.
func wide(v string) (string, bool) {
	units := utf16.Encode([]rune(v))
	b := make([]byte, 0, 2*len(units))
	for _, u := range units {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b), strings.ToValidUTF8(v, "") == v
}

// base64Core is the least number of digits that base64 within a longer text is
// found by. Fewer would hide words that are not base64.
const base64Core = 6

// wrapped are the lengths of lines that base64 is commonly broken into.
var wrapped = [...]int{64, 76}

// addBase64 yields the digits of base64 that a value decides alone, where it
// stands 0, 1 or 2 bytes behind a multiple of three in what is encoded.
func addBase64(v string, add func(string, formKind)) {
	for before := range 3 {
		digits := base64.RawStdEncoding.EncodeToString(append(make([]byte, before), v...))
		from := (8*before + 5) / 6
		to := 8 * (before + len(v)) / 6
		if to-from < base64Core {
			continue
		}
		kind := formRun
		if before > 0 {
			kind |= formBack
		}
		addAlphabets(digits[from:to], func(form string) { add(form, kind) })
	}
	if len(v)*8/6 < base64Core {
		addAlphabets(base64.RawStdEncoding.EncodeToString([]byte(v)), func(form string) { add(form, formPlain) })
	}
}

// addWrapped yields the lines of base64 of a whole part of a value.
func addWrapped(part string, add func(string, formKind)) {
	digits := base64.RawStdEncoding.EncodeToString([]byte(part))
	for _, length := range wrapped {
		for at := 0; len(digits) > length && at < len(digits); at += length {
			if line := digits[at:min(at+length, len(digits))]; len(line) >= lineLength {
				add(line, formPlain)
			}
		}
	}
}

// addAlphabets yields base64 of the standard alphabet, as it is and as it
// stands in JSON, in URLs, and in the alphabet for URLs.
func addAlphabets(digits string, add func(string)) {
	add(digits)
	if !strings.ContainsAny(digits, "+/") {
		return
	}
	for _, r := range [...]*strings.Replacer{
		strings.NewReplacer("+", "-", "/", "_"),
		strings.NewReplacer("/", `\/`),
		strings.NewReplacer("+", `\u002b`),
		strings.NewReplacer("+", `\u002B`),
		strings.NewReplacer("+", "%2b", "/", "%2f"),
		strings.NewReplacer("+", "%2B", "/", "%2F"),
		strings.NewReplacer("+", "%2B"),
	} {
		add(r.Replace(digits))
	}
}

// base64Digit reports whether a byte is one of either alphabet.
func base64Digit(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '/' || c == '-' || c == '_'
}
