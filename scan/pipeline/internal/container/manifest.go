package container

import (
	"bytes"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// Manifest reports whether a file is of manifests for Kubernetes in which an API
// group is named, such as "tekton.dev/v". Templates of which manifests are yet to
// be made are no YAML and not taken.
func Manifest(f *scan.File, group string) bool {
	text := f.Bytes()
	if !bytes.Contains(text, []byte(group)) || audit.Foreign(f.Path) || Templated(text) {
		return false
	}
	for key := range audit.Keys(text) {
		if key == "apiVersion" {
			return true
		}
	}
	return false
}
