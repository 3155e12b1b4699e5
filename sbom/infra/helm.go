package infra

import (
	"context"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

const helm = "Helm"

// Chart reads Chart.yaml with the chart itself and what it asks for, and
// Chart.lock, or requirements.yaml and requirements.lock of charts before Helm
// 3. With a lockfile beside it a Chart.yaml says no more than what the chart is.
type Chart struct{}

// Name returns "infra/helm-chart".
func (Chart) Name() string { return "infra/helm-chart" }

// Patterns returns the names that Helm gives these files.
func (Chart) Patterns() []string {
	return []string{"Chart.yaml", "Chart.lock", "requirements.lock", "requirements.yaml"}
}

// Extract reads one file on its own.
func (x Chart) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads one file with sight of the others in its folder.
func (Chart) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	beside := func(name string) bool { return near(path.Join(f.Dir(), name)) != nil }
	if strings.HasPrefix(f.Base(), "requirements.") && !beside("Chart.yaml") {
		return nil // the requirements of something else
	}
	root, err := entry.YAML(f)
	var list entry.List
	var chart *scan.Package
	if name := root.Get("name").Str(); f.Base() == "Chart.yaml" && name != "" {
		start, end := yamlpos.Span(root.Get("name"), root.Get("name"))
		chart = entry.New(f, helm, name, root.Get("version").Str(), start, end)
		chart.Relation = scan.RelationRoot
		chart = list.Add(chart)
	}
	locked := f.Base() == "Chart.yaml" && beside("Chart.lock") || f.Base() == "requirements.yaml" && beside("requirements.lock")
	for d := range root.Get("dependencies").Elements() {
		if !locked {
			list.Depend(chart, list.Add(subchart(f, d)))
		}
	}
	list.Report(out)
	return err
}

func subchart(f *scan.File, d yamlpos.Value) *scan.Package {
	start, end := yamlpos.Span(d, d)
	asked, repository := d.Get("version").Str(), entry.CleanURL(d.Get("repository").Str())
	version := asked
	if strings.ContainsAny(asked, "^~<>=*| xX,") && f.Base() != "Chart.lock" {
		version = ""
	}
	p := entry.New(f, helm, d.Get("name").Str(), version, start, end)
	if version == "" {
		entry.Open(p, asked)
	}
	if folder, ok := strings.CutPrefix(repository, "file://"); ok {
		p.Source = folder
	} else if repository != "" {
		p.Source = repository
		if u := purl.Of(helm, p.Name, version, purl.Qualifier{Key: "repository_url", Value: repository}); u != "" {
			p.PURL = u
		}
	}
	p.Relation = scan.RelationDirect
	if d.Get("alias").Str() != "" {
		entry.SetProperty(p, "alias", d.Get("alias").Str())
	}
	return p
}
