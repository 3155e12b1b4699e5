package github

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func obfuscation() *audit.Rule {
	rule := overUses(scan.Rule{
		ID:          "obfuscation",
		Name:        "Computed or redundant text that hides what runs",
		Class:       "obfuscation",
		Severity:    scan.SeverityLow,
		Confidence:  scan.ConfidenceHigh,
		Description: "An expression that only yields a constant, an index that is computed, or a path with detours does nothing but keep people and tools from seeing what runs.",
		Remediation: "Write the text itself.",
		Example:     "- uses: actions/checkout/.@v6",
		Fixed:       "- uses: actions/checkout@v6",
		Fix:         "Safe: writes the constant, or the path without detours.",
		Tags:        []string{"zizmor:obfuscation"},
	}, (*check).detour)
	rule.File = onFile(func(c *check) { c.eachExpression(c.disguised) })
	return rule
}

// disguised reports an expression that is a constant, or computes which value it
// reads.
func (c *check) disguised(s *spot) {
	if v, ok := expr.Fold(s.expr); ok {
		span := c.Within(s.node, s.fence.Start, s.fence.End)
		c.find(s.job, s.step, span, "", "the expression is a constant in disguise", c.constantFix(s.node, span, v))
		return
	}
	for part := range s.expr.All() {
		if part.Kind == expr.Index && part.Args[1].Unwrap().Kind == expr.Call && part.Path() != "" {
			c.findIn(s, part, "which value is read is computed", audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
		}
	}
}

// detour reports a reference whose path has empty or dotted parts.
func (c *check) detour(job *ci.Job, step *ci.Step, uses *ci.Component) {
	if uses.Repo == "" || uses.Path == "" && !strings.Contains(uses.Ref.Value(), "/@") {
		return
	}
	for _, part := range strings.Split(uses.Path, "/") {
		if part == "" || part == "." || part == ".." {
			c.findUse(job, step, uses, "the path has parts that lead nowhere", c.detourFix(uses))
			return
		}
	}
}

// constantFix puts the value in the expression's place where it needs no
// quoting.
func (c *check) constantFix(n *document.Node, span ci.Span, v expr.Value) func(*ci.Weakness) {
	text := v.String()
	plain := strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && r != '-' && r != '.' && r != '/' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
	if !plain || text == "" || v.Kind == expr.Index {
		return audit.Mend("", "")
	}
	if n.Style() == document.Plain && span == ci.SpanOf(n) && v.Kind == expr.String && !wordOnly(text) {
		text = "'" + text + "'" // not a number or a truth value
	}
	return audit.Mend("Write the value itself", "", c.Edit(span.Start, span.End, text))
}

// wordOnly reports whether a text stays one when YAML reads it without quotes.
func wordOnly(text string) bool {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan":
		return false
	}
	first := text[0]
	return first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z' || first == '_' || first == '/'
}

// detourFix drops the parts of a path that lead nowhere.
func (c *check) detourFix(uses *ci.Component) func(*ci.Weakness) {
	if uses.Ref.Style() != document.Plain {
		return audit.Mend("", "")
	}
	name := path.Join(uses.Owner, uses.Repo, path.Join("/", uses.Path))
	if uses.Version != "" {
		name += "@" + uses.Version
	}
	span := ci.SpanOf(uses.Ref)
	return audit.Mend("Write the path itself", "", c.Edit(span.Start, span.End, name))
}
