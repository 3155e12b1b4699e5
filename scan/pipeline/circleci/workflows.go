package circleci

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// call is a job in a workflow.
type call struct {
	workflow, job string
	// node is the entry of the list, config what is set in it, nil for a mere
	// name.
	node, config *document.Node
}

// eachCall visits the jobs of every workflow.
func eachCall(f *ci.File, visit func(call)) {
	for name, w := range f.Root.Get("workflows").Pairs() {
		for _, item := range w.Get("jobs").Items() {
			if item.Kind() == document.Scalar {
				visit(call{name.Value(), item.Value(), item, nil})
				continue
			}
			for key, config := range item.Pairs() {
				visit(call{name.Value(), key.Value(), item, config})
			}
		}
	}
}

// filtered reports whether a call keeps to certain branches or tags, or waits
// for an approval.
func filtered(f *ci.File, c call) bool {
	if c.config.Get("filters") != nil || c.config.Get("type").Value() == "approval" {
		return true
	}
	w := f.Root.At("workflows", c.workflow)
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

// passed returns what a job or command is called with for a parameter, by any
// workflow or step of the file.
func passed(f *ci.File, id, parameter string) []*document.Node {
	var list []*document.Node
	name := id[strings.LastIndexByte(id, '.')+1:]
	eachCall(f, func(c call) {
		if v := c.config.Get(parameter); v != nil && c.job == name {
			list = append(list, v)
		}
	})
	for _, job := range f.Jobs {
		for _, step := range job.Steps {
			if step.Uses != nil && step.Uses.Repo == name {
				if v := step.Input(parameter); v != nil {
					list = append(list, v)
				}
			}
		}
	}
	return list
}
