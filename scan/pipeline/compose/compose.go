// Package compose reads Compose files into the model of pipeline configuration:
// services are jobs with an image, an environment and no steps. Its rules are
// about what a container may do to its host, which image it is made of, and
// what stands in its environment.
//
// The form is that of the Compose Specification; files of version 2 and 3 are
// read alike.
package compose

import (
	"bytes"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// System is the front end for Compose files. It is immutable and safe for
// concurrent use.
type System struct{ audit.Rulebook }

var _ audit.System = (*System)(nil)

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("compose", hardcodedCredentials(), noNewPrivileges(), privilegedContainer(), unpinnedImage())}
}

// Recognize implements [audit.System]: files named compose or docker-compose
// with anything behind, and those with services that have nothing at their top
// but what a Compose file has there.
func (*System) Recognize(f *scan.File) bool {
	if audit.Foreign(f.Path) || !bytes.Contains(f.Bytes(), []byte("services")) {
		return false
	}
	name := strings.ToLower(f.Path[strings.LastIndexByte(f.Path, '/')+1:])
	if named(name) {
		return true
	}
	services := false
	for key := range audit.Keys(f.Bytes()) {
		switch {
		case key == "services":
			services = true
		case key == "version" || key == "name" || key == "networks" || key == "volumes" || key == "configs" || key == "secrets" || key == "include" || strings.HasPrefix(key, "x-"):
		default:
			return false
		}
	}
	return services
}

func named(name string) bool {
	for _, base := range []string{"compose.", "docker-compose.", "docker-compose-", "docker-compose_", "podman-compose."} {
		if strings.HasPrefix(name, base) {
			return true
		}
	}
	return strings.HasSuffix(name, ".compose.yml") || strings.HasSuffix(name, ".compose.yaml") || strings.Contains(name, "docker-compose.y")
}

// Read implements [audit.System].
func (*System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	services := root.Get("services")
	if services.Kind() != document.Mapping {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: "compose", Kind: ci.KindServices, Section: "services", Name: root.Get("name")}
	containers := false
	for key, node := range services.Pairs() {
		if node.Kind() != document.Mapping {
			continue
		}
		job := &ci.Job{ID: key.Value(), Key: key, Node: node, Env: environment(src, node.Get("environment"))}
		if image := node.Get("image"); !image.Null() {
			job.Container = &ci.Image{Ref: image, Node: node}
			containers = true
		}
		containers = containers || node.Get("build") != nil || node.Get("extends") != nil
		f.Jobs = append(f.Jobs, job)
	}
	if !containers {
		return nil
	}
	return f
}

// environment reads a mapping of variables, or a list of NAME=value.
func environment(src *ci.Source, n *document.Node) *ci.Env {
	if n == nil {
		return nil
	}
	env := &ci.Env{Value: n}
	env.Add(n)
	env.Assign(src.Bytes(), n)
	return env
}

// computed reports whether Compose puts other text into a value before it is
// used.
func computed(value string) bool {
	return strings.Contains(strings.ReplaceAll(value, "$$", ""), "$")
}
