package gitlab

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// include is one entry of an include list, at the top of a file or of a job's
// trigger.
type include struct {
	job  *ci.Job
	part string
	node *document.Node // the entry
	text string         // of an entry that is a mere word
}

// remote returns the address that an entry is fetched from.
func (i *include) remote() (n *document.Node, ok bool) {
	if i.text != "" {
		return i.node, strings.Contains(i.text, "://")
	}
	n = i.node.Get("remote")
	return n, n != nil
}

// eachInclude visits the entries of a file.
func eachInclude(f *ci.File, visit func(*include)) {
	list := func(job *ci.Job, part string, n *document.Node) {
		if n.Kind() == document.Mapping {
			visit(&include{job: job, part: part, node: n})
			return
		}
		for item := range n.List() {
			visit(&include{job: job, part: part, node: item, text: item.Value()})
		}
	}
	list(nil, "include", f.Root.Get("include"))
	for _, job := range f.Jobs {
		if job.Key != nil {
			list(job, "trigger.include", job.Node.At("trigger", "include"))
		}
	}
}
