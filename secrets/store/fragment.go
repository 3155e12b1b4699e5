package store

import (
	"bytes"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Syntax is how a document is written that fragments select from.
type Syntax string

// The syntaxes. Detect takes a document that begins with a bracket for JSON if
// it is, one whose lines are NAME=value for Dotenv, and others for YAML.
const (
	Detect Syntax = ""
	JSON   Syntax = "json"
	YAML   Syntax = "yaml"
	Dotenv Syntax = "env"
)

// document is a value within a parsed document.
type document interface {
	// child returns the value below this one, an error that wraps
	// [ErrNotFound] if there is none.
	child(step string) (document, error)
	// content returns a text without quotes, other scalars as they are
	// written, and what has members or elements as JSON of at most limit
	// bytes.
	content(limit int) ([]byte, error)
}

// errNull says that there is a place, but nothing in it.
var errNull = fmt.Errorf("it is null: %w", ErrNotFound)

// selectPart returns what a fragment selects.
func selectPart(parse func() (document, error), fragment string, limit int) ([]byte, error) {
	steps, err := splitFragment(fragment)
	if err != nil {
		return nil, err
	}
	at, err := parse()
	if err != nil {
		return nil, err
	}
	for i, step := range steps {
		if at, err = at.child(step); err != nil {
			return nil, fmt.Errorf("step %d, %q: %w", i+1, step, err)
		}
	}
	return at.content(limit)
}

// splitFragment returns the steps of a fragment; none for "/".
func splitFragment(fragment string) ([]string, error) {
	fragment = strings.TrimPrefix(fragment, "/")
	if fragment == "" {
		return nil, nil
	}
	steps := strings.Split(fragment, "/")
	for i, step := range steps {
		decoded, err := url.PathUnescape(step)
		if err != nil {
			return nil, fmt.Errorf("step %d of the fragment: broken escape", i+1)
		}
		steps[i] = strings.ReplaceAll(strings.ReplaceAll(decoded, "~1", "/"), "~0", "~")
	}
	return steps, nil
}

func parseDocument(data []byte, syntax Syntax) (document, error) {
	switch syntax {
	case JSON:
		return parseJSON(data)
	case YAML:
		return parseYAML(data)
	case Dotenv:
		return parseDotenv(data)
	case Detect:
		return detect(data)
	}
	return nil, fmt.Errorf("unknown syntax %q", syntax)
}

func detect(data []byte) (document, error) {
	if text := bytes.TrimLeft(bytes.TrimPrefix(data, []byte(byteOrderMark)), " \t\r\n"); len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		if doc, err := parseJSON(data); err == nil {
			return doc, nil
		}
	} else if doc, err := parseDotenv(data); err == nil {
		return doc, nil
	}
	doc, err := parseYAML(data)
	if err != nil {
		return nil, fmt.Errorf("neither JSON nor NAME=value lines, and as YAML: %w", err)
	}
	return doc, nil
}

// errScalar is what a step below a text or number meets.
var errScalar = fmt.Errorf("there is nothing below a single value: %w", ErrNotFound)

// errTwice says that it is not clear which value is meant.
var errTwice = errors.New("the document has the key twice")

// element returns the index that a step names in an array of n elements.
func element(step string, n int) (int, error) {
	i, err := strconv.Atoi(step)
	if err != nil || i < 0 || strconv.Itoa(i) != step {
		return 0, fmt.Errorf("not the index of an element: %w", ErrNotFound)
	}
	if i >= n {
		return 0, fmt.Errorf("there are %d elements: %w", n, ErrNotFound)
	}
	return i, nil
}
