package workspace

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var _ audit.Cataloger = (*System)(nil)

// Uses implements [audit.Cataloger]: the images of development containers and
// the features that are added to them.
func (s *System) Uses(f *ci.File) []ci.Use {
	list := audit.Catalog(audit.ImageUses(f))
	if formOf(f.Source.Path) == devcontainer {
		for key := range f.Root.Get("features").Pairs() {
			switch text := key.Value(); {
			case strings.HasPrefix(text, "."):
				list.Add(&ci.Use{Kind: ci.UsePlugin, Text: text, Span: ci.SpanOf(key), Local: true, Path: strings.TrimPrefix(text, "./")})
			case strings.Contains(text, "://"):
				list.Add(&ci.Use{Kind: ci.UsePlugin, Text: text, Span: ci.SpanOf(key), URL: text})
			case strings.Contains(text, "/"):
				list.Add(ci.ImageUse(ci.UsePlugin, nil, nil, key))
			}
		}
	}
	for i := range list {
		list[i].Scope = scan.ScopeDev
	}
	return list
}
