package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

// nameSecrets adds the fix that hands a called workflow the secrets that it uses,
// by name, in place of all. The called workflow must be at hand; what it uses
// and does not declare is declared there.
func (c *check) nameSecrets(job *ci.Job) func(*ci.Weakness) {
	none := audit.Mend("", "")
	callee := c.callee(job, job.Calls)
	if callee == nil || job.Secrets.Value.Aliased() || job.Secrets.Value.Kind() != document.Scalar || job.Node.Style() == document.Flow {
		return none
	}
	used, ok := callee.usedSecrets()
	if !ok {
		return none
	}
	var edits []scan.Edit
	if len(used) == 0 {
		edits = c.DropPair(job.Secrets, job.Node)
	} else {
		indent := "\n" + c.Indent(job.Secrets.Key) + "  "
		text := "secrets:"
		for _, name := range used {
			text += indent + name + ": ${{ secrets." + name + " }}"
		}
		edits = []scan.Edit{c.Edit(job.Secrets.Key.Start(), ci.SpanOf(job.Secrets.Value).End, text)}
		more, ok := callee.declare(used)
		if !ok {
			return none
		}
		edits = append(edits, more...)
	}
	return audit.Mend("Name the secrets that "+job.Calls.Ref.Value()+" uses", "secrets of an environment of the called workflow are not handed over by name", edits...)
}

// usedSecrets returns the names of the secrets that a workflow reads, in rising
// order and without the job's own token. False means that they cannot be told.
func (c *check) usedSecrets() ([]string, bool) {
	var names []string
	known := true
	c.eachExpression(func(s *spot) {
		for part := range s.expr.All() {
			if part.Kind == expr.Context && strings.EqualFold(part.Text, "secrets") {
				known = known && s.reads(part, &names)
			}
		}
	})
	for _, job := range c.file.Jobs {
		known = known && job.Secrets.Value.Value() != "inherit" // for another one
	}
	slices.Sort(names)
	return slices.Compact(names), known
}

// reads adds the secret that an expression reads by the context; false where it
// may be any.
func (s *spot) reads(context *expr.Node, names *[]string) bool {
	for part := range s.expr.All() {
		if (part.Kind == expr.Member || part.Kind == expr.Index) && part.Args[0].Unwrap() == context {
			_, name, _ := strings.Cut(part.Path(), ".")
			if name == "" || strings.ContainsAny(name, "*.") {
				return false
			}
			if name = strings.ToUpper(name); name != "GITHUB_TOKEN" {
				*names = append(*names, name)
			}
			return true
		}
	}
	return false
}

// declare returns the edits that declare secrets of a called workflow that are
// not declared; false where they cannot be made.
func (c *check) declare(names []string) ([]scan.Edit, bool) {
	on := onKey(c.file.Root)
	key, call := on.Pair("workflow_call")
	if key == nil || on.Style() == document.Flow {
		return nil, false
	}
	declared := call.Get("secrets")
	var missing []string
	for _, name := range names {
		known := false
		for k := range declared.Pairs() {
			known = known || strings.EqualFold(k.Value(), name)
		}
		if !known {
			missing = append(missing, name)
		}
	}
	switch {
	case len(missing) == 0:
		return nil, true
	case declared.Kind() == document.Mapping && declared.Len() > 0:
		return c.declareIn(declared, missing)
	case declared != nil:
		return nil, false
	}
	indent := c.Indent(key) + "  "
	if call.Kind() == document.Mapping {
		edits := c.AddKey(call, "secrets:"+declarations(missing, indent+"  "))
		return edits, edits != nil
	}
	if !call.Null() {
		return nil, false
	}
	return []scan.Edit{c.AddLine(ci.SpanOf(key).End, indent+"secrets:"+declarations(missing, indent+"  "))}, true
}

func (c *check) declareIn(declared *document.Node, missing []string) ([]scan.Edit, bool) {
	for key := range declared.Pairs() {
		indent := c.Indent(key)
		text := strings.TrimPrefix(declarations(missing, indent), "\n"+indent)
		edits := c.AddKey(declared, text)
		return edits, edits != nil
	}
	return nil, false
}

// declarations writes secrets that a caller may hand over, each on lines of its
// own.
func declarations(names []string, indent string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString("\n" + indent + name + ":\n" + indent + "  required: false")
	}
	return b.String()
}
