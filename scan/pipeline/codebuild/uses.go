package codebuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: the images of builds in a batch. Those that
// the platform makes itself are entries of its catalog.
func (s *System) Uses(f *ci.File) []ci.Use {
	list := audit.ImageUses(f)
	for i := range list {
		u := &list[i]
		if name, ok := strings.CutPrefix(u.Image, "aws/codebuild/"); ok {
			u.Image, u.Catalog = "", "aws-codebuild"
			u.Repo, u.Version, _ = strings.Cut(name, ":")
		}
	}
	return list
}

// Secrets implements [audit.Confidant]: the variables that are filled from the
// secrets manager and the parameter store.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	var list []ci.Secret
	for _, store := range []string{"secrets-manager", "parameter-store"} {
		for key := range f.Root.At("env", store).Pairs() {
			list = append(list, ci.Secret{Name: key.Value(), Span: ci.SpanOf(key)})
		}
	}
	return list
}
