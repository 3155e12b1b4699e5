package cyclonedx

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
)

// The schema has line and offset of an occurrence as elements; in the codec
// they are attributes, both when it reads and when it writes.

// occurrence returns the start of an occurrence with the parts of it that the
// codec wants as attributes, and queues the rest. A number that is none is
// dropped: it must not lose the document.
func (t *tokenReader) occurrence(start xml.StartElement) (xml.Token, error) {
	start = start.Copy()
	start.Attr = slices.DeleteFunc(start.Attr, func(a xml.Attr) bool { return !fitsOccurrence(a) })
	depth := len(t.path)
	name, value := "", strings.Builder{}
	for {
		token, err := t.next()
		if err != nil {
			return nil, err
		}
		switch e := token.(type) {
		case xml.StartElement:
			if len(t.path) == depth+1 {
				name = e.Name.Local
				value.Reset()
			}
		case xml.CharData:
			if len(t.path) == depth+1 {
				value.Write(e)
			}
		case xml.EndElement:
			if len(t.path) < depth {
				t.queue = append(t.queue, e)
				return start, nil
			}
			if len(t.path) == depth {
				t.part(&start, name, value.String(), e)
			}
		}
	}
}

// part takes an element of an occurrence.
func (t *tokenReader) part(start *xml.StartElement, name, value string, end xml.EndElement) {
	if name == "location" {
		t.queue = append(t.queue, xml.StartElement{Name: end.Name}, xml.CharData(value), end)
		return
	}
	attr := xml.Attr{Name: xml.Name{Local: name}, Value: strings.TrimSpace(value)}
	if fitsOccurrence(attr) {
		start.Attr = append(start.Attr, attr)
	}
}

// fitsOccurrence reports whether the codec can take an attribute.
func fitsOccurrence(a xml.Attr) bool {
	switch a.Name.Local {
	case "line", "offset":
		_, err := strconv.Atoi(a.Value)
		return err == nil
	default:
		return true
	}
}

// occurrences puts what the codec writes as attributes of occurrences into
// elements.
func occurrences(text []byte) []byte {
	var out bytes.Buffer
	written := 0
	dec := xml.NewDecoder(bytes.NewReader(text))
	var at struct {
		attrs       []xml.Attr
		open, space int // ends of the start tag and of the white space behind it
	}
	last := 0 // end of the last tag
	for {
		token, err := dec.RawToken()
		if err != nil {
			break
		}
		end := int(dec.InputOffset())
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "occurrence":
				out.Write(text[written:last])
				out.Write(text[last : last+bytes.IndexByte(text[last:end], '<')])
				out.WriteString("<occurrence>")
				written, at.attrs, at.open, at.space = end, e.Attr, end, end
			case "location":
				at.space = at.open + max(bytes.IndexByte(text[at.open:end], '<'), 0)
			}
		case xml.EndElement:
			if e.Name.Local == "occurrence" {
				out.Write(text[written:last])
				for _, a := range at.attrs {
					out.Write(text[at.open:at.space])
					out.WriteString("<" + a.Name.Local + ">" + a.Value + "</" + a.Name.Local + ">")
				}
				written = last
			}
		default:
			continue
		}
		last = end
	}
	out.Write(text[written:])
	return out.Bytes()
}
