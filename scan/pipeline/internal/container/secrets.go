package container

import (
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Secrets returns the secrets of Kubernetes that the manifests of a file name:
// for variables, for volumes and workspaces, and for pulling images.
func Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	for _, root := range f.Source.Roots {
		root.Mappings(func(n *document.Node) {
			for _, name := range []*document.Node{
				n.At("secretKeyRef", "name"), n.At("secretRef", "name"), n.At("secret", "secretName"), n.At("secret", "name"),
			} {
				if name.Value() != "" {
					list = append(list, ci.Secret{Name: name.Value(), Span: ci.SpanOf(name), Job: around(f, name)})
				}
			}
			for _, pull := range n.Get("imagePullSecrets").Items() {
				if name := pull.Get("name"); name.Value() != "" {
					list = append(list, ci.Secret{Name: name.Value(), Span: ci.SpanOf(name)})
				}
			}
		})
	}
	return list
}

// around returns the job that a node lies in, nil for none.
func around(f *ci.File, n *document.Node) *ci.Job {
	for _, job := range f.Jobs {
		if span := ci.SpanOf(job.Node); span.Start <= n.Start() && n.Start() < span.End {
			return job
		}
	}
	return nil
}
