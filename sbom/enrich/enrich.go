package enrich

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/internal/place"
)

// Config says what is allowed.
type Config struct {
	// Overwrite replaces what a document says otherwise; by default it is kept and
	// listed in [Result.Kept].
	Overwrite bool
	// AllowBrokenSignature changes signed documents: the signature stays, and
	// does not hold any more.
	AllowBrokenSignature bool
}

// Change is something that was put into the document.
type Change struct {
	// Pointer is the object that was changed, as JSON pointer (RFC 6901).
	Pointer string
	// Field is its member.
	Field string
	// From is what was there, as JSON; "" if nothing was.
	From string
}

// Kept is something that a patch wants and that was not put into the document.
type Kept struct {
	Pointer, Field string
	// Reason says why: the document says otherwise, or has no place for it.
	Reason string
}

// Result is a patched document.
type Result struct {
	Text    []byte
	Changes []Change
	Kept    []Kept
	// Unmatched are the indexes of component patches that no component is meant
	// by.
	Unmatched []int
}

// ErrSigned is wrapped by the error about a signed document.
var ErrSigned = errors.New("the document is signed, and the signature would break")

const byteOrderMark = "\ufeff"

// epoch is the time that documents bear which have none and must have one.
const epoch = "1970-01-01T00:00:00Z"

// Apply puts a patch into a document: CycloneDX in JSON or, from 1.2 on, in XML,
// SPDX 2 in JSON or tag-value, SPDX 3 in JSON-LD with a graph. Pointers of the result are those of the same document
// in JSON. The error is a [*bom.SyntaxError], or wraps [bom.ErrFormat] for anything
// else, and [ErrSigned] if there was something to change in a document that is
// signed, or of which a component is. The text is not changed.
func Apply(text []byte, patch Patch, config Config) (*Result, error) {
	if at := patch.Document.Timestamp; at != "" {
		if _, err := time.Parse(time.RFC3339, at); err != nil {
			return nil, fmt.Errorf("timestamp of the patch: %w", err)
		}
	}
	p := &patcher{config: config, result: &Result{}, matched: map[int]bool{}}
	if err := p.apply(text, patch); err != nil {
		return nil, err
	}
	if len(p.result.Changes) > 0 && p.signed && !config.AllowBrokenSignature {
		return nil, fmt.Errorf("%s: %w", p.result.Changes[0].Pointer+"/"+p.result.Changes[0].Field, ErrSigned)
	}
	for i := range patch.Components {
		if !p.matched[i] {
			p.result.Unmatched = append(p.result.Unmatched, i)
		}
	}
	return p.result, nil
}

// apply puts a patch into a text of any syntax.
func (p *patcher) apply(text []byte, patch Patch) error {
	decoded, index, err := place.Decode(text)
	var encoding *place.EncodingError
	if errors.As(err, &encoding) {
		return bom.NewSyntaxError(text, encoding.Offset, err)
	}
	body := bytes.TrimPrefix(decoded, []byte(byteOrderMark))
	skip := len(decoded) - len(body)
	var edits []edit
	switch head := bytes.TrimLeft(body, " \t\r\n"); {
	case bytes.HasPrefix(head, []byte("<")):
		edits, err = p.applyXML(body, !bytes.Equal(decoded, text), patch)
	case len(head) > 0 && head[0] != '{' && bytes.Contains(body, []byte("SPDXVersion:")):
		edits, err = p.applyTags(body, patch)
	case len(head) > 0 && head[0] != '{':
		err = errUnpatched("this syntax")
	default:
		edits, err = p.applyJSON(body, patch)
	}
	var broken *breakError
	if errors.As(err, &broken) {
		return &bom.SyntaxError{Region: index.Region(broken.offset+skip, broken.offset+skip), Err: broken.err}
	}
	if err != nil {
		return err
	}
	for i, e := range edits {
		r := index.Region(e.start+skip, e.end+skip)
		edits[i].start, edits[i].end = r.StartOffset, r.EndOffset
	}
	p.result.Text = splice(text, edits)
	return nil
}

// breakError says where a text stops to be a document.
type breakError struct {
	offset int
	err    error
}

// Error implements error.
func (e *breakError) Error() string { return e.err.Error() }

// errUnpatched says what can be patched in place of something.
func errUnpatched(what string) error {
	return fmt.Errorf("%s cannot be patched in place, only CycloneDX 1.2 to 1.7 in JSON and XML, SPDX 2 in JSON and tag-value, and SPDX 3 with a graph; convert it to one of them first: %w", what, bom.ErrFormat)
}

// applyJSON returns the edits of a document in JSON.
func (p *patcher) applyJSON(text []byte, patch Patch) ([]edit, error) {
	doc, err := jsonpos.Parse(text, jsonpos.Config{})
	var syntax *jsonpos.SyntaxError
	if errors.As(err, &syntax) {
		return nil, &breakError{syntax.Offset, errors.New("invalid JSON: " + syntax.Reason)}
	}
	root := doc.Root()
	p.editor = &editor{text: text, grown: map[int]*container{}}
	switch {
	case root.Get("bomFormat").Str() == "CycloneDX" && root.Get("specVersion").Kind() == jsonpos.String:
		p.cyclonedx(root, patch)
	case root.Get("spdxVersion").Kind() == jsonpos.String:
		p.spdx(root, patch)
	case root.Get("@graph").Kind() == jsonpos.Array && strings.Contains(string(root.Get("@context").Raw()), "spdx.org/rdf/3"):
		p.graph(root, patch)
	default:
		return nil, errUnpatched("JSON of another kind")
	}
	return p.editor.changes(), nil
}

// patcher puts a patch into one document.
type patcher struct {
	config  Config
	editor  *editor
	result  *Result
	matched map[int]bool
	signed  bool // the document, or a component of it
}

// spot is an object of the document, or one to be made.
type spot struct {
	value   jsonpos.Value
	pointer string
}

func (s spot) get(key string) jsonpos.Value { return s.value.Get(key) }

// empty reports whether a value says nothing. SPDX writes so in words.
func empty(v jsonpos.Value) bool {
	switch v.Kind() {
	case jsonpos.Absent, jsonpos.Null:
		return true
	case jsonpos.String:
		s := v.Str()
		return s == "" || s == "NOASSERTION" || s == epoch
	case jsonpos.Array:
		for range v.Elements() {
			return false
		}
		return true
	case jsonpos.Object:
		for range v.Members() {
			return false
		}
		return true
	default:
		return false
	}
}

// normal returns JSON in one spelling, whatever its layout and the order of
// members.
func normal(raw []byte) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	return string(encode(v))
}

// set gives an object a member, if it has none or the caller wants it so.
func (p *patcher) set(s spot, key string, want any) {
	old := s.get(key)
	pending := p.editor.pending(s.value, key)
	switch {
	case pending != nil && normal(encode(pending.value)) == normal(encode(want)), pending == nil && normal(old.Raw()) == normal(encode(want)):
		return
	case pending != nil:
		p.keep(s.pointer, key, "another part of the patch says otherwise")
		return
	case !empty(old) && !p.config.Overwrite:
		p.keep(s.pointer, key, "the document says otherwise")
		return
	}
	p.editor.put(s.value, key, want)
	p.result.Changes = append(p.result.Changes, Change{s.pointer, key, string(old.Raw())})
}

func (p *patcher) keep(pointer, field, reason string) {
	p.result.Kept = append(p.result.Kept, Kept{pointer, field, reason})
}

// add adds the elements of a list that it does not hold yet. The list is made
// where there is none.
func (p *patcher) add(s spot, key string, elements []any) {
	list := s.get(key)
	pending := p.editor.pending(s.value, key)
	if pending != nil {
		if held, ok := pending.value.([]any); ok {
			pending.value = append(held, missing(held, elements)...)
		}
		return
	}
	var held []any
	for v := range list.Elements() {
		held = append(held, json.RawMessage(v.Raw()))
	}
	for _, m := range p.editor.container(list).added {
		held = append(held, m.value)
	}
	elements = missing(held, elements)
	switch {
	case len(elements) == 0:
		return
	case list.Kind() == jsonpos.Array:
		for _, e := range elements {
			p.editor.add(list, "", e)
		}
	case list.Kind() == jsonpos.Absent || list.Kind() == jsonpos.Null:
		p.editor.put(s.value, key, elements)
	default:
		p.keep(s.pointer, key, "something else is in place of a list")
		return
	}
	from := ""
	if list.Kind() == jsonpos.Null {
		from = "null"
	}
	p.result.Changes = append(p.result.Changes, Change{s.pointer, key, from})
}

// missing returns what a list does not hold yet.
func missing(held, wanted []any) []any {
	seen := map[string]bool{}
	for _, v := range held {
		seen[normal(encode(v))] = true
	}
	var out []any
	for _, w := range wanted {
		if text := normal(encode(w)); !seen[text] {
			seen[text] = true
			out = append(out, w)
		}
	}
	return out
}

// each yields the objects of a list with their pointers.
func (s spot) each(key string) func(func(spot) bool) {
	return func(yield func(spot) bool) {
		i := 0
		for v := range s.get(key).Elements() {
			if v.Kind() == jsonpos.Object && !yield(spot{v, s.pointer + "/" + key + "/" + strconv.Itoa(i)}) {
				return
			}
			i++
		}
	}
}
