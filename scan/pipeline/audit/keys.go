package audit

import (
	"bytes"
	"iter"
	"strings"
)

// Keys yields the keys that begin a line of a YAML text at the left margin,
// without their quotes: those of the top of the documents. It takes text for
// YAML without parsing it, for [System.Recognize].
func Keys(text []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(text) > 0 {
			line := text
			if i := bytes.IndexByte(text, '\n'); i >= 0 {
				line, text = text[:i], text[i+1:]
			} else {
				text = nil
			}
			if key, ok := keyOf(line); ok && !yield(key) {
				return
			}
		}
	}
}

func keyOf(line []byte) (string, bool) {
	if len(line) == 0 {
		return "", false
	}
	switch line[0] {
	case ' ', '\t', '#', '-', '[', '{', '\r', '%', '&', '*', '|', '>':
		return "", false
	}
	key, rest, ok := bytes.Cut(line, []byte(":"))
	if !ok || len(rest) > 0 && rest[0] != ' ' && rest[0] != '\r' && rest[0] != '\t' {
		return "", false
	}
	return string(bytes.Trim(key, `"' `)), true
}

// Foreign reports whether a path lies in a folder of installed dependencies,
// whose pipelines never run here.
func Foreign(path string) bool {
	for _, dir := range []string{"/node_modules/", "/vendor/", "/site-packages/"} {
		if strings.Contains("/"+path, dir) {
			return true
		}
	}
	return false
}
