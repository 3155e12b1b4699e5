package cyclonedx

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// occurrences finds the places of evidence as the codec writes them.
var occurrences = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<occurrence line="(\d+)" offset="(\d+)">(\s*)(<location>[^<]*</location>)?`)
})

// openOccurrences makes elements of line and offset of occurrences, which the
// codec writes as attributes and the schema wants behind the location. Text of
// documents has no "<" in XML, so nothing else looks like an occurrence.
func openOccurrences(text []byte) []byte {
	return occurrences().ReplaceAll(text, []byte(`<occurrence>$3$4$3<line>$1</line>$3<offset>$2</offset>`))
}

// maxOccurrence is the number of tokens of an occurrence that are looked at.
const maxOccurrence = 64

// occurrence reads the tokens of an occurrence and hands line and offset, which
// are elements, on as the attributes that the codec reads. One that is too long
// comes as it is.
func (t *tokenReader) occurrence(start xml.StartElement) error {
	list := []xml.Token{start}
	for depth := 1; depth > 0 && len(list) < maxOccurrence; {
		token, err := t.dec.Token()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
		list = append(list, xml.CopyToken(token))
	}
	for i := 1; i+2 < len(list); i++ {
		e, isStart := list[i].(xml.StartElement)
		value, isText := list[i+1].(xml.CharData)
		_, isEnd := list[i+2].(xml.EndElement)
		if !isStart || !isText || !isEnd || e.Name.Local != "line" && e.Name.Local != "offset" {
			continue
		}
		if n, err := strconv.Atoi(strings.TrimSpace(string(value))); err == nil {
			start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: e.Name.Local}, Value: strconv.Itoa(n)})
		}
	}
	list[0] = start
	t.queue = list
	return nil
}
