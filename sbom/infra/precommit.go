package infra

import (
	"context"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// frozen is the comment behind a commit that pre-commit autoupdate writes when it
// is told to freeze.
var frozen = regexp.MustCompile(`^['"]?[0-9a-f]{40}['"]?[ \t]+#[ \t]*(?:frozen:[ \t]*)?(v?[0-9]\S*)`)

// PreCommit reads .pre-commit-config.yaml: the repositories of hooks with the
// tag or commit that they are taken at. Hooks of the project itself and of
// pre-commit are no packages. What hooks install besides is not followed. The
// version that a comment behind a commit names is the property "version".
type PreCommit struct{}

// Name returns "infra/pre-commit".
func (PreCommit) Name() string { return "infra/pre-commit" }

// Patterns returns the names that pre-commit and prek know.
func (PreCommit) Patterns() []string {
	return []string{".pre-commit-config.yaml", ".pre-commit-config.yml"}
}

// Extract reads one configuration.
func (PreCommit) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.YAML(f)
	var list entry.List
	for e := range root.Get("repos").Elements() {
		place := entry.CleanURL(e.Get("repo").Str())
		if !strings.Contains(place, "/") {
			continue // "local" and "meta"
		}
		start, end := yamlpos.Span(e.Get("repo"), e.Get("rev"))
		name := place[strings.Index(place, "://")+1:]
		name = strings.TrimSuffix(strings.Trim(strings.TrimPrefix(name, "//"), "/"), ".git")
		p := entry.New(f, "GIT", name, e.Get("rev").Str(), start, max(start, end))
		if repository, ok := strings.CutPrefix(name, "github.com/"); ok {
			p.PURL = purl.Of("GitHub Actions", repository, p.Version)
		}
		at, line := yamlpos.Span(e.Get("rev"), e.Get("rev"))
		if version := frozen.FindSubmatch(f.Bytes()[at:line]); version != nil {
			entry.SetProperty(p, "version", string(version[1]))
		}
		p.Source, p.Scope, p.Relation = place, scan.ScopeDev, scan.RelationDirect
		list.Add(p)
	}
	list.Report(out)
	return err
}
