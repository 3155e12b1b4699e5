package trust

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/penstock-dev/penstock/scan"
)

// The bounds on what the parser of HCL, which calls itself for every level, is
// given.
const (
	maxNesting  = 200    // of brackets and templates
	maxSigns    = 100    // signs in front of one value
	maxBranches = 10_000 // conditions and splats in one file
)

// readHCL returns the resources of a file in Terraform's language. What could
// be read of a broken file comes with the diagnostic.
func readHCL(f *scan.File) (*template, *scan.Diagnostic) {
	src := f.Bytes()
	t := &template{names: map[string]*value{}}
	if !shallow(src) {
		return t, &scan.Diagnostic{Kind: scan.DiagLimit, Message: fmt.Sprintf("the file nests deeper than %d levels", maxNesting)}
	}
	file, diags := hclsyntax.ParseConfig(src, f.Path, hcl.InitialPos)
	r := hclReader{src: src}
	if body, ok := file.Body.(*hclsyntax.Body); ok {
		r.resources(t, body)
	}
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			diag := &scan.Diagnostic{Kind: scan.DiagMalformed, Message: "no valid HCL: " + strings.TrimSuffix(d.Summary, ".")}
			if d.Subject != nil {
				diag.Location.Region = f.Region(d.Subject.Start.Byte, d.Subject.End.Byte)
			}
			return t, diag
		}
	}
	return t, nil
}

// shallow reports whether a text keeps the bounds. The tokens are only looked
// at where the number of brackets allows the text to break them.
func shallow(src []byte) bool {
	count := 0
	for _, c := range []byte("{[(!?-*\"<") {
		count += bytes.Count(src, []byte{c})
	}
	if count < maxSigns {
		return true
	}
	tokens, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos)
	depth, signs, branches := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl,
			hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			depth++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenTemplateSeqEnd, hclsyntax.TokenCQuote, hclsyntax.TokenCHeredoc:
			depth = max(depth-1, 0)
		case hclsyntax.TokenQuestion, hclsyntax.TokenStar:
			branches++
		}
		if t.Type == hclsyntax.TokenBang || t.Type == hclsyntax.TokenMinus {
			signs++
		} else {
			signs = 0
		}
		if depth > maxNesting || signs > maxSigns || branches > maxBranches {
			return false
		}
	}
	return true
}

// hclReader makes values of HCL.
type hclReader struct{ src []byte }

// span returns the bytes of a range, which the parser gets wrong at times where
// the text is broken.
func (r *hclReader) span(in hcl.Range) (start, end int) {
	start = min(max(in.Start.Byte, 0), len(r.src))
	return start, min(max(in.End.Byte, start), len(r.src))
}

// at returns a value of nothing but a place and a text.
func (r *hclReader) at(in hcl.Range, s string) *value {
	start, end := r.span(in)
	return &value{text: s, start: start, end: end}
}

func (r *hclReader) resources(t *template, body *hclsyntax.Body) {
	for _, b := range body.Blocks {
		switch {
		case b.Type == "locals":
			for name, a := range b.Body.Attributes {
				t.names["local."+name] = r.expression(a.Expr, 0)
			}
		case (b.Type == "resource" || b.Type == "data") && len(b.Labels) == 2:
			head := r.at(hcl.RangeBetween(b.TypeRange, b.LabelRanges[1]), "")
			t.add(&resource{kind: b.Labels[0], name: b.Labels[1], body: r.body(b.Body, 0), head: head})
		}
	}
}

// body returns a body as an object, in the file's order. Dynamic blocks are
// taken for blocks.
func (r *hclReader) body(body *hclsyntax.Body, depth int) *value {
	v := r.at(body.SrcRange, "")
	v.kind = object
	if depth > maxDepth {
		return v
	}
	for _, a := range body.Attributes {
		v.pairs = append(v.pairs, pair{r.at(a.NameRange, a.Name), r.expression(a.Expr, depth+1)})
	}
	for _, b := range body.Blocks {
		name, content := b.Type, b.Body
		if name == "dynamic" && len(b.Labels) == 1 {
			i := slices.IndexFunc(content.Blocks, func(c *hclsyntax.Block) bool { return c.Type == "content" })
			if i < 0 {
				continue
			}
			name, content = b.Labels[0], content.Blocks[i].Body
		}
		inner := r.body(content, depth+1)
		inner.start, inner.end = r.span(hcl.RangeBetween(b.TypeRange, b.CloseBraceRange))
		v.pairs = append(v.pairs, pair{r.at(b.TypeRange, name), inner})
	}
	slices.SortFunc(v.pairs, func(a, b pair) int { return a.key.start - b.key.start })
	return v
}

func (r *hclReader) expression(e hclsyntax.Expression, depth int) *value {
	start, end := r.span(e.Range())
	if depth > maxDepth {
		return reference("", start, end)
	}
	switch e := e.(type) {
	case *hclsyntax.ParenthesesExpr:
		return r.expression(e.Expression, depth+1)
	case *hclsyntax.TemplateWrapExpr:
		return r.expression(e.Wrapped, depth+1)
	case *hclsyntax.ObjectConsKeyExpr:
		if key := hcl.ExprAsKeyword(e.Wrapped); key != "" && !e.ForceNonLiteral {
			return &value{text: key, start: start, end: end}
		}
		return r.expression(e.Wrapped, depth+1)
	case *hclsyntax.LiteralValueExpr:
		return literal(e.Val, start, end)
	case *hclsyntax.TemplateExpr:
		return r.template(e, depth)
	case *hclsyntax.TupleConsExpr:
		return r.list(e.Exprs, start, end, depth)
	case *hclsyntax.ForExpr:
		if e.KeyExpr == nil {
			return r.list([]hclsyntax.Expression{e.ValExpr}, start, end, depth)
		}
	case *hclsyntax.ObjectConsExpr:
		v := &value{kind: object, start: start, end: end}
		for _, item := range e.Items {
			v.pairs = append(v.pairs, pair{r.expression(item.KeyExpr, depth+1), r.expression(item.ValueExpr, depth+1)})
		}
		return v
	case *hclsyntax.FunctionCallExpr:
		if v := r.call(e, depth); v != nil {
			return v
		}
	}
	return reference(string(r.src[start:end]), start, end)
}

func (r *hclReader) list(items []hclsyntax.Expression, start, end, depth int) *value {
	v := &value{kind: list, start: start, end: end}
	for _, item := range items {
		v.items = append(v.items, r.expression(item, depth+1))
	}
	return v
}

func literal(val cty.Value, start, end int) *value {
	if val.IsKnown() && !val.IsNull() {
		switch val.Type() {
		case cty.String:
			return &value{text: val.AsString(), start: start, end: end}
		case cty.Bool:
			return &value{text: fmt.Sprint(val.True()), start: start, end: end}
		}
	}
	return reference("", start, end)
}

// call returns the value of a function that passes on what it is given; nil
// for all others.
func (r *hclReader) call(e *hclsyntax.FunctionCallExpr, depth int) *value {
	if len(e.Args) == 0 {
		return nil
	}
	start, end := r.span(e.Range())
	switch e.Name {
	case "jsonencode", "replace", "trimprefix", "trimsuffix", "trimspace", "lower", "tostring", "nonsensitive", "sensitive", "one":
		return r.expression(e.Args[0], depth+1)
	case "concat", "toset", "tolist", "flatten", "distinct", "compact", "setunion", "sort":
		return r.list(e.Args, start, end, depth)
	case "merge":
		v := &value{kind: object, start: start, end: end}
		for _, a := range e.Args {
			v.pairs = append(v.pairs, r.expression(a, depth+1).pairs...)
		}
		return v
	case "format":
		return r.format(r.list(e.Args, start, end, depth))
	case "join":
		return join(r.list(e.Args, start, end, depth))
	}
	return nil
}

// format returns the value of a call of format with verbs for strings.
func (r *hclReader) format(args *value) *value {
	var b builder
	pieces := strings.Split(args.items[0].text, "%s")
	for i, piece := range pieces {
		b.add(&value{text: piece, refs: args.items[0].refs})
		switch {
		case i == len(pieces)-1:
		case i+1 < len(args.items) && args.items[i+1].kind == text:
			b.add(args.items[i+1])
		default:
			b.ref("")
		}
	}
	return b.value(args.start, args.end)
}

// join returns the value of a separator and a list put together.
func join(args *value) *value {
	var b builder
	for i, item := range (&value{kind: list, items: args.items[1:]}).each() {
		if i > 0 {
			b.add(args.items[0])
		}
		b.add(item)
	}
	return b.value(args.start, args.end)
}

// template returns the value of a text with expressions in it.
func (r *hclReader) template(e *hclsyntax.TemplateExpr, depth int) *value {
	start, end := r.span(e.Range())
	var b builder
	for _, part := range e.Parts {
		if v := r.expression(part, depth+1); v.kind == text {
			b.add(v)
		} else {
			b.ref("")
		}
	}
	v := b.value(start, end)
	if isDocument(v.text) {
		decoded, refs := v.text, v.refs
		v.embedded = func() *value {
			if bytes.HasPrefix(r.src[start:end], []byte("<<")) {
				return r.heredoc(e)
			}
			return embedded(decoded, refs, func(int, int) (int, int) { return start, end })
		}
	}
	return v
}

// heredoc reads the document in a text that is written as it is, with
// expressions in it. Each is replaced by a rune of its own and as many tildes
// as make it as long as it was, so that every byte keeps its place.
func (r *hclReader) heredoc(e *hclsyntax.TemplateExpr) *value {
	start, end := r.span(hcl.RangeBetween(e.Parts[0].Range(), e.Parts[len(e.Parts)-1].Range()))
	out := bytes.Clone(r.src[start:end])
	var refs []string
	for at, i := start, 0; i <= len(e.Parts); i++ {
		from, to := end, end
		if i < len(e.Parts) {
			if _, ok := e.Parts[i].(*hclsyntax.LiteralValueExpr); !ok {
				continue
			}
			from, to = r.span(e.Parts[i].Range())
		}
		if gap := out[at-start : min(max(from, at), end)-start]; len(gap) >= 3 {
			cover(gap, len(refs))
			refs = append(refs, strings.TrimSuffix(strings.TrimPrefix(string(r.src[at:from]), "${"), "}"))
		}
		at = min(max(at, to), end)
	}
	return embedded(string(out), refs, func(from, to int) (int, int) { return start + from, start + to })
}
