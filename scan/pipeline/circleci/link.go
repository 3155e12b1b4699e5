package circleci

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

var _ audit.Linker = (*System)(nil)

// Linked implements [audit.Linker]: a setup configuration goes on with another
// file of the repository, and others are packed into one.
func (s *System) Linked(f *scan.File) bool {
	if p, ok := partOf(f.Path); ok && (p.section == "" || p.fits(f.Bytes())) {
		return true
	}
	return bytes.Contains(f.Bytes(), []byte("continuation")) || bytes.Contains(f.Bytes(), []byte("pipeline.parameters."))
}

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	files, flows := audit.NewFiles(list), audit.NewFlows()
	for i := range list {
		if run := files.Open(i); run != nil {
			survey(run, files, flows)
		}
	}
	packed := together(list)
	return func(i int, report func(*ci.Weakness)) *audit.Run {
		run, release := files.OpenWith(i, packed[i], flows)
		if run == nil {
			return nil
		}
		defer release()
		run.ReportTo(report)
		s.Check(run)
		return run
	}
}

// survey notes what a setup configuration hands to the one that it goes on with.
func survey(run *audit.Run, files *audit.Files, flows *audit.Flows) {
	f := run.File
	proceed := func(config *document.Node) {
		for _, j := range files.Find(f.Source.Path, config.Get("configuration_path").Value()) {
			parameters := config.Get("parameters")
			for name, a := range arguments(run, parameters) {
				flows.Hand(slot(files.Path(j), name), a)
			}
		}
	}
	eachCall(f, func(c call) {
		if continues(f, c.job) {
			proceed(c.config)
		}
	})
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			if step.Uses != nil && continues(f, step.Uses.Ref.Value()) && step.With != nil {
				proceed(step.With.Value)
			}
		}
	}
}

// continues reports whether a job or command is that of the platform's orb which
// goes on with another configuration.
func continues(f *ci.File, name string) bool {
	alias, command, _ := strings.Cut(name, "/")
	return command == "continue" && strings.HasPrefix(f.Root.At("orbs", alias).Value(), "circleci/continuation@")
}

// arguments judges the parameters in a text of JSON in which the platform has
// replaced its own values. Of those without any nothing is said: who starts the
// pipeline can set them too.
func arguments(run *audit.Run, n *document.Node) map[string]audit.Argument {
	list := map[string]audit.Argument{}
	text := n.Value()
	for _, t := range templates(text) {
		key, _, ok := cutLast(text[:t.Start], `":`)
		_, name, quoted := cutLast(key, `"`)
		if !ok || !quoted {
			continue
		}
		span := run.Within(n, t.Start, t.End)
		a := list[name]
		a.Open = true
		a.Path = []scan.Location{run.File.Location(span, "parameters."+name)}
		value := strings.TrimSpace(text[t.Start+2 : t.End-2])
		if source := pipelineValue(value); source != "" {
			w := &ci.Weakness{}
			ofSource(value)(w)
			a.Source, a.Severity, a.Confidence = source, w.Severity, w.Confidence
		} else if p, ok := strings.CutPrefix(value, "pipeline.parameters."); ok {
			a.From = append(a.From, slot(run.File.Source.Path, p))
		}
		list[name] = a
	}
	return list
}

// cutLast cuts a text at the last separator.
func cutLast(text, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}

// slot names a parameter of a file's pipeline in the repository.
func slot(path, name string) string { return path + "#" + name }

// handed returns what a setup configuration hands to a parameter of the pipeline.
func handed(r *audit.Run, name string) audit.Origin {
	p, ok := strings.CutPrefix(name, "pipeline.parameters.")
	if !ok {
		return audit.Origin{}
	}
	return r.Flows.Origin(slot(r.File.Source.Path, p))
}
