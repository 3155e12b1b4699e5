// Package dockerfile reads Dockerfiles into the model of pipeline
// configuration: stages are jobs, RUN instructions their steps, so that the
// rules for scripts hold for them too. Its own rules are about what an image is
// made of and what it leaves behind.
//
// The form is that of the Dockerfile reference (syntax docker/dockerfile:1):
// parser directives, continued lines, here documents, the shell and the JSON
// form, and several stages. Variables are left as they are written, but in the
// names of images, where arguments stand for their defaults.
package dockerfile

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// System is the front end for Dockerfiles. It is immutable and safe for
// concurrent use.
type System struct{ audit.Rulebook }

var _ audit.TextSystem = (*System)(nil)

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("dockerfile", unpinnedImage(), runsAsRoot(), secretInBuildLayer(), remoteAdd(), plaintextAdd(), privileged())}
}

// Recognize implements [audit.System]: no YAML file is a Dockerfile.
func (*System) Recognize(*scan.File) bool { return false }

// Read implements [audit.System].
func (*System) Read(*ci.Source) *ci.File { return nil }

// WantsText implements [audit.TextSystem]: Dockerfile, Containerfile, with
// anything behind a dot or a dash, and what ends in .dockerfile.
func (*System) WantsText(e *scan.Entry) bool {
	if audit.Foreign(e.Path) {
		return false
	}
	name := strings.ToLower(e.Path[strings.LastIndexByte(e.Path, '/')+1:])
	for _, base := range []string{"dockerfile", "containerfile"} {
		if name == base || strings.HasSuffix(name, "."+base) {
			return true
		}
		rest, ok := strings.CutPrefix(name, base)
		if ok && (rest[0] == '.' || rest[0] == '-' || rest[0] == '_') && !otherLanguage(name) {
			return true
		}
	}
	return false
}

// otherLanguage reports whether a name that starts like a Dockerfile's is that
// of something else: a program, a text, or a template.
func otherLanguage(name string) bool {
	switch name[strings.LastIndexByte(name, '.')+1:] {
	case "go", "js", "ts", "py", "rb", "rs", "java", "php", "sh", "md", "txt", "rst", "html", "json", "yml", "yaml", "toml", "xml", "svg", "png",
		"dockerignore", "j2", "jinja", "jinja2", "tmpl", "tpl", "template", "erb", "in", "m4", "mustache", "hbs", "liquid", "orig", "rej", "bak", "swp", "lock":
		return true
	}
	return false
}

// ReadText implements [audit.TextSystem]. A file without FROM is no Dockerfile.
func (*System) ReadText(src *ci.Source) (*ci.File, error) {
	b, err := parse(src.Bytes())
	if len(b.stages) == 0 {
		return nil, nil
	}
	return b.model(src), err
}

// Check implements [audit.System].
func (s *System) Check(run *audit.Run) {
	b, _ := parse(run.File.Source.Bytes())
	run.Front = &check{Run: run, build: b}
	s.Rulebook.Check(run)
}

// check is the state of checking one build.
type check struct {
	*audit.Run
	build *build
}

// with returns the function of a rule that needs the instructions of the build.
func with(f func(*check)) func(*audit.Run) {
	return func(r *audit.Run) { f(r.Front.(*check)) }
}

// find reports a finding in an instruction of a stage at bytes [start, end) of
// the file. A comment in the lines right above the instruction can suppress it,
// since none can stand behind one.
func (c *check) find(stage int, in *instruction, start, end int, message string, change ...func(*ci.Weakness)) {
	scope := func(w *ci.Weakness) { w.Scope = c.File.Source.Region(in.comment, in.end) }
	c.Find(c.File.Jobs[stage], nil, ci.Span{Start: start, End: end}, in.name, message, append(change, scope)...)
}

// each visits the instructions of some names in all stages.
func (c *check) each(visit func(stage int, in *instruction), names ...string) {
	for i, s := range c.build.stages {
		for j := range s.body {
			for _, n := range names {
				if s.body[j].name == n {
					visit(i, &s.body[j])
				}
			}
		}
	}
}
