package python

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// PyProject reads pyproject.toml (PEP 621, PEP 735, PEP 518, and Poetry's own
// tables). Lockfiles in its folder take precedence.
type PyProject struct{}

// Name returns "python/pyproject".
func (PyProject) Name() string { return "python/pyproject" }

// Patterns returns pyproject.toml.
func (PyProject) Patterns() []string { return []string{"pyproject.toml"} }

// ShadowedBy returns the lockfiles that a pyproject.toml can have.
func (PyProject) ShadowedBy(p string) []string {
	return locks(p, "uv.lock", "poetry.lock", "pdm.lock", "pylock.toml")
}

// Extract reads one manifest.
func (PyProject) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	r := pyprojectReader{manifest{file: f}}
	r.standard(doc)
	r.poetry(doc.Table("tool").Table("poetry"))
	r.list.Report(out)
	return err
}

type pyprojectReader struct{ manifest }

func (r *pyprojectReader) standard(doc tomlpos.Table) {
	project := doc.Table("project")
	if at := entry.Keys(r.file, "project")["name"]; project.Str("name") != "" {
		r.project(project.Str("name"), project.Str("version"), at.Start, at.End)
	}
	r.requirements("project", project.Strings("dependencies"), scan.ScopeRuntime)
	optional := project.Table("optional-dependencies")
	for _, extra := range slices.Sorted(maps.Keys(optional)) {
		r.requirements("project", optional.Strings(extra), extraScope(extra))
	}
	groups := doc.Table("dependency-groups")
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		scope := extraScope(group)
		if scope == scan.ScopeOptional {
			scope = scan.ScopeDev
		}
		r.requirements("dependency-groups", groups.Strings(group), scope)
	}
	r.requirements("build-system", doc.Table("build-system").Strings("requires"), scan.ScopeBuild)
}

// requirements adds a list of strings, each at the place where it stands in its
// table.
func (r *pyprojectReader) requirements(table string, list []string, scope scan.Scope) {
	for _, text := range list {
		start, end := r.find(table, text)
		r.add(text, start, end, scope)
	}
}

// find returns the place of a string in a table, or that of the table.
func (r *pyprojectReader) find(table, text string) (start, end int) {
	spans := tomlpos.Tables(r.file.Bytes(), table)
	for _, span := range spans {
		for _, form := range []string{strconv.Quote(text), "'" + text + "'"} {
			if i := bytes.Index(r.file.Bytes()[span.Start:span.End], []byte(form)); i >= 0 {
				return span.Start + i, span.Start + i + len(form)
			}
		}
	}
	if len(spans) > 0 {
		return spans[0].Start, spans[0].End
	}
	return 0, 0
}

func (r *pyprojectReader) poetry(t tomlpos.Table) {
	const table = "tool.poetry"
	if at := entry.Keys(r.file, table)["name"]; t.Str("name") != "" && r.root == nil {
		r.project(t.Str("name"), t.Str("version"), at.Start, at.End)
	}
	r.poetryTable(table+".dependencies", t.Table("dependencies"), scan.ScopeRuntime)
	r.poetryTable(table+".dev-dependencies", t.Table("dev-dependencies"), scan.ScopeDev)
	groups := t.Table("group")
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		r.poetryTable(table+".group."+group+".dependencies", groups.Table(group).Table("dependencies"), scan.ScopeDev)
	}
}

// poetryTable reads a table of names with a version or a table each. Poetry and
// Pipenv write it alike.
func (m *manifest) poetryTable(table string, t tomlpos.Table, scope scan.Scope) {
	places := entry.Keys(m.file, table)
	for _, name := range slices.Sorted(maps.Keys(t)) {
		if name == "python" || namePattern.FindString(name) != name || name == "" {
			continue
		}
		facts := t.Table(name)
		asked := t.Str(name) + facts.Str("version")
		version := strings.TrimSpace(strings.TrimLeft(asked, "= "))
		exact := strings.HasPrefix(asked, "==") || strings.HasPrefix(asked, "=") && !strings.Contains(asked, ",")
		if !exact || strings.ContainsAny(version, "*,<>=!~ ") {
			version = ""
		}
		at := places[name]
		p := entry.New(m.file, ecosystem, name, version, at.Start, at.End)
		if version == "" && asked != "*" {
			entry.Open(p, asked)
		}
		if git := facts.Str("git"); git != "" {
			entry.SetGit(p, git, facts.Str("rev")+facts.Str("ref"))
		}
		if folder := facts.Str("path"); folder != "" {
			p.Source = folder
		}
		p.Scope, p.Relation = scope, scan.RelationDirect
		if facts.True("optional") {
			p.Scope = scan.ScopeOptional
		}
		m.list.Depend(m.root, m.list.Add(p))
	}
}

// Pipfile reads Pipfile, where Pipfile.lock is absent.
type Pipfile struct{}

// Name returns "python/pipfile".
func (Pipfile) Name() string { return "python/pipfile" }

// Patterns returns Pipfile.
func (Pipfile) Patterns() []string { return []string{"Pipfile"} }

// ShadowedBy returns Pipfile.lock.
func (Pipfile) ShadowedBy(p string) []string { return locks(p, "Pipfile.lock") }

// Extract reads one manifest.
func (Pipfile) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	doc, err := entry.TOML(f)
	m := manifest{file: f}
	m.poetryTable("packages", doc.Table("packages"), scan.ScopeRuntime)
	m.poetryTable("dev-packages", doc.Table("dev-packages"), scan.ScopeDev)
	m.list.Report(out)
	return err
}
