package python

import (
	"context"
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

const condaEcosystem = "Conda"

// CondaEnvironment reads environment.yml (the Conda documentation, "Managing
// environments"). Of a match specification "name=version=build" the version is
// taken as it is, which is what an exported environment means by it; other
// requirements are kept as the property "requirement". The list below pip holds
// requirements of Python.
type CondaEnvironment struct{}

// Name returns "python/conda-environment".
func (CondaEnvironment) Name() string { return "python/conda-environment" }

// Patterns returns the names in use for environment files.
func (CondaEnvironment) Patterns() []string {
	return []string{"environment.yml", "environment.yaml", "environment*.yml", "*-environment.yml", "*_environment.yml"}
}

var errDependency = errors.New("want a text or a list below pip")

// Extract reads one file.
func (CondaEnvironment) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.YAML(f)
	m := manifest{file: f}
	errs := []error{err}
	for d := range root.Get("dependencies").Elements() {
		start, end := yamlpos.Span(d, d)
		switch {
		case d.IsMap():
			errs = append(errs, m.pip(d))
		case condaName(d.Str()) == "":
			errs = append(errs, entry.Diagnostic(f, scan.DiagMalformed, start, end, "dependency is not understood", errDependency))
		default:
			m.list.Add(condaSpec(f, d.Str(), start, end))
		}
	}
	m.list.Report(out)
	return errors.Join(errs...)
}

// pip reads a mapping of another package manager to its requirements.
func (m *manifest) pip(d yamlpos.Value) error {
	var errs []error
	for key, list := range d.Members() {
		n := 0
		for e := range list.Elements() {
			n++
			start, end := yamlpos.Span(e, e)
			if e.Str() == "" {
				errs = append(errs, entry.Diagnostic(m.file, scan.DiagMalformed, start, end, "dependency is not understood", errDependency))
				continue
			}
			m.add(e.Str(), start, end, scan.ScopeUnknown)
		}
		if n == 0 && list.Str() != "" {
			start, end := yamlpos.Span(key, list)
			errs = append(errs, entry.Diagnostic(m.file, scan.DiagMalformed, start, end, "dependency is not understood", errDependency))
		}
	}
	return errors.Join(errs...)
}

// condaName returns the name in front of a specification, without a channel; ""
// for a number and other things that are no name.
func condaName(spec string) string {
	if i := strings.LastIndex(spec, "::"); i >= 0 {
		spec = spec[i+2:]
	}
	name := namePattern.FindString(strings.TrimLeft(spec, "_"))
	if strings.Trim(name, "0123456789.") == "" {
		return ""
	}
	return name
}

func condaSpec(f *scan.File, spec string, start, end int) *scan.Package {
	channel := ""
	if i := strings.LastIndex(spec, "::"); i >= 0 {
		channel, spec = spec[:i], spec[i+2:]
	}
	name := condaName(spec)
	asked := strings.TrimSpace(spec[strings.Index(spec, name)+len(name):])
	version, build, _ := strings.Cut(strings.TrimSpace(strings.TrimLeft(asked, "= ")), "=")
	if !strings.HasPrefix(asked, "=") || strings.ContainsAny(version, "*<>!~|,[ ") {
		version, build = "", ""
	}
	p := entry.New(f, condaEcosystem, name, version, start, end)
	if version == "" {
		entry.Open(p, asked)
	}
	if u := purl.Of(condaEcosystem, name, version, purl.Qualifier{Key: "build", Value: build}, purl.Qualifier{Key: "channel", Value: channel}); u != "" {
		p.PURL = u
	}
	p.Relation = scan.RelationDirect
	return p
}

// CondaMeta reads conda-meta/*.json, what is installed in an environment.
type CondaMeta struct{}

// Name returns "python/conda-meta".
func (CondaMeta) Name() string { return "python/conda-meta" }

// Patterns returns conda-meta/*.json.
func (CondaMeta) Patterns() []string { return []string{"conda-meta/*.json"} }

// Extract reads one file.
func (CondaMeta) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	name, version := root.Get("name").Str(), root.Get("version").Str()
	if err == nil && (name == "" || version == "") {
		err = entry.Malformed(f, 0, errNoDistribution)
	}
	if err != nil {
		return err
	}
	p := entry.New(f, condaEcosystem, name, version, 0, len(f.Bytes()))
	if u := purl.Of(condaEcosystem, name, version, purl.Qualifier{Key: "build", Value: root.Get("build").Str()},
		purl.Qualifier{Key: "channel", Value: root.Get("channel").Str()}, purl.Qualifier{Key: "subdir", Value: root.Get("subdir").Str()}); u != "" {
		p.PURL = u
	}
	p.Installed = true
	if l := root.Get("license").Str(); l != "" {
		p.Licenses = []string{l}
	}
	p.Hashes = entry.SortHashes(append(entry.Hex("sha256", root.Get("sha256").Str()), entry.Hex("md5", root.Get("md5").Str())...))
	p.Source = entry.CleanURL(root.Get("url").Str())
	out.Package(p)
	return nil
}
