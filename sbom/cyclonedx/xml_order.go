package cyclonedx

import (
	"bytes"
	"encoding/xml"
)

// orderTasks puts the properties of tasks behind their other parts: the schema
// wants them there, and the codec writes them earlier.
func orderTasks(text []byte) []byte {
	if !bytes.Contains(text, []byte("<task ")) {
		return text
	}
	var out bytes.Buffer
	written := 0
	dec := xml.NewDecoder(bytes.NewReader(text))
	var path []string
	var properties struct{ start, end int } // of the task at hand
	last := 0                               // end of the last tag
	for {
		token, err := dec.RawToken()
		if err != nil {
			break
		}
		end := int(dec.InputOffset())
		depth := len(path)
		switch e := token.(type) {
		case xml.StartElement:
			if e.Name.Local == "properties" && depth > 0 && path[depth-1] == "task" {
				properties.start = last
			}
			path = append(path, e.Name.Local)
		case xml.EndElement:
			path = path[:max(depth-1, 0)]
			switch {
			case e.Name.Local == "properties" && depth > 1 && path[depth-2] == "task":
				properties.end = end
			case e.Name.Local == "task" && properties.end > 0:
				out.Write(text[written:properties.start])
				out.Write(text[properties.end:last])
				out.Write(text[properties.start:properties.end])
				written = last
				properties.start, properties.end = 0, 0
			}
		default:
			continue
		}
		last = end
	}
	out.Write(text[written:])
	return out.Bytes()
}
