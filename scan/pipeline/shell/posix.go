package shell

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// parse reads the masked script as a whole; false when it is no shell code.
func (s *Script) parse(masked string) bool {
	file, err := s.parser.parse(masked)
	if err != nil {
		return false
	}
	w := walker{script: s, masked: masked}
	for _, stmt := range file.Stmts {
		w.stmt(stmt, "", false)
	}
	s.quote(file)
	return true
}

// parse reads shell code. Bash reads POSIX code alike, and scripts run by sh
// often use bash's ways.
func (p *Parser) parse(text string) (*syntax.File, error) {
	if p.posix == nil {
		p.posix = syntax.NewParser(syntax.Variant(syntax.LangBash))
	}
	return p.posix.Parse(strings.NewReader(text), "")
}

// walker collects what a parsed script does.
type walker struct {
	script *Script
	masked string
	depth  int
	around
}

// around is what the statements around a command do with its input and output.
type around struct {
	pipeline        Range
	inputs, outputs []Word
	captured        bool // the output goes elsewhere than to the log
}

// maxDepth bounds the nesting of statements that are looked into.
const maxDepth = 200

// stmt visits a statement. file is the hand-over file that the output of the
// statements around it goes to; piped says that its input is a pipe.
func (w *walker) stmt(stmt *syntax.Stmt, file string, piped bool) {
	if w.depth++; w.depth > maxDepth {
		w.depth--
		return
	}
	outer := w.around
	defer func() { w.depth--; w.around = outer }()
	for _, r := range stmt.Redirs {
		if r.Hdoc != nil {
			w.substitutions(r.Hdoc)
		}
		w.redirect(r)
		if r.Op != syntax.RdrOut && r.Op != syntax.AppOut && r.Op != syntax.RdrClob && r.Op != syntax.RdrAll && r.Op != syntax.AppAll {
			continue
		}
		if name, ok := handOver(w.text(r.Word)); ok {
			file = name
		}
	}
	w.command(stmt, file, piped)
}

func (w *walker) command(stmt *syntax.Stmt, file string, piped bool) {
	switch cmd := stmt.Cmd.(type) {
	case nil:
		w.readFile(stmt)
	case *syntax.CallExpr:
		w.call(stmt, cmd, file, piped)
	case *syntax.BinaryCmd:
		w.binary(cmd, file, piped)
	case *syntax.DeclClause:
		for _, a := range cmd.Args {
			w.assign(a)
		}
	default:
		w.compound(cmd, file, piped)
	}
}

// compound visits the statements of a block, a loop, a function and so on.
func (w *walker) compound(cmd syntax.Command, file string, piped bool) {
	each := func(list []*syntax.Stmt) {
		for _, s := range list {
			w.stmt(s, file, piped)
		}
	}
	switch c := cmd.(type) {
	case *syntax.Block:
		each(c.Stmts)
	case *syntax.Subshell:
		each(c.Stmts)
	case *syntax.IfClause:
		for ; c != nil; c = c.Else {
			each(c.Cond)
			each(c.Then)
		}
	case *syntax.WhileClause:
		each(c.Cond)
		each(c.Do)
	case *syntax.ForClause:
		if iter, ok := c.Loop.(*syntax.WordIter); ok && len(iter.Items) > 0 {
			data := w.data(int(iter.Items[0].Pos().Offset()), int(iter.Items[len(iter.Items)-1].End().Offset()))
			for _, item := range iter.Items {
				w.collect(item, &data)
			}
			w.script.Assigns = append(w.script.Assigns, Assign{Data: data, Name: iter.Name.Value})
		}
		each(c.Do)
	case *syntax.CaseClause:
		for _, item := range c.Items {
			each(item.Stmts)
		}
	case *syntax.FuncDecl:
		if c.Body != nil {
			w.stmt(c.Body, file, false)
		}
	case *syntax.TimeClause:
		if c.Stmt != nil {
			w.stmt(c.Stmt, file, piped)
		}
	}
}

// binary visits a list or a pipeline. In a pipeline into tee with a hand-over
// file, what comes before is written.
func (w *walker) binary(cmd *syntax.BinaryCmd, file string, piped bool) {
	if cmd.Op != syntax.Pipe && cmd.Op != syntax.PipeAll {
		w.stmt(cmd.X, file, piped)
		w.stmt(cmd.Y, file, piped)
		return
	}
	left := ""
	if call, ok := cmd.Y.Cmd.(*syntax.CallExpr); ok && len(call.Args) > 1 && call.Args[0].Lit() == "tee" {
		for _, arg := range call.Args[1:] {
			if name, ok := handOver(w.text(arg)); ok {
				left = name
			}
		}
	}
	if w.pipeline == (Range{}) {
		w.pipeline = w.data(int(cmd.Pos().Offset()), int(cmd.End().Offset())).Range
	}
	captured := w.captured
	w.captured = true
	w.stmt(cmd.X, left, piped)
	w.captured = captured
	before := len(w.script.Writes)
	w.stmt(cmd.Y, file, true)
	// What the last command of a pipeline writes is made from its input.
	for i := before; i < len(w.script.Writes); i++ {
		wr := &w.script.Writes[i]
		wr.Start = min(wr.Start, int(cmd.X.Pos().Offset()))
		data := Data{Range: wr.Range, Vars: wr.Vars, Computed: true}
		w.collect(cmd.X, &data)
		wr.Data = data
	}
}

func (w *walker) call(stmt *syntax.Stmt, call *syntax.CallExpr, file string, piped bool) {
	for _, a := range call.Assigns {
		w.assign(a)
	}
	if len(call.Args) == 0 {
		return
	}
	cmd := Command{
		Range: Range{int(call.Args[0].Pos().Offset()), int(call.End().Offset())}, Piped: piped,
		Pipeline: w.pipeline, Inputs: w.inputs, Outputs: w.outputs, Captured: w.captured,
	}
	cmd.Words = make([]Word, 0, len(call.Args))
	for _, arg := range call.Args {
		cmd.Words = append(cmd.Words, w.word(arg))
		if _, literal := literalWord(arg); !literal {
			w.substitutions(arg)
		}
	}
	w.script.Commands = append(w.script.Commands, cmd)
	w.inner(&cmd, stmt)
	data := w.data(cmd.Start, cmd.End)
	name := cmd.Name()
	if file == "" {
		if key, ok := oldOutput(w.masked[data.Start:data.End]); ok && name == "echo" {
			w.collect(stmt, &data)
			w.script.Writes = append(w.script.Writes, Write{Data: data, File: "GITHUB_OUTPUT", Name: key})
		}
		return
	}
	w.collect(stmt, &data)
	if len(stmt.Redirs) > 0 || len(call.Args) > 1 {
		data.Computed = data.Computed || name != "echo" && name != "printf" && !(name == "cat" && hasHeredoc(stmt))
	}
	switch {
	case name == "echo" && len(call.Args) > 1, name == "printf" && len(call.Args) > 1:
		data.Start, data.End = int(firstText(call.Args[1:]).Pos().Offset()), cmd.End
	case hasHeredoc(stmt):
		for _, r := range stmt.Redirs {
			if r.Hdoc != nil {
				data.Range = w.heredoc(r)
			}
		}
	}
	w.script.Writes = append(w.script.Writes, Write{Data: data, File: file})
}

// heredoc returns the range of a here document without its closing mark.
func (w *walker) heredoc(r *syntax.Redirect) Range {
	data := w.data(int(r.Hdoc.Pos().Offset()), int(r.Hdoc.End().Offset()))
	if i := strings.LastIndexByte(w.masked[data.Start:data.End], '\n'); i >= 0 {
		data.End = data.Start + i + 1
	}
	return data.Range
}

// readFile notes $(<file), which is cat without the program.
func (w *walker) readFile(stmt *syntax.Stmt) {
	for _, r := range stmt.Redirs {
		if r.Op == syntax.RdrIn && r.Word != nil {
			file := w.word(r.Word)
			w.script.Commands = append(w.script.Commands, Command{
				Range: Range{int(stmt.Pos().Offset()), file.End},
				Words: []Word{{Range: Range{int(stmt.Pos().Offset()), file.Start}, Text: "cat", Static: true}, file},
			})
		}
	}
}

// firstText returns the first argument that is no option.
func firstText(args []*syntax.Word) *syntax.Word {
	for _, a := range args {
		if lit := a.Lit(); lit == "" || !strings.HasPrefix(lit, "-") {
			return a
		}
	}
	return args[0]
}

func hasHeredoc(stmt *syntax.Stmt) bool {
	for _, r := range stmt.Redirs {
		if r.Hdoc != nil {
			return true
		}
	}
	return false
}

func (w *walker) assign(a *syntax.Assign) {
	if a.Name == nil || a.Value == nil && a.Array == nil {
		return
	}
	data := w.data(int(a.Pos().Offset()), int(a.End().Offset()))
	w.collect(a, &data)
	assign := Assign{Data: data, Name: a.Name.Value}
	if a.Value != nil {
		assign.Value = w.word(a.Value)
	}
	w.script.Assigns = append(w.script.Assigns, assign)
	w.substitutions(a)
}

func (w *walker) data(start, end int) Data {
	end = min(end, len(w.masked))
	return Data{Range: Range{min(start, end), end}}
}

// collect adds the variables and command outputs that a part of the script
// expands. Redirections to hand-over files are no data.
func (w *walker) collect(n syntax.Node, data *Data) {
	syntax.Walk(n, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.ParamExp:
			if x.Param != nil {
				if _, file := handOver(x.Param.Value); !file {
					data.Vars = append(data.Vars, x.Param.Value)
				}
			}
		case *syntax.CmdSubst, *syntax.ProcSubst:
			data.Computed = true
		case *syntax.Redirect:
			// PowerShell's way to name the file has a variable before it.
			_, file := handOver(w.text(x.Word))
			return !file
		}
		return true
	})
}

// substitutions visits the commands inside $( … ) and <( … ).
func (w *walker) substitutions(n syntax.Node) {
	syntax.Walk(n, func(n syntax.Node) bool {
		var list []*syntax.Stmt
		switch x := n.(type) {
		case *syntax.CmdSubst:
			list = x.Stmts
		case *syntax.ProcSubst:
			list = x.Stmts
		default:
			return true
		}
		outer := w.around
		w.around = around{captured: true}
		for _, s := range list {
			w.stmt(s, "", false)
		}
		w.around = outer
		return false
	})
}

func (w *walker) text(word *syntax.Word) string {
	if word == nil {
		return ""
	}
	return w.masked[word.Pos().Offset():min(int(word.End().Offset()), len(w.masked))]
}

// word reads one word; quotes are dropped, expansions kept as written.
func (w *walker) word(word *syntax.Word) Word {
	out := Word{Range: Range{int(word.Pos().Offset()), min(int(word.End().Offset()), len(w.masked))}, Static: true}
	if text, ok := literalWord(word); ok {
		out.Text = text
	} else {
		var b strings.Builder
		w.parts(word.Parts, &b, &out)
		out.Text = b.String()
	}
	if len(w.script.FencesIn(out.Range)) > 0 {
		out.Static = false
	}
	return out
}

// literalWord returns the text of a word without quotes and expansions.
func literalWord(word *syntax.Word) (text string, ok bool) {
	if len(word.Parts) != 1 {
		return "", false
	}
	lit, ok := word.Parts[0].(*syntax.Lit)
	if !ok {
		return "", false
	}
	return strings.ReplaceAll(lit.Value, "\\\n", ""), true
}

func (w *walker) parts(parts []syntax.WordPart, b *strings.Builder, out *Word) {
	for _, p := range parts {
		switch x := p.(type) {
		case *syntax.Lit:
			b.WriteString(strings.ReplaceAll(x.Value, "\\\n", ""))
		case *syntax.SglQuoted:
			b.WriteString(x.Value)
		case *syntax.DblQuoted:
			w.parts(x.Parts, b, out)
		default:
			out.Static = false
			data := Data{}
			w.collect(p, &data)
			out.Vars = append(out.Vars, data.Vars...)
			b.WriteString(w.masked[p.Pos().Offset():min(int(p.End().Offset()), len(w.masked))])
		}
	}
}
