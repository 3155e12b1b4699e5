package store

import (
	"errors"
	"fmt"
	"strings"
)

// dotenv holds the variables of a file of NAME=value lines, as shells, Docker
// and systemd read them: a word "export" in front is allowed, lines that begin
// with "#" are comments, single quotes keep everything, double quotes know
// \n, \r, \t and a backslash in front of other signs, both may span lines, and
// behind a space an unquoted "#" begins a comment. Variables in values are not
// expanded.
type dotenv map[string][]dotenvText

type dotenvText string

// parseDotenv refuses a text that is anything else, or has no variable. Its
// errors say where, not what: that is secret.
func parseDotenv(data []byte) (document, error) {
	doc := dotenv{}
	rest := strings.TrimPrefix(string(data), byteOrderMark)
	for line := 1; rest != ""; {
		name, value, after, err := dotenvLine(rest)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if name != "" {
			doc[name] = append(doc[name], dotenvText(value))
		}
		line += strings.Count(rest[:len(rest)-len(after)], "\n")
		rest = after
	}
	if len(doc) == 0 {
		return nil, fmt.Errorf("a document without variables: %w", ErrNotFound)
	}
	return doc, nil
}

// dotenvLine reads one variable, and more lines than one where it is quoted.
// There is no name for a comment.
func dotenvLine(text string) (name, value, rest string, err error) {
	line, rest, _ := strings.Cut(text, "\n")
	if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
		return "", "", rest, nil
	}
	name, _, found := strings.Cut(line, "=")
	if words := strings.Fields(name); len(words) == 2 && words[0] == "export" {
		name = words[1]
	}
	if name = strings.TrimRight(name, " \t"); !found || !variableName(name) {
		return "", "", "", errors.New("neither a comment nor NAME=value")
	}
	_, value, _ = strings.Cut(text, "=")
	value = strings.TrimLeft(value, " \t")
	if value == "" || value[0] != '"' && value[0] != '\'' {
		value, rest, _ := strings.Cut(value, "\n")
		return name, unquotedValue(value), rest, nil
	}
	value, rest, err = quotedValue(value)
	return name, value, rest, err
}

// variableName reports whether a text is a name such as shells take, with dots
// and dashes besides.
func variableName(name string) bool {
	for i := range len(name) {
		if !schemeByte(name[i], i == 0) && name[i] != '_' {
			return false
		}
	}
	return name != ""
}

// unquotedValue cuts comment and space from the rest of a line.
func unquotedValue(text string) string {
	for i := range len(text) {
		if text[i] == '#' && (i == 0 || text[i-1] == ' ' || text[i-1] == '\t') {
			text = text[:i]
			break
		}
	}
	return strings.TrimSpace(text)
}

// quotedValue reads a value from its quote on and returns what follows its
// line.
func quotedValue(text string) (value, rest string, err error) {
	var b strings.Builder
	quote := text[0]
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == quote:
			tail, rest, _ := strings.Cut(text[i+1:], "\n")
			if unquotedValue(tail) != "" {
				return "", "", errors.New("text behind the closing quote")
			}
			return b.String(), rest, nil
		case c == '\\' && quote == '"' && i+1 < len(text):
			i++
			b.WriteString(unescaped(text[i]))
		default:
			b.WriteByte(c)
		}
	}
	return "", "", errors.New("a quote is not closed")
}

// unescaped returns what a letter or sign stands for behind a backslash.
func unescaped(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 'r':
		return "\r"
	case 't':
		return "\t"
	case '"', '\\', '$', '`', '\n':
		return strings.TrimSuffix(string(c), "\n") // a backslash joins lines
	}
	return `\` + string(c)
}

func (d dotenv) child(step string) (document, error) {
	switch values := d[step]; len(values) {
	case 0:
		return nil, ErrNotFound
	case 1:
		return values[0], nil
	}
	return nil, errTwice
}

func (d dotenv) content(int) ([]byte, error) {
	return nil, errors.New("a whole environment has no one value: leave out the fragment")
}

func (dotenvText) child(string) (document, error) { return nil, errScalar }

func (t dotenvText) content(int) ([]byte, error) { return []byte(t), nil }
