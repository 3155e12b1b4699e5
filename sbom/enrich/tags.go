package enrich

import (
	"bytes"
	"errors"
	"strings"
)

var errNoText = errors.New("a <text> that does not end")

// line is a tag of tag-value text with its value.
type line struct {
	tag, value string
	start, end int // without the line break
	owner      *object
}

// object is a document, or a package of one, with the tags that it has.
type object struct {
	lines []*line
}

// first returns the first line of a tag, nil for none.
func (o *object) first(tag string) *line {
	for _, l := range o.lines {
		if l.tag == tag {
			return l
		}
	}
	return nil
}

// tagsOf maps the members of a document and of its packages in JSON to tags.
func tagsOf() map[string]string {
	return map[string]string{
		"spdxVersion": "SPDXVersion", "dataLicense": "DataLicense", "created": "Created", "creators": "Creator",
		"SPDXID": "SPDXID", "versionInfo": "PackageVersion", "supplier": "PackageSupplier", "originator": "PackageOriginator",
		"licenseDeclared": "PackageLicenseDeclared", "licenseConcluded": "PackageLicenseConcluded", "copyrightText": "PackageCopyrightText",
		"checksums": "PackageChecksum", "externalRefs": "ExternalRef",
	}
}

// parseTags reads tag-value text: the tags of the document itself, and those of
// each package. Those of files, snippets, licenses and relationships are nobody's.
func parseTags(text []byte) (document *object, packages []*object, err error) {
	document = &object{}
	at := document
	for pos := 0; pos < len(text); {
		start, end := pos, lineEnd(text, pos)
		pos = end + 1
		tag, value, ok := strings.Cut(strings.TrimSpace(string(text[start:end])), ":")
		if !ok || strings.HasPrefix(tag, "#") {
			continue
		}
		if value = strings.TrimSpace(value); strings.HasPrefix(value, "<text>") {
			from := start + bytes.Index(text[start:], []byte("<text>")) + len("<text>")
			n := bytes.Index(text[from:], []byte("</text>"))
			if n < 0 {
				return nil, nil, &breakError{start, errNoText}
			}
			value = string(text[from : from+n])
			end = lineEnd(text, from+n)
			pos = end + 1
		}
		switch tag {
		case "PackageName":
			at = &object{}
			packages = append(packages, at)
		case "FileName", "SnippetSPDXIdentifier", "SnippetSPDXID", "LicenseID":
			at = &object{} // of no interest
		case "Relationship", "RelationshipComment", "Annotator", "AnnotationDate", "AnnotationComment", "AnnotationType", "SPDXREF":
			continue
		}
		own := at
		if tag == "Creator" || tag == "Created" || tag == "DataLicense" || tag == "SPDXVersion" {
			own = document
		}
		own.lines = append(own.lines, &line{tag, value, start, start + len(bytes.TrimRight(text[start:end], "\r")), own})
	}
	return document, packages, nil
}

func lineEnd(text []byte, pos int) int {
	if i := bytes.IndexByte(text[pos:], '\n'); i >= 0 {
		return pos + i
	}
	return len(text)
}

// applyTags puts a patch into a document of SPDX 2 in tag-value text.
func (p *patcher) applyTags(text []byte, patch Patch) ([]edit, error) {
	document, packages, err := parseTags(text)
	if err != nil {
		return nil, err
	}
	v := newView()
	owners := map[int]*object{}
	v.object(mark{}, func() {
		v.tag(document, "spdxVersion")
		v.tag(document, "dataLicense")
		v.key("creationInfo")
		owners[len(v.text)] = document
		v.object(mark{}, func() {
			v.tag(document, "created")
			v.tags(document, "creators", func(l *line) { v.value(mark{line: l}, l.value) })
		})
		v.key("packages")
		v.list(mark{}, func() {
			for _, o := range packages {
				owners[v.next()] = o
				v.packageOf(o)
			}
		})
	})
	owners[0] = document
	root, err := v.root()
	if err != nil {
		return nil, err
	}
	p.editor = &editor{text: v.text, grown: map[int]*container{}}
	p.spdx(root, inLines(patch))
	w := &tagWriter{text: text, newline: "\n", document: document}
	if bytes.Contains(text, []byte("\r\n")) {
		w.newline = "\r\n"
	}
	for _, c := range p.editor.containers() {
		start, _ := c.value.Span()
		for _, m := range c.replaced {
			w.replace(v.markOf(c.value.Get(m.key)).line, m)
		}
		owner, list := owners[start], ""
		if owner == nil {
			owner, list = listOf(v.marks[start].line)
		}
		w.insert(owner, list, c.added)
	}
	return w.edits, nil
}

// inLines returns a patch whose values, but for texts, have one line.
func inLines(patch Patch) Patch {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	party := func(p Party) Party { return Party{line(p.Name), line(p.Email), line(p.URL), p.Person} }
	out := Patch{Document: patch.Document}
	out.Document.Authors = nil
	for _, a := range patch.Document.Authors {
		out.Document.Authors = append(out.Document.Authors, party(a))
	}
	out.Document.License = line(patch.Document.License)
	for _, c := range patch.Components {
		c.Supplier, c.Manufacturer = party(c.Supplier), party(c.Manufacturer)
		c.Version, c.PURL, c.CPE = line(c.Version), line(c.PURL), line(c.CPE)
		c.Copyright = strings.TrimSpace(strings.ReplaceAll(c.Copyright, "</text>", ""))
		references := c.References
		c.References = nil
		for _, r := range references {
			r.Type, r.URL = line(r.Type), line(r.URL)
			c.References = append(c.References, r)
		}
		hashes := c.Hashes
		c.Hashes = nil
		for _, h := range hashes {
			h.Value = line(h.Value)
			c.Hashes = append(c.Hashes, h)
		}
		out.Components = append(out.Components, c)
	}
	return out
}

// next returns where the next value begins.
func (v *view) next() int {
	if v.comma {
		return len(v.text) + 1
	}
	return len(v.text)
}

// tag writes a tag as a member, if it is there.
func (v *view) tag(o *object, key string) {
	if l := o.first(tagsOf()[key]); l != nil {
		v.key(key)
		v.value(mark{line: l}, l.value)
	}
}

// tags writes the tags of a name as a list. Its mark is the first of them.
func (v *view) tags(o *object, key string, item func(*line)) {
	tag := tagsOf()[key]
	first := o.first(tag)
	if first == nil {
		return
	}
	v.key(key)
	v.list(mark{line: first}, func() {
		for _, l := range o.lines {
			if l.tag == tag {
				item(l)
			}
		}
	})
}

func (v *view) packageOf(o *object) {
	v.object(mark{}, func() {
		for _, key := range []string{"SPDXID", "versionInfo", "supplier", "originator", "licenseDeclared", "licenseConcluded", "copyrightText"} {
			v.tag(o, key)
		}
		v.tags(o, "checksums", func(l *line) {
			algorithm, sum, _ := strings.Cut(l.value, ":")
			v.object(mark{}, func() {
				v.key("algorithm")
				v.value(mark{}, strings.TrimSpace(algorithm))
				v.key("checksumValue")
				v.value(mark{line: l}, strings.TrimSpace(sum))
			})
		})
		v.tags(o, "externalRefs", func(l *line) {
			fields := append(strings.SplitN(l.value, " ", 3), "", "")
			v.object(mark{}, func() {
				for i, key := range []string{"referenceCategory", "referenceType", "referenceLocator"} {
					v.key(key)
					v.value(mark{}, strings.TrimSpace(fields[i]))
				}
			})
		})
	})
}

// tagWriter writes changes into tag-value text.
type tagWriter struct {
	text     []byte
	newline  string
	document *object
	edits    []edit
}

// listOf returns the object that a tag is one of several of, and their member.
func listOf(l *line) (*object, string) {
	if l == nil {
		return nil, ""
	}
	for key, tag := range tagsOf() {
		if tag == l.tag {
			return l.owner, key
		}
	}
	return nil, ""
}

// replace writes another value of a tag.
func (w *tagWriter) replace(l *line, m member) {
	if l == nil {
		return
	}
	value, _ := generic(m.value).(string)
	if m.key == "checksumValue" {
		algorithm, _, _ := strings.Cut(l.value, ":")
		value = algorithm + ": " + value
	}
	w.edits = append(w.edits, edit{l.start, l.end, []byte(l.tag + ": " + valueOf(l.tag, value))})
}

// insert writes tags behind the last of the object that they belong to, or behind
// those of their name.
func (w *tagWriter) insert(o *object, list string, added []member) {
	if o == nil {
		return
	}
	for _, m := range added {
		key := m.key
		if key == "" {
			key = list
		}
		values := []any{generic(m.value)}
		if many, ok := values[0].([]any); ok {
			values = many
		}
		if parts, ok := values[0].(map[string]any); ok && key == "creationInfo" {
			w.insert(o, "", []member{{"created", parts["created"]}, {"creators", parts["creators"]}})
			continue
		}
		for _, v := range values {
			w.line(o, tagsOf()[key], v)
		}
	}
}

// line writes one tag.
func (w *tagWriter) line(o *object, tag string, v any) {
	if tag == "" || len(o.lines) == 0 {
		return
	}
	var value string
	switch v := v.(type) {
	case string:
		value = v
	case map[string]any:
		text := func(key string) string { s, _ := v[key].(string); return s }
		if value = text("algorithm") + ": " + text("checksumValue"); tag == "ExternalRef" {
			value = text("referenceCategory") + " " + text("referenceType") + " " + text("referenceLocator")
		}
	default:
		return
	}
	behind := o.lines[len(o.lines)-1]
	for _, l := range o.lines {
		if l.tag == tag {
			behind = l
		}
	}
	w.edits = append(w.edits, edit{behind.end, behind.end, []byte(w.newline + tag + ": " + valueOf(tag, value))})
}

// valueOf writes a value: texts may have several lines, all others have one.
func valueOf(tag, value string) string {
	if tag == "PackageCopyrightText" && value != "NONE" && value != "NOASSERTION" {
		return "<text>" + value + "</text>"
	}
	return value
}
