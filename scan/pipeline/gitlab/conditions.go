package gitlab

import (
	"iter"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// eachCondition visits the conditions of rules: of the workflow, of jobs and
// of includes.
func eachCondition(f *ci.File, visit func(job *ci.Job, cond *document.Node, part string)) {
	list := func(job *ci.Job, rules *document.Node, part string) {
		for _, rule := range rules.Items() {
			if cond := rule.Get("if"); cond.Value() != "" {
				visit(job, cond, part)
			}
		}
	}
	list(nil, f.Root.At("workflow", "rules"), "workflow.rules")
	eachInclude(f, func(i *include) { list(i.job, i.node.Get("rules"), i.part+".rules") })
	for _, job := range f.Jobs {
		if job.Key != nil {
			list(job, job.Node.Get("rules"), "rules")
		}
	}
}

// operand is a part of a condition between || with its place in the text.
type operand struct {
	text  string
	start int
}

// terms yields the terms of a condition, whichever of its alternatives they
// belong to.
func terms(cond string) iter.Seq[operand] {
	return func(yield func(operand) bool) {
		for _, or := range operands(cond, "||") {
			for _, and := range operands(or.text, "&&") {
				if !yield(operand{and.text, or.start + and.start}) {
					return
				}
			}
		}
	}
}

// span returns where an operand of a condition stands in the file.
func (o operand) span(r *audit.Run, cond *document.Node) ci.Span {
	return r.Within(cond, o.start, o.start+len(o.text))
}

// operands splits a condition at a mark outside of quotes, slashes and
// parentheses.
func operands(cond, mark string) []operand {
	var list []operand
	depth, from := 0, 0
	quote := byte(0)
	for i := 0; i < len(cond); i++ {
		c := cond[i]
		switch {
		case quote != 0:
			if c == '\\' && quote == '/' {
				i++
			} else if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '/' && strings.HasSuffix(strings.TrimRight(cond[:i], " "), "~"):
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth == 0 && strings.HasPrefix(cond[i:], mark):
			list = append(list, trimmed(cond, from, i))
			from = i + len(mark)
			i = from - 1
		}
	}
	return append(list, trimmed(cond, from, len(cond)))
}

func trimmed(cond string, from, to int) operand {
	text := strings.TrimLeft(cond[from:to], " \n\t")
	start := to - len(text)
	return operand{strings.TrimRight(text, " \n\t"), start}
}
