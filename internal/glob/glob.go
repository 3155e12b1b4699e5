// Package glob matches slash-separated paths against patterns with *, ?,
// [classes] and **.
//
// Within one path element * matches any run of bytes, ? any one character,
// [a-z], [!a-z] and [^a-z] one character of a class, and a backslash takes the
// next character as it is. An element ** matches any number of elements,
// including none. Matching takes time proportional to the product of the two
// lengths at worst; there is no pattern that makes it explode.
package glob

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Pattern is a compiled pattern, immutable and safe for concurrent use.
type Pattern struct {
	elements []element
}

type element struct {
	text    string // the element's own pattern
	literal bool   // text has no special character
	any     bool   // the element is **
}

// Compile checks and prepares a pattern. An unclosed class or a trailing
// backslash is an error.
func Compile(pattern string) (*Pattern, error) {
	p := &Pattern{}
	for text := range strings.SplitSeq(pattern, "/") {
		e := element{text: text, literal: !strings.ContainsAny(text, `*?[\`), any: text == "**"}
		if e.any && len(p.elements) > 0 && p.elements[len(p.elements)-1].any {
			continue
		}
		if err := check(text); err != nil {
			return nil, fmt.Errorf("glob %q: %w", pattern, err)
		}
		p.elements = append(p.elements, e)
	}
	return p, nil
}

func check(text string) error {
	for text != "" {
		switch text[0] {
		case '\\':
			if len(text) == 1 {
				return fmt.Errorf("trailing backslash")
			}
			text = text[1:]
		case '[':
			_, rest, ok := matchClass(text, 'x')
			if !ok {
				return fmt.Errorf("unclosed [")
			}
			text = rest
			continue
		}
		_, n := utf8.DecodeRuneInString(text)
		text = text[n:]
	}
	return nil
}

// Match reports whether the whole path matches.
func (p *Pattern) Match(path string) bool {
	pattern := p.elements
	var retryPattern []element // pattern after the last **
	var retryPath string       // path to try it on next
	retry, end := false, false // end: every element of path is used up
	for {
		switch {
		case len(pattern) > 0 && pattern[0].any:
			if len(pattern) == 1 {
				return !end || path != ""
			}
			pattern = pattern[1:]
			retryPattern, retryPath, retry = pattern, path, !end
			continue
		case len(pattern) > 0 && !end:
			first, rest, more := strings.Cut(path, "/")
			if pattern[0].match(first) {
				pattern, path, end = pattern[1:], rest, !more
				if len(pattern) == 0 && end {
					return true
				}
				continue
			}
		case len(pattern) == 0 && end:
			return true
		}
		if !retry {
			return false
		}
		_, rest, more := strings.Cut(retryPath, "/")
		if !more {
			return false
		}
		retryPath = rest
		pattern, path, end = retryPattern, retryPath, false
	}
}

// match compares one element, remembering only the last * to come back to.
func (e element) match(s string) bool {
	if e.literal {
		return e.text == s
	}
	p := e.text
	starP, starS := "", ""
	star := false
	for {
		if p != "" {
			if p[0] == '*' {
				p = p[1:]
				if p == "" {
					return true
				}
				starP, starS, star = p, s, true
				continue
			}
			if s != "" {
				if restP, restS, ok := matchOne(p, s); ok {
					p, s = restP, restS
					continue
				}
			}
		} else if s == "" {
			return true
		}
		if !star || starS == "" {
			return false
		}
		_, n := utf8.DecodeRuneInString(starS)
		starS = starS[n:]
		p, s = starP, starS
	}
}

// matchOne matches the first character of s against the first item of p, which
// is no *, and returns what is left of both.
func matchOne(p, s string) (restP, restS string, ok bool) {
	r, n := utf8.DecodeRuneInString(s)
	switch p[0] {
	case '?':
		return p[1:], s[n:], true
	case '[':
		in, rest, _ := matchClass(p, r)
		return rest, s[n:], in
	case '\\':
		p = p[1:]
	}
	_, m := utf8.DecodeRuneInString(p)
	return p[m:], s[n:], p[:m] == s[:n]
}

// matchClass reports whether r is in the class that p starts with, and returns
// what follows the class.
func matchClass(p string, r rune) (in bool, rest string, ok bool) {
	p = p[1:]
	negated := false
	if p != "" && (p[0] == '!' || p[0] == '^') {
		negated, p = true, p[1:]
	}
	for first := true; p != ""; first = false {
		if p[0] == ']' && !first {
			return in != negated, p[1:], true
		}
		var lo, hi rune
		if lo, p, ok = classRune(p); !ok {
			return false, "", false
		}
		hi = lo
		if len(p) > 1 && p[0] == '-' && p[1] != ']' {
			if hi, p, ok = classRune(p[1:]); !ok {
				return false, "", false
			}
		}
		in = in || lo <= r && r <= hi
	}
	return false, "", false
}

func classRune(p string) (rune, string, bool) {
	if p[0] == '\\' {
		if p = p[1:]; p == "" {
			return 0, "", false
		}
	}
	r, n := utf8.DecodeRuneInString(p)
	return r, p[n:], true
}
