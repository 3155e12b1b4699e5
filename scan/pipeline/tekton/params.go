package tekton

import (
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// param returns the value of one of the params of a node.
func param(n *document.Node, name string) *document.Node {
	for _, p := range n.Get("params").Items() {
		if p.Get("name").Value() == name {
			return p.Get("value")
		}
	}
	return nil
}

// eachParam visits the name and value of what is given to tasks, pipelines and
// resolvers, and the defaults of what they declare.
func eachParam(r *audit.Run, visit func(name string, value *document.Node)) {
	list := func(n *document.Node) {
		for _, p := range n.Get("params").Items() {
			for _, key := range []string{"value", "default"} {
				if v := p.Get(key); v.Kind() == document.Scalar && !v.Null() {
					visit(p.Get("name").Value(), v)
				}
			}
		}
	}
	for _, o := range objects(r.File.Source.Roots) {
		spec := o.node.Get("spec")
		for _, n := range []*document.Node{spec, spec.Get("pipelineSpec"), spec.Get("taskSpec")} {
			list(n)
			for _, key := range []string{"tasks", "finally"} {
				for _, t := range n.Get(key).Items() {
					list(t)
					list(t.Get("taskSpec"))
				}
			}
		}
		eachReference(o, list)
	}
}
