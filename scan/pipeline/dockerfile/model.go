package dockerfile

import (
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// model returns the build as a file of the model.
func (b *build) model(src *ci.Source) *ci.File {
	f := &ci.File{Source: src, System: "dockerfile", Kind: ci.KindImage, Section: "stages", Steps: "RUN"}
	f.Env = b.settings(b.head)
	shells := map[*stage]string{}
	for i, s := range b.stages {
		job := &ci.Job{ID: s.name, Node: b.span(s.from.start, s.end()), Key: b.span(s.from.start, s.from.end)}
		if job.ID == "" {
			job.ID = strconv.Itoa(i)
		}
		if ref := s.from.node(b.text, s.image.from, s.image.to); s.base == nil {
			job.Container = &ci.Image{Ref: ref, Node: job.Key}
		}
		job.Env = b.settings(s.body)
		shell := shells[s.base]
		if shell == "" {
			shell = b.shell(s)
		}
		shells[s] = b.steps(job, s, shell)
		f.Jobs = append(f.Jobs, job)
	}
	return f
}

// span returns a part of the file as a scalar.
func (b *build) span(start, end int) *document.Node {
	return document.NewText(b.text, document.Piece{Start: start, End: max(start, end)})
}

// end returns where the last instruction of the stage ends.
func (s *stage) end() int {
	if n := len(s.body); n > 0 {
		return s.body[n-1].end
	}
	return s.from.end
}

// shell returns the interpreter that the image of a stage comes with.
func (b *build) shell(s *stage) string {
	image := strings.ToLower(s.image.text)
	if b.escape == '`' || strings.Contains(image, "windows") || strings.Contains(image, "nanoserver") || strings.Contains(image, "servercore") {
		return "cmd"
	}
	return "sh"
}

// steps fills in the steps of a job, and returns the interpreter at its end.
func (b *build) steps(job *ci.Job, s *stage, shell string) string {
	for i := range s.body {
		in := &s.body[i]
		switch in.name {
		case "SHELL":
			if items, ok := list(in.value); ok && len(items) > 0 {
				shell = items[0].text
			}
		case "RUN":
			for _, script := range b.scripts(in, shell) {
				job.Steps = append(job.Steps, &ci.Step{Index: len(job.Steps), Node: b.span(in.comment, in.stop()), Run: script})
			}
		}
	}
	return shell
}

// stop returns where an instruction ends with its here documents.
func (in *instruction) stop() int {
	if n := len(in.heredocs); n > 0 {
		return in.heredocs[n-1].end
	}
	return in.end
}

// scripts returns what a RUN instruction runs: its command, or each of its here
// documents where it consists of nothing else.
func (b *build) scripts(in *instruction, shell string) []*ci.Script {
	if items, ok := list(in.value); ok {
		return []*ci.Script{{Text: b.command(in, items), Default: "sh"}}
	}
	if len(in.heredocs) == 0 {
		return []*ci.Script{{Text: in.node(b.text, 0, len(in.value)), Default: shell}}
	}
	if onlyHeredocs(in.value) {
		var scripts []*ci.Script
		for _, h := range in.heredocs {
			scripts = append(scripts, &ci.Script{Text: b.span(h.start, h.end), Default: shebang(string(b.text[h.start:h.end]), shell)})
		}
		return scripts
	}
	// The shell reads the here documents itself, with the lines that end them.
	pieces := append(in.slice(0, len(in.value)), document.Piece{Start: in.end, End: b.lineEnd(in.stop())})
	return []*ci.Script{{Text: document.NewText(b.text, pieces...), Default: shell}}
}

// lineEnd returns the end of the line at an offset.
func (b *build) lineEnd(at int) int {
	for at < len(b.text) && b.text[at] != '\n' {
		at++
	}
	return at
}

// command writes the JSON form as a command of a shell, each word in quotes.
func (b *build) command(in *instruction, items []word) *document.Node {
	var pieces []document.Piece
	for i, item := range items {
		start, end := in.source(item.from, item.to)
		if i > 0 {
			pieces = append(pieces, document.Piece{Start: start, End: start, As: " "})
		}
		pieces = append(pieces, document.Piece{Start: start, End: end, As: "'" + strings.ReplaceAll(item.text, "'", `'\''`) + "'"})
	}
	return document.NewText(b.text, pieces...)
}

// onlyHeredocs reports whether nothing but here documents is in a command.
func onlyHeredocs(value string) bool {
	for _, w := range words(value) {
		if _, _, ok := heredocMark(value[w.from:w.to]); !ok {
			return false
		}
	}
	return true
}

// shebang returns the interpreter that the first line of a script names, or
// else the given one.
func shebang(text, other string) string {
	line, _, _ := strings.Cut(text, "\n")
	rest, ok := strings.CutPrefix(strings.TrimSpace(line), "#!")
	if !ok {
		return other
	}
	fields := strings.Fields(rest)
	for len(fields) > 1 && (strings.HasSuffix(fields[0], "/env") || fields[0] == "-S") {
		fields = fields[1:]
	}
	if len(fields) == 0 {
		return other
	}
	return fields[0]
}

// settings returns the variables that ENV and ARG instructions give a value.
func (b *build) settings(body []instruction) *ci.Env {
	env := &ci.Env{}
	for i := range body {
		in := &body[i]
		if in.name != "ENV" && in.name != "ARG" {
			continue
		}
		for _, p := range in.assignments() {
			if p.value.from >= 0 {
				env.Vars = append(env.Vars, ci.Setting{Key: in.node(b.text, p.key.from, p.key.to), Value: in.node(b.text, p.value.from, p.value.to)})
			}
		}
	}
	if len(env.Vars) == 0 {
		return nil
	}
	return env
}

// assignment is a variable of ENV or ARG. The value's place is -1 where none is
// given.
type assignment struct{ key, value word }

// assignments reads name=value …, name value, and of ARG also names alone.
func (in *instruction) assignments() []assignment {
	ws := words(in.value)
	if len(ws) == 2 && !strings.Contains(ws[0].text, "=") || len(ws) > 2 && in.name == "ENV" && !strings.Contains(ws[0].text, "=") {
		value := word{ws[1].from, len(in.value), strings.TrimSpace(in.value[ws[1].from:])}
		return []assignment{{ws[0], in.unquoted(value)}}
	}
	var list []assignment
	for _, w := range ws {
		name, value, ok := strings.Cut(w.text, "=")
		a := assignment{key: word{w.from, w.from + len(name), name}, value: word{-1, -1, ""}}
		if ok {
			a.value = in.unquoted(word{min(w.from+len(name)+1, w.to), w.to, value})
		}
		list = append(list, a)
	}
	return list
}

// unquoted narrows a word that stands in quotes to what they hold.
func (in *instruction) unquoted(w word) word {
	text := in.value[w.from:w.to]
	if n := len(text); n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] {
		w.from, w.to, w.text = w.from+1, w.to-1, text[1:n-1]
	}
	return w
}
