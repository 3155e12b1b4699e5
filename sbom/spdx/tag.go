package spdx

import (
	"bytes"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
)

// tagNode is what a piece of tag-value text stands for in the JSON form: an
// object, a list or a text.
type tagNode struct {
	text       string
	members    map[string]*tagNode
	elements   []*tagNode
	start, end int
	// about and resource are the attributes of RDF: what an element describes,
	// and what it leads to.
	about, resource string
}

func (n *tagNode) member(key string) *tagNode {
	if n == nil || n.members[key] == nil {
		return &tagNode{}
	}
	return n.members[key]
}

func (n *tagNode) set(key, value string) {
	if n.members == nil {
		n.members = map[string]*tagNode{}
	}
	if n.members[key] == nil {
		n.members[key] = &tagNode{text: value}
	}
}

func (n *tagNode) add(key string, e *tagNode) *tagNode {
	if n.members == nil {
		n.members = map[string]*tagNode{}
	}
	if n.members[key] == nil {
		n.members[key] = &tagNode{}
	}
	n.members[key].elements = append(n.members[key].elements, e)
	return e
}

var (
	errNoTag  = errors.New("a line that is no tag with a value")
	errNoText = errors.New("a <text> that does not end")
)

// tagError is an error with its place.
type tagError struct {
	offset int
	err    error
}

// parseTags turns tag-value text into the tree that the same document has in
// JSON. A line that is none of a tag is told of by wrong, and left out.
func parseTags(text []byte, wrong func(start, end int, err error)) (*tagNode, *tagError) {
	b := newTagBuilder()
	for pos := 0; pos < len(text); {
		start := pos
		end := lineEnd(text, pos)
		line := strings.TrimSpace(string(text[pos:end]))
		pos = end + 1
		if line == "" || line[0] == '#' {
			continue
		}
		tag, value, ok := strings.Cut(line, ":")
		if !ok || !isTag(tag) {
			wrong(start, end, errNoTag)
			continue
		}
		value = strings.TrimSpace(value)
		if strings.HasPrefix(value, "<text>") {
			from := start + bytes.Index(text[start:end], []byte("<text>")) + len("<text>")
			n := bytes.Index(text[from:], []byte("</text>"))
			if n < 0 {
				return b.finish(len(text)), &tagError{start, errNoText}
			}
			value = strings.ReplaceAll(string(text[from:from+n]), "\r\n", "\n")
			end = lineEnd(text, from+n)
			pos = end + 1
		}
		if b.count++; b.count > 4*maxNodes {
			return b.finish(start), &tagError{start, bom.ErrLimit}
		}
		b.add(tag, value, start, end)
	}
	return b.finish(len(text)), nil
}

func lineEnd(text []byte, pos int) int {
	if i := bytes.IndexByte(text[pos:], '\n'); i >= 0 {
		return pos + i
	}
	return len(text)
}

func isTag(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// tagBuilder puts tags where they belong: into the document, or into the
// package, file, snippet or license that the last such tag began.
type tagBuilder struct {
	root, at *tagNode
	kind     string
	plain    map[string]map[string]string
	count    int // of tags
}

func newTagBuilder() *tagBuilder {
	root := &tagNode{}
	return &tagBuilder{root: root, at: root, plain: plainTags()}
}

func (b *tagBuilder) begin(kind, tag, value string, start int) {
	b.at.end = max(b.at.end, start)
	b.kind = kind
	b.at = b.root.add(kind, &tagNode{start: start, end: start})
	b.at.set(b.plain[kind][tag], value)
}

func (b *tagBuilder) finish(end int) *tagNode {
	b.root.end = end
	return b.root
}

func (b *tagBuilder) add(tag, value string, start, end int) {
	switch tag {
	case "PackageName":
		b.begin("packages", tag, value, start)
	case "FileName":
		b.begin("files", tag, value, start)
	case "SnippetSPDXIdentifier", "SnippetSPDXID":
		b.begin("snippets", tag, value, start)
	case "LicenseID":
		b.begin("hasExtractedLicensingInfos", tag, value, start)
	case "Relationship":
		b.relationship(value, start, end)
		return
	case "Creator":
		b.creation().add("creators", &tagNode{text: value})
	case "Created":
		b.creation().set("created", value)
	case "CreatorComment":
		b.creation().set("comment", value)
	case "PackageChecksum", "FileChecksum":
		algorithm, sum, _ := strings.Cut(value, ":")
		n := b.at.add("checksums", &tagNode{})
		n.set("algorithm", strings.TrimSpace(algorithm))
		n.set("checksumValue", strings.TrimSpace(sum))
	case "ExternalRef":
		b.reference(value)
	case "FileType":
		b.at.add("fileTypes", &tagNode{text: value})
	default:
		if key := b.plain[b.kind][tag]; key != "" {
			b.at.set(key, value)
		} else if key := b.plain[""][tag]; key != "" {
			b.root.set(key, value)
		}
	}
	b.at.end = max(b.at.end, end)
}

func (b *tagBuilder) creation() *tagNode {
	if b.root.members["creationInfo"] == nil {
		b.root.set("creationInfo", "")
	}
	return b.root.members["creationInfo"]
}

func (b *tagBuilder) relationship(value string, start, end int) {
	parts := strings.Fields(value)
	n := b.root.add("relationships", &tagNode{start: start, end: end})
	for i, key := range []string{"spdxElementId", "relationshipType", "relatedSpdxElement"} {
		if i < len(parts) {
			n.set(key, parts[i])
		}
	}
}

func (b *tagBuilder) reference(value string) {
	parts := strings.SplitN(value, " ", 3)
	n := b.at.add("externalRefs", &tagNode{})
	for i, key := range []string{"referenceCategory", "referenceType", "referenceLocator"} {
		if i < len(parts) {
			n.set(key, strings.TrimSpace(parts[i]))
		}
	}
}
