package azure

import (
	"bytes"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

var _ audit.Linker = (*System)(nil)

// Linked implements [audit.Linker]: a file uses templates, or may be one.
func (s *System) Linked(f *scan.File) bool {
	has := func(word string) bool { return bytes.Contains(f.Bytes(), []byte(word)) }
	return has("template:") || has("parameters:") || !has("\ntrigger:") && !has("\npr:") && !bytes.HasPrefix(f.Bytes(), []byte("trigger:"))
}

// maxRounds bounds how often what files hand each other is looked at again: the
// variables of a file can come from templates that are handed something.
const maxRounds = 3

// Link implements [audit.Linker].
func (s *System) Link(list []audit.LinkedFile) func(int, func(*ci.Weakness)) *audit.Run {
	c := audit.Compose(list, survey)
	c.Hand(maxRounds, hand)
	return c.Check(s)
}

// survey notes which templates a file uses.
func survey(c *audit.Composition, i int, run *audit.Run) {
	eachTemplate(run.File.Root, func(use templateUse) {
		for _, j := range targets(c.Files, run.File.Source.Path, use.ref.Value()) {
			c.Take(i, j)
		}
	})
}

// templateUse is a use of a template with the job around it, nil outside of one.
type templateUse struct {
	ref, parameters, job *node
}

// maxDepth bounds how deep templates stand in a document.
const maxDepth = 40

// eachTemplate visits the uses of templates in a document.
func eachTemplate(root *node, visit func(templateUse)) {
	var walk func(n, job *node, depth int)
	walk = func(n, job *node, depth int) {
		if depth > maxDepth {
			return
		}
		if ref := n.Get("template"); ref.Value() != "" {
			visit(templateUse{ref, n.Get("parameters"), job})
		}
		if n.Get("job") != nil || n.Get("deployment") != nil {
			job = n
		}
		for key, v := range n.Pairs() {
			switch key.Value() {
			case "resources", "trigger", "pr", "inputs", "env":
			default:
				walk(v, job, depth+1)
			}
		}
		for _, item := range n.Items() {
			walk(item, job, depth+1)
		}
	}
	walk(root, nil, 0)
}

// targets returns the file of the repository that a template is: its path begins
// at the file that uses it, or at the root.
func targets(files *audit.Files, from, ref string) []int {
	name, alias, _ := strings.Cut(strings.TrimSpace(ref), "@")
	if alias != "" && alias != "self" || strings.Contains(name, "${{") || name == "" {
		return nil
	}
	if !strings.HasPrefix(name, "/") {
		if found := files.Find("", path.Join(path.Dir(from), name)); len(found) > 0 {
			return found
		}
	}
	return files.Find(from, name)
}

// hand notes what a file hands to the templates that it uses.
func hand(run *audit.Run, files *audit.Files, next *audit.Flows) {
	eachTemplate(run.File.Root, func(use templateUse) {
		job := &ci.Job{}
		for _, j := range run.File.Jobs {
			if use.job != nil && j.Node == use.job {
				job = j
			}
		}
		at := lookup{run, run.File, job, nil}
		for _, j := range targets(files, run.File.Source.Path, use.ref.Value()) {
			for key, v := range use.parameters.Pairs() {
				next.Hand(slot(files.Path(j), key.Value()), at.argument(ci.Setting{Key: key, Value: v}))
			}
		}
	})
}

// argument judges what is handed over as a parameter. Macros in it are replaced
// where the template puts them.
func (l lookup) argument(v ci.Setting) audit.Argument {
	at := l.file.Location(ci.Between(v.Key, v.Value), "parameters."+v.Key.Value())
	a := audit.Argument{Path: []scan.Location{at}}
	v.Value.Walk(func(n *node) {
		if found := l.text(n.Value(), 0); found.source != "" && a.Source == "" {
			a.Source, a.Path = found.source, append(found.path, at)
			w := &ci.Weakness{}
			found.level(l.file)(w)
			a.Severity, a.Confidence = w.Severity, w.Confidence
		}
		for _, name := range parametersIn(n.Value()) {
			if freeText(l.file, name) == "" {
				continue
			}
			a.From = append(a.From, slot(l.file.Source.Path, name))
			if l.file.Kind == ci.KindPipeline { // whoever starts it fills it in
				a.Open, a.Severity, a.Confidence = true, scan.SeverityMedium, scan.ConfidenceMedium
			}
		}
	})
	return a
}

// parametersIn returns the parameters whose text flows into a text.
func parametersIn(text string) []string {
	var names []string
	for _, fence := range expr.Fences(text) {
		e, err := expr.Parse(strings.TrimSpace(text[fence.Inner:fence.InnerEnd]))
		if err != nil {
			continue
		}
		for _, flow := range e.Flows() {
			if kind, name, _ := strings.Cut(flow.Path(), "."); kind == "parameters" {
				names = append(names, name)
			}
		}
	}
	return names
}

// slot names a parameter of a file in the repository.
func slot(path, name string) string { return path + "#" + strings.ToLower(name) }
