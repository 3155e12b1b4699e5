package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// Fixes are edits of bytes, so that comments and layout stay. Two fixes of one
// step may touch the same place; a program that applies several checks the file
// anew after each.

// edit replaces bytes of the file.
func (c *check) edit(start, end int, text string) scan.Edit {
	return scan.Edit{Path: c.file.Source.Path, Region: c.file.Source.Region(start, end), Text: text}
}

// withFix adds a fix to a finding; without edits there is none to add.
func withFix(description string, safe bool, edits ...scan.Edit) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		if len(edits) > 0 {
			w.Fixes = append(w.Fixes, scan.Fix{Description: description, Safe: safe, Edits: edits})
		}
	}
}

// indent returns the white space that brings a line to a key's column.
func (c *check) indent(key *document.Node) string {
	return strings.Repeat(" ", c.file.Source.Region(key.Start(), key.Start()).StartColumn-1)
}

// endOfLine returns the offset of the end of the line that holds an offset.
func (c *check) endOfLine(at int) int {
	line := c.file.Source.Region(at, at).StartLine
	return c.file.Source.Offset(line, 1) + len(c.file.Source.Line(line))
}

// addLine returns the edit that puts a line behind the one that holds an offset.
func (c *check) addLine(at int, line string) scan.Edit {
	at = c.endOfLine(at)
	return c.edit(at, at, "\n"+line)
}

// dropLine returns the edit that takes a pair out with its line; none where the
// line holds something else, or nothing would be left of the mapping.
func (c *check) dropLine(pair ci.Setting, of *document.Node) []scan.Edit {
	if of.Len() < 2 || of.Style() == document.Flow {
		return nil
	}
	at := c.file.Source.Region(pair.Key.Start(), pair.Key.Start())
	start := c.file.Source.Offset(at.StartLine, 1)
	if strings.TrimSpace(string(c.file.Source.Bytes()[start:pair.Key.Start()])) != "" {
		return nil
	}
	_, end := pair.Value.Span()
	return []scan.Edit{c.edit(start, min(c.endOfLine(end)+1, len(c.file.Source.Bytes())), "")}
}

// addKey returns the edit that adds a key to a block mapping, or to a flow
// mapping without content.
func (c *check) addKey(to *document.Node, line string) []scan.Edit {
	if to.Aliased() || to.Kind() != document.Mapping {
		return nil
	}
	start, end := to.Span()
	if to.Style() == document.Flow {
		if to.Len() > 0 {
			return nil
		}
		return []scan.Edit{c.edit(start, end, "{ "+strings.TrimSpace(line)+" }")}
	}
	for key := range to.Pairs() {
		return []scan.Edit{c.edit(key.Start(), key.Start(), line+"\n"+c.indent(key))}
	}
	return nil
}

// defaultVariables are context values that every step has in its environment.
var defaultVariables = map[string]string{
	"github.actor": "GITHUB_ACTOR", "github.base_ref": "GITHUB_BASE_REF", "github.head_ref": "GITHUB_HEAD_REF",
	"github.ref": "GITHUB_REF", "github.ref_name": "GITHUB_REF_NAME", "github.repository": "GITHUB_REPOSITORY",
	"github.repository_owner": "GITHUB_REPOSITORY_OWNER", "github.sha": "GITHUB_SHA", "github.triggering_actor": "GITHUB_TRIGGERING_ACTOR",
	"github.workflow": "GITHUB_WORKFLOW",
}

// variableFix returns the edits that let a script read an expression from the
// environment. Inside single quotes, and where the shell is not known, there is
// none.
func (c *check) variableFix(step *ci.Step, f expr.Fence, e *expr.Node) []scan.Edit {
	text := step.Run.Text.Value()
	line := text[strings.LastIndexByte(text[:f.Start], '\n')+1 : f.Start]
	path := e.Path()
	if path == "" || strings.Contains(path, "*") || strings.Count(line, "'")%2 == 1 || step.Run.Text.Style() == document.DoubleQuoted {
		return nil
	}
	name, ready := defaultVariables[path], true
	if parts := strings.Split(path, "."); parts[0] == "env" && len(parts) == 2 {
		name = e.Text
	} else if name == "" {
		name, ready = variableOf(path), false
	}
	var use string
	switch shell.DialectOf(step.Run.Interpreter()) {
	case shell.Bash, shell.POSIX:
		use = "${" + name + "}"
	case shell.PowerShell:
		use = "$env:" + name
	case shell.Cmd:
		use = "%" + name + "%"
	default:
		return nil
	}
	span := c.within(step.Run.Text, f.Start, f.End)
	edits := []scan.Edit{c.edit(span.Start, span.End, use)}
	if ready {
		return edits
	}
	setting := name + ": ${{ " + strings.TrimSpace(text[f.Inner:f.InnerEnd]) + " }}"
	if step.Env != nil {
		if step.Env.Get(name) != nil {
			return edits
		}
		more := c.addKey(step.Env.Value, setting)
		if more == nil {
			return nil
		}
		return append(edits, more...)
	}
	if step.Node.Style() == document.Flow || step.Run.Text.Aliased() {
		return nil
	}
	indent := c.indent(step.Run.Key)
	_, end := step.Run.Text.Span()
	return append(edits, c.addLine(end, indent+"env:\n"+indent+"  "+setting))
}

// variableOf makes a variable's name of a context value's.
func variableOf(path string) string {
	return strings.Map(func(r rune) rune {
		if r == '.' || r == '-' {
			return '_'
		}
		return r
	}, strings.ToUpper(path))
}
