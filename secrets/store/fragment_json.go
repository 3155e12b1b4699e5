package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/penstock-dev/penstock/internal/jsonpos"
)

// jsonValue is a value of a JSON document.
type jsonValue struct{ jsonpos.Value }

// byteOrderMark is what some editors, above all on Windows, put in front of a
// text in UTF-8.
const byteOrderMark = "\ufeff"

// parseJSON reads RFC 8259, with or without a byte order mark. Its errors say
// where, not what: that is secret.
func parseJSON(data []byte) (document, error) {
	text := bytes.TrimPrefix(data, []byte(byteOrderMark))
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	if err != nil {
		var syntax *jsonpos.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("invalid JSON at byte %d", int(syntax.Offset)+len(data)-len(text))
		}
		return nil, errors.New("invalid JSON")
	}
	return jsonValue{doc.Root()}, nil
}

func (v jsonValue) child(step string) (document, error) {
	switch v.Kind() {
	case jsonpos.Object:
		return v.member(step)
	case jsonpos.Array:
		var elements []jsonpos.Value
		for e := range v.Elements() {
			elements = append(elements, e)
		}
		i, err := element(step, len(elements))
		if err != nil {
			return nil, err
		}
		return jsonValue{elements[i]}, nil
	}
	return nil, errScalar
}

func (v jsonValue) member(name string) (document, error) {
	var found jsonpos.Value
	for key, member := range v.Members() {
		if string(key.Bytes()) != name {
			continue
		}
		if found.Kind() != jsonpos.Absent {
			return nil, errTwice
		}
		found = member
	}
	if found.Kind() == jsonpos.Absent {
		return nil, ErrNotFound
	}
	return jsonValue{found}, nil
}

func (v jsonValue) content(int) ([]byte, error) {
	switch v.Kind() {
	case jsonpos.Null:
		return nil, errNull
	case jsonpos.String:
		return v.Bytes(), nil
	case jsonpos.Object, jsonpos.Array:
		var b bytes.Buffer
		if err := json.Compact(&b, v.Raw()); err != nil {
			return nil, errors.New("invalid JSON") // it was parsed: cannot happen
		}
		return b.Bytes(), nil
	}
	return v.Raw(), nil
}
