package travis

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var _ audit.Cataloger = (*System)(nil)

// Uses implements [audit.Cataloger]: imported configuration.
func (s *System) Uses(f *ci.File) []ci.Use {
	var list audit.Catalog
	imports := f.Root.Get("import")
	list.Add(importUse(imports.Get("source")))
	for item := range imports.List() {
		if source := item.Get("source"); source != nil {
			item = source
		}
		list.Add(importUse(item))
	}
	return list
}

// importUse reads a path, or owner/repo:path, with or without @version.
func importUse(source *node) *ci.Use {
	text := source.Value()
	if text == "" {
		return nil
	}
	u := &ci.Use{Kind: ci.UseTemplate, Text: text, Span: ci.SpanOf(source)}
	name, version, _ := strings.Cut(text, "@")
	repo, file, ok := strings.Cut(name, ":")
	if !ok || !strings.Contains(repo, "/") {
		u.Local, u.Path = true, strings.TrimPrefix(name, "./")
		return u
	}
	u.Host, u.Repo, u.Path, u.Version = "github.com", repo, file, version
	return u
}
