package trust

import (
	"bytes"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// filler follows the rune of a reference that is shorter than what was written.
const filler = '~'

// isDocument reports whether a text looks like an object in JSON.
func isDocument(s string) bool { return strings.HasPrefix(strings.TrimSpace(s), "{") }

// embedded returns the object in JSON that a text holds, nil where it holds
// none. place maps bytes of the text to bytes of the file.
func embedded(s string, refs []string, place func(from, to int) (start, end int)) *value {
	roots, _ := document.Parse(spaces([]byte(s)))
	if len(roots) == 0 {
		return nil
	}
	r := nodeReader{refs: refs, place: place}
	return r.value(roots[0], 0)
}

// spaces returns JSON with its tabs, which YAML allows in few places, as
// spaces. JSON has none inside of texts.
func spaces(json []byte) []byte {
	if bytes.IndexByte(json, '\t') < 0 {
		return json
	}
	return bytes.ReplaceAll(json, []byte{'\t'}, []byte{' '})
}

// readNodes returns the resources of a template in YAML or JSON: of
// CloudFormation, or of Terraform for files named .tf.json.
func readNodes(f *scan.File) (*template, *scan.Diagnostic) {
	t := &template{names: map[string]*value{}}
	src := f.Bytes()
	if strings.HasSuffix(strings.ToLower(f.Path), ".json") {
		src = spaces(src)
	}
	roots, err := document.Parse(src)
	r := nodeReader{src: src, place: func(from, to int) (int, int) { return from, to }}
	for _, root := range roots {
		if isTerraformJSON(f.Path) {
			r.interpolates = true
			r.terraform(t, root)
		} else {
			r.cloudFormation(t, root)
			if root.Get("Statement") != nil {
				t.add(&resource{kind: "policy", name: f.Base(), body: r.value(root, 0)})
			}
		}
	}
	if err == nil {
		return t, nil
	}
	d := &scan.Diagnostic{Kind: scan.DiagMalformed, Message: "template could not be read", Err: err}
	if errors.Is(err, document.ErrLimit) {
		d.Kind = scan.DiagLimit
	}
	var syntax *document.SyntaxError
	if errors.As(err, &syntax) && syntax.Line > 0 {
		at := f.Offset(syntax.Line, 1)
		d.Location.Region = f.Region(at, at+len(f.Line(syntax.Line)))
	}
	return t, d
}

// nodeReader makes values of YAML and JSON.
type nodeReader struct {
	src []byte // nil inside of a text
	// refs are those of the runes in the text.
	refs []string
	// interpolates says that "${name}" in a text stands for something else.
	interpolates bool
	place        func(from, to int) (start, end int)
}

func (r *nodeReader) cloudFormation(t *template, root *document.Node) {
	for key, res := range root.Get("Resources").Pairs() {
		if kind := res.Get("Type").Value(); strings.HasPrefix(kind, "AWS::IAM::") {
			t.add(&resource{kind: kind, name: key.Value(), body: r.value(res.Get("Properties"), 0), head: r.scalar(key)})
		}
	}
}

func (r *nodeReader) terraform(t *template, root *document.Node) {
	for _, group := range blocks(root.Get("locals")) {
		for key, v := range group.Pairs() {
			t.names["local."+key.Value()] = r.value(v, 0)
		}
	}
	for _, mode := range []string{"resource", "data"} {
		for _, group := range blocks(root.Get(mode)) {
			for kind, byName := range group.Pairs() {
				for _, named := range blocks(byName) {
					for key, body := range named.Pairs() {
						for _, b := range blocks(body) {
							t.add(&resource{kind: kind.Value(), name: key.Value(), body: r.value(b, 0), head: r.scalar(key)})
						}
					}
				}
			}
		}
	}
}

// blocks returns the objects that stand for blocks: one, or a list of them.
func blocks(n *document.Node) []*document.Node {
	if n.Kind() != document.Sequence {
		return []*document.Node{n}
	}
	var found []*document.Node
	for _, item := range n.Items() {
		found = append(found, item)
	}
	return found
}

func (r *nodeReader) value(n *document.Node, depth int) *value {
	start, end := r.place(n.Span())
	switch {
	case n == nil:
		return nil
	case depth > maxDepth:
		return reference("", start, end)
	case n.Kind() == document.Scalar:
		return r.scalar(n)
	case n.Kind() == document.Sequence:
		v := &value{kind: list, start: start, end: end}
		for _, item := range n.Items() {
			v.items = append(v.items, r.value(item, depth+1))
		}
		if tag := r.tag(n); tag != "" {
			return function("Fn::"+tag[1:], v, v)
		}
		return v
	}
	v := &value{kind: object, start: start, end: end}
	for key, item := range n.Pairs() {
		v.pairs = append(v.pairs, pair{r.scalar(key), r.value(item, depth+1)})
	}
	if len(v.pairs) == 1 && !r.interpolates {
		return function(v.pairs[0].key.text, v.pairs[0].value, v)
	}
	return v
}

// function returns what an intrinsic function of CloudFormation gives, and for
// any other name the value that it is the only key of.
func function(name string, arg, v *value) *value {
	switch name {
	case "Fn::Sub":
		if arg.kind == list && len(arg.items) > 0 {
			arg = arg.items[0]
		}
		out := interpolate(arg.text, arg.start, arg.end)
		out.embedded = arg.embedded
		return out
	case "Fn::Join":
		if len(arg.items) == 2 {
			return join(arg)
		}
	case "Fn::If":
		if len(arg.items) == 3 {
			return &value{kind: list, items: arg.items[1:], start: v.start, end: v.end}
		}
	}
	if name != "Ref" && !strings.HasPrefix(name, "Fn::") {
		return v
	}
	if arg.kind == list && len(arg.items) > 0 {
		arg = arg.items[0]
	}
	return reference(arg.text, v.start, v.end)
}

// scalar returns the value of a text.
func (r *nodeReader) scalar(n *document.Node) *value {
	start, end := r.place(n.Span())
	s := n.Value()
	v := &value{text: s, start: start, end: end}
	switch tag := r.tag(n); {
	case r.refs != nil:
		v = r.stretched(s, start, end)
	case r.interpolates || tag == "!Sub":
		v = interpolate(s, start, end)
	case tag == "!Ref" || tag == "!GetAtt" || tag == "!ImportValue":
		return reference(s, start, end)
	}
	if r.src != nil && isDocument(s) {
		v.embedded = func() *value {
			inner, refs := s, []string(nil)
			if v.refs != nil {
				inner, refs = stretch(s)
			}
			return embedded(inner, refs, n.Align().Source)
		}
	}
	return v
}

// stretch replaces every "${name}" by a rune of its own and as many fillers as
// keep it as long as it was.
func stretch(s string) (string, []string) {
	out := []byte(s)
	var refs []string
	for at := 0; ; {
		i := strings.Index(s[at:], "${")
		if i < 0 {
			return string(out), refs
		}
		at += i
		n := strings.IndexByte(s[at:], '}') + 1
		if n == 0 {
			return string(out), refs
		}
		if n > len("${}") {
			cover(out[at:at+n], len(refs))
			refs = append(refs, s[at+2:at+n-1])
		}
		at += n
	}
}

// cover writes the rune of a reference and fillers over what was written.
func cover(gap []byte, ref int) {
	n := copy(gap, string(rune(min(firstRef+ref, lastRef))))
	for i := range gap[n:] {
		gap[n+i] = filler
	}
}

// maxTag is how far in front of its value a tag may start, in bytes.
const maxTag = 200

// stretched returns the value of a text in which each reference is as long as
// it was written.
func (r *nodeReader) stretched(s string, start, end int) *value {
	var b builder
	fill := false
	for _, c := range s {
		switch i := int(c - firstRef); {
		case fill && c == filler:
		case c >= firstRef && c <= lastRef && i < len(r.refs):
			b.ref(r.refs[i])
			fill = true
		default:
			b.text.WriteRune(c)
			fill = false
		}
	}
	return b.value(start, end)
}

// tag returns the tag in front of a node.
func (r *nodeReader) tag(n *document.Node) string {
	if r.src == nil {
		return ""
	}
	start, _ := n.Span()
	before := bytes.TrimRight(r.src[max(0, start-maxTag):start], " \r\n")
	i := bytes.LastIndexAny(before, " \r\n[{,") + 1
	if i == len(before) || before[i] != '!' {
		return ""
	}
	return string(before[i:])
}
