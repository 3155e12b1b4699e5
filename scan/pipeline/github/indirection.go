package github

import (
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// defaultVariables are context values that every step has in its environment.
var defaultVariables = map[string]string{
	"github.actor": "GITHUB_ACTOR", "github.actor_id": "GITHUB_ACTOR_ID", "github.base_ref": "GITHUB_BASE_REF", "github.event_name": "GITHUB_EVENT_NAME",
	"github.head_ref": "GITHUB_HEAD_REF", "github.job": "GITHUB_JOB", "github.ref": "GITHUB_REF", "github.ref_name": "GITHUB_REF_NAME",
	"github.ref_type": "GITHUB_REF_TYPE", "github.repository": "GITHUB_REPOSITORY", "github.repository_id": "GITHUB_REPOSITORY_ID",
	"github.repository_owner": "GITHUB_REPOSITORY_OWNER", "github.run_attempt": "GITHUB_RUN_ATTEMPT", "github.run_id": "GITHUB_RUN_ID",
	"github.run_number": "GITHUB_RUN_NUMBER", "github.server_url": "GITHUB_SERVER_URL", "github.sha": "GITHUB_SHA",
	"github.triggering_actor": "GITHUB_TRIGGERING_ACTOR", "github.workflow": "GITHUB_WORKFLOW", "github.workflow_ref": "GITHUB_WORKFLOW_REF",
}

// variable is an environment variable that carries the value of an expression.
type variable struct {
	name string
	// setting is the value that it has to be given; empty where it is there.
	setting string
	// plain says that the value is never meant as code: it comes from the
	// platform or from outsiders, not from the pipeline's authors.
	plain bool
}

// The bounds on scripts that are mended, far above what people write.
const (
	maxIndirections = 200
	maxIndirected   = 64 << 10
)

// indirection adds the fix that lets a script read an expression from the
// environment: that of a shell, or of actions/github-script.
func (c *check) indirection(job *ci.Job, step *ci.Step, text *document.Node, fence int, f expr.Fence, e *expr.Node) func(*ci.Weakness) {
	none := audit.Mend("", "")
	if fence >= maxIndirections || len(text.Value()) > maxIndirected {
		return none
	}
	v, ok := c.variableFor(job, step, text, f, e)
	if !ok {
		return none
	}
	var at shell.Range
	use, caveat := "", ""
	switch {
	case step.Run != nil && step.Run.Text == text:
		at, use, caveat = c.shellUse(job, step, fence, v)
	case step.Uses.Is("actions/github-script"):
		at, use = scriptUse(text.Value(), f, v)
		caveat = "the value becomes a text: look at what is done with it"
	}
	if use == "" || text.Aliased() {
		return none
	}
	style := text.Style()
	if style == document.DoubleQuoted && strings.ContainsAny(use, `"\`) || style == document.SingleQuoted && strings.Contains(use, "'") {
		return none
	}
	span := c.Within(text, at.Start, at.End)
	edits := []scan.Edit{c.Edit(span.Start, span.End, use)}
	if v.setting != "" {
		more := c.setVariable(step, v.name+": "+v.setting)
		if more == nil {
			return none
		}
		if more[0].Region.StartOffset == span.End { // edits that touch are one
			edits[0].Text += more[0].Text
		} else {
			edits = append(edits, more...)
		}
	}
	return audit.Mend("Hand the value over in an environment variable", caveat, edits...)
}

// variableFor chooses the variable for an expression: one that is there, one of
// the platform's, or a new one, named after the context value.
func (c *check) variableFor(job *ci.Job, step *ci.Step, text *document.Node, f expr.Fence, e *expr.Node) (variable, bool) {
	inner := strings.TrimSpace(text.Value()[f.Inner:f.InnerEnd])
	path := e.Path()
	if path == "" {
		// Something computed of one value.
		for _, flow := range e.Flows() {
			if p := flow.Path(); path != "" && p != path {
				return variable{}, false
			} else if p != "" {
				path = p
			}
		}
	}
	parts := strings.Split(path, ".")
	if len(parts) < 2 || strings.Contains(path, "*") || path == "github.event" || strings.ContainsAny(inner, "\n#") || strings.Contains(inner, ": ") {
		return variable{}, false
	}
	v := variable{plain: parts[0] == "github" && !strings.HasPrefix(path, "github.event.inputs.") && !strings.HasPrefix(path, "github.event.client_payload.")}
	whole := e.Path() != ""
	if whole && parts[0] == "env" && len(parts) == 2 {
		v.name = envName(e)
		return v, v.name != "" && shellName(v.name)
	}
	if name := defaultVariables[path]; whole && name != "" {
		v.name = name
		return v, true
	}
	v.name, v.setting = variableOf(path), "${{ "+inner+" }}"
	for _, env := range []*ci.Env{step.Env, job.Env, c.file.Env} {
		given := env.Get(v.name)
		switch {
		case given == nil:
		case env == step.Env && strings.Join(strings.Fields(given.Value()), " ") == strings.Join(strings.Fields(v.setting), " "):
			v.setting = ""
		default:
			return v, false
		}
	}
	// The script may have a variable of that name for something else.
	return v, v.setting == "" || !strings.Contains(text.Value(), v.name)
}

// envName returns the name of a variable that an expression reads from the
// context env, as it is written.
func envName(e *expr.Node) string {
	e = e.Unwrap()
	if e.Kind == expr.Index {
		return e.Args[1].Unwrap().Text
	}
	return e.Text
}

func shellName(name string) bool {
	return name != "" && (name[0] < '0' || name[0] > '9') && strings.IndexFunc(name, func(r rune) bool { return r != '_' && !letterOrDigit(r) }) < 0
}

func letterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}

// variableOf makes a variable's name of a context value's. Names that begin with
// GITHUB_ or RUNNER_ are the platform's: what a workflow gives them is overwritten, or
// the workflow is refused.
func variableOf(path string) string {
	if rest, ok := strings.CutPrefix(path, "github."); ok {
		if path = rest; !strings.HasPrefix(path, "event.") {
			path = "context." + path
		}
	} else if strings.HasPrefix(path, "runner.") {
		path = "context." + path
	}
	return strings.Map(func(r rune) rune {
		if letterOrDigit(r) {
			return r
		}
		return '_'
	}, strings.ToUpper(path))
}

// setVariable returns the edits that give a step a variable.
func (c *check) setVariable(step *ci.Step, setting string) []scan.Edit {
	if step.Env != nil {
		return c.AddKey(step.Env.Value, setting)
	}
	key, end := (*document.Node)(nil), 0
	switch {
	case step.Node.Style() == document.Flow || step.Node.Aliased():
		return nil
	case step.Run != nil:
		key, end = step.Run.Key, ci.SpanOf(step.Run.Text).End
	case step.Uses != nil:
		key, end = step.Uses.Key, ci.SpanOf(step.Uses.Ref).End
	}
	if start, last := step.Node.Span(); key == nil || key.Start() < start || key.Start() > last {
		return nil
	}
	indent := c.Indent(key)
	return []scan.Edit{c.AddLine(end, indent+"env:\n"+indent+"  "+setting)}
}

// expandedBefore is what may change where a value came from the pipeline's
// authors.
const expandedBefore = "a value that holds code of the shell, such as $HOME, is no longer expanded"

// shellUse returns the part of a script that reads the variable instead, and how
// it does; an empty text where no way is known.
func (c *check) shellUse(job *ci.Job, step *ci.Step, fence int, v variable) (at shell.Range, use, caveat string) {
	text := step.Run.Text.Value()
	f := c.script(step).Fences[fence]
	at = shell.Range{Start: f.Start, End: f.End}
	if !v.plain {
		caveat = expandedBefore
	}
	dialect := shell.DialectOf(step.Run.Interpreter())
	if step.Run.Interpreter() == "" && severalSystems(job) {
		return at, "", ""
	}
	switch dialect {
	case shell.Bash, shell.POSIX:
		return posixUse(c.quotings(step)[fence], at, v.name, caveat)
	case shell.PowerShell:
		line := text[strings.LastIndexByte(text[:f.Start], '\n')+1 : f.Start]
		if strings.Count(line, "'")%2 == 1 {
			return at, "", ""
		}
		if strings.Count(line, `"`)%2 == 0 {
			caveat = expandedBefore
		}
		next := rune(' ')
		for _, next = range text[f.End:] {
			break
		}
		if letterOrDigit(next) || next == '_' || next == ':' {
			return at, "${env:" + v.name + "}", caveat
		}
		return at, "$env:" + v.name, caveat
	case shell.Cmd:
		return at, "%" + v.name + "%", "cmd reads the text of a variable as code too, where it holds its special characters: another shell is better"
	}
	return at, "", ""
}

// posixUse writes the use of a variable where an expression was quoted.
func posixUse(q shell.Quoting, at shell.Range, name, caveat string) (shell.Range, string, string) {
	const words = "a value of several words becomes one, and an empty one an empty word"
	switch q {
	case shell.InDouble, shell.InHereDoc:
		return at, "${" + name + "}", caveat
	case shell.Assigned:
		return at, `"${` + name + `}"`, caveat
	case shell.Listed:
		return at, "${" + name + "}", expandedBefore
	case shell.Unquoted:
		if severalWords.MatchString(name) {
			return at, "${" + name + "}", expandedBefore
		}
		return at, `"${` + name + `}"`, words
	case shell.InSingle:
		return at, `'"${` + name + `}"'`, caveat
	case shell.WholeSingle:
		return shell.Range{Start: at.Start - 1, End: at.End + 1}, `"${` + name + `}"`, caveat
	}
	return at, "", ""
}

// severalWords are names of what is meant to be several words, or none.
var severalWords = regexp.MustCompile(`(ARGS|ARGUMENTS|FLAGS|OPTS|OPTIONS|EXTRA|PARAMS|FILES|PATHS|TARGETS|PACKAGES|MODULES|FEATURES)(_|$)`)

// severalSystems reports whether it is open which system's shell is the default
// one of a job: its runner is computed, and may be one of Windows.
func severalSystems(job *ci.Job) bool {
	windows, computed := false, false
	job.Runner.Walk(func(n *document.Node) {
		text := strings.ToLower(n.Value())
		computed = computed || strings.Contains(text, "${{")
		windows = windows || isWindows(text)
		if strings.Contains(text, "${{") && !strings.Contains(text, "matrix.") {
			windows = true // nothing says that it is none
		}
	})
	if computed {
		if job.Matrix.Kind() == document.Scalar {
			return true
		}
		job.Matrix.Walk(func(n *document.Node) {
			text := strings.ToLower(n.Value())
			windows = windows || isWindows(text) || strings.Contains(text, "${{")
		})
	}
	return windows
}

func isWindows(label string) bool {
	return strings.HasPrefix(label, "win") || strings.Contains(label, "windows")
}

// scriptUse writes the use of a variable in a script of actions/github-script:
// in a template, in place of a whole text, or between two parts of one.
func scriptUse(text string, f expr.Fence, v variable) (at shell.Range, use string) {
	at = shell.Range{Start: f.Start, End: f.End}
	quote, ok := quoteAt(text, f.Start)
	name := "process.env." + v.name
	switch {
	case !ok || f.End >= len(text) && quote != 0:
	case quote == '`':
		use = "${" + name + "}"
	case quote != 0 && text[f.Start-1] == quote && text[f.End] == quote:
		at, use = shell.Range{Start: f.Start - 1, End: f.End + 1}, name
	case quote != 0:
		use = string(quote) + " + " + name + " + " + string(quote)
	}
	return at, use
}

// quoteAt returns the quote that an offset of a JavaScript is in, 0 for none;
// false where it is in a comment, or where the text is not understood.
func quoteAt(text string, at int) (quote byte, ok bool) {
	for i := 0; i < at; i++ {
		ch := text[i]
		switch {
		case quote != 0 && ch == '\\':
			i++
		case quote != 0 && ch == quote:
			quote = 0
		case quote == '`' && strings.HasPrefix(text[i:], "${") && !strings.HasPrefix(text[i:], "${{"):
			n := strings.IndexAny(text[i:at], "}`")
			if n < 0 || text[i+n] != '}' {
				return 0, false // within an expression of the template
			}
			i += n
		case quote != 0 && quote != '`' && ch == '\n':
			return 0, false // that was no quote
		case quote != 0:
		case ch == '\'' || ch == '"' || ch == '`':
			quote = ch
		case strings.HasPrefix(text[i:], "//"):
			n := strings.IndexByte(text[i:at], '\n')
			if n < 0 {
				return 0, false
			}
			i += n
		case strings.HasPrefix(text[i:], "/*"):
			n := strings.Index(text[i:at], "*/")
			if n < 0 {
				return 0, false
			}
			i += n + 1
		}
	}
	return quote, true
}
