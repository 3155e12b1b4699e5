package circleci

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// call is a job in a workflow.
type call struct {
	file          *ci.File
	workflow, job string
	// around is the whole workflow.
	around *document.Node
	// node is the entry of the list, config what is set in it, nil for a mere
	// name.
	node, config *document.Node
}

// eachWorkflow visits the workflows of a file.
func eachWorkflow(f *ci.File, visit func(name string, w *document.Node)) {
	if p, _ := partOf(f.Source.Path); p.section == "workflows" && section(f) != "" {
		visit(p.name, f.Root)
		return
	}
	for name, w := range f.Root.Get("workflows").Pairs() {
		visit(name.Value(), w)
	}
}

// maxCalls bounds how many jobs of workflows are looked at.
const maxCalls = 2000

// eachCall visits the jobs of every workflow.
func eachCall(f *ci.File, visit func(call)) {
	count := 0
	eachWorkflow(f, func(name string, w *document.Node) {
		for _, item := range w.Get("jobs").Items() {
			if count++; count > maxCalls {
				return
			}
			if item.Kind() == document.Scalar {
				visit(call{f, name, item.Value(), w, item, nil})
				continue
			}
			for key, config := range item.Pairs() {
				visit(call{f, name, key.Value(), w, item, config})
			}
		}
	})
}

// eachCallOf visits the jobs of the workflows of a file and of those that are
// packed with it.
func eachCallOf(f *ci.File, visit func(call)) {
	eachCall(f, visit)
	for _, other := range f.Linked {
		eachCall(other, visit)
	}
}

// filtered reports whether a call keeps to certain branches or tags, or waits
// for an approval.
func filtered(f *ci.File, c call) bool {
	if c.config.Get("filters") != nil || c.config.Get("type").Value() == "approval" {
		return true
	}
	w := c.around
	if w.Get("when") != nil || w.Get("unless") != nil || w.Get("triggers") != nil {
		return true
	}
	// What a required job waits for, this one waits for.
	for need := range c.config.Get("requires").List() {
		if needsFilter(f, c.workflow, need.Value()) {
			return true
		}
	}
	return false
}

// needsFilter reports whether a job that is required is filtered itself, or is
// an approval.
func needsFilter(f *ci.File, workflow, name string) bool {
	found := false
	eachCall(f, func(c call) {
		own := c.config.Get("name").Value()
		if c.workflow == workflow && (c.job == name || own == name) {
			found = found || c.config.Get("filters") != nil || c.config.Get("type").Value() == "approval"
		}
	})
	return found
}
