package dotnet

import (
	"context"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// PaketLock reads paket.lock (the documentation of Paket, "The paket.lock
// file"). Files from GitHub are reported as their repository at its commit or
// tag. A package that no other one needs is taken for a direct one.
type PaketLock struct{}

// Name returns "dotnet/paket-lock".
func (PaketLock) Name() string { return "dotnet/paket-lock" }

// Patterns returns paket.lock.
func (PaketLock) Patterns() []string { return []string{"paket.lock"} }

// paketLine is a package or dependency: a name and a version or range, perhaps
// with restrictions behind it.
var paketLine = regexp.MustCompile(`^(\S+)(?: \(([^)]*)\))?(.*)$`)

// Extract reads one lockfile.
func (PaketLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	r := paketReader{file: f, byName: map[string]*scan.Package{}}
	for line := range entry.Lines(f) {
		r.line(line)
	}
	for _, n := range r.needs {
		r.list.Depend(n.from, r.byName[n.name])
	}
	r.list.GuessDirect()
	r.list.Report(out)
	return nil
}

type paketReader struct {
	file                   *scan.File
	list                   entry.List
	section, remote, group string
	current                *scan.Package
	byName                 map[string]*scan.Package // group and name, in lower case
	needs                  []paketNeed
}

type paketNeed struct {
	from *scan.Package
	name string
}

func (r *paketReader) key(name string) string { return r.group + "\x00" + strings.ToLower(name) }

func (r *paketReader) line(line entry.Line) {
	if group, ok := strings.CutPrefix(line.Text, "GROUP "); ok {
		r.group, r.section = group, ""
		return
	}
	m := paketLine.FindStringSubmatch(line.Text)
	switch {
	case line.Indent == 0:
		r.section, r.current = line.Text, nil
	case strings.HasPrefix(line.Text, "remote: "):
		r.remote = strings.TrimPrefix(line.Text, "remote: ")
	case line.Indent == 4 && m[2] != "" && r.section == "NUGET":
		p := entry.New(r.file, ecosystem, m[1], m[2], line.Start, line.End)
		entry.SetProperty(p, "group", r.group)
		r.current = r.list.Add(p)
		r.byName[r.key(m[1])] = r.current
	case line.Indent == 4 && m[2] != "" && r.section == "GITHUB":
		r.list.Add(gitHub(r.file, r.remote, m[2], line))
	case line.Indent == 6 && r.current != nil:
		r.needs = append(r.needs, paketNeed{r.current, r.key(m[1])})
	}
}

// gitHub makes the package of a repository.
func gitHub(f *scan.File, repository, ref string, line entry.Line) *scan.Package {
	p := entry.New(f, "GIT", repository, ref, line.Start, line.End)
	p.PURL = purl.Of("GitHub Actions", repository, ref)
	p.Source = "https://github.com/" + repository
	return p
}

// PaketDependencies reads paket.dependencies, which is shadowed by paket.lock.
// Versions are exact where the file pins them with = or ==; other requirements
// are kept as the property "requirement".
type PaketDependencies struct{}

// Name returns "dotnet/paket-dependencies".
func (PaketDependencies) Name() string { return "dotnet/paket-dependencies" }

// Patterns returns paket.dependencies.
func (PaketDependencies) Patterns() []string { return []string{"paket.dependencies"} }

// ShadowedBy returns paket.lock of the same folder.
func (PaketDependencies) ShadowedBy(p string) []string {
	return []string{strings.TrimSuffix(p, "dependencies") + "lock"}
}

// paketVersion is a requirement of one version, and what may stand in front.
// paketOption is what may stand behind a requirement.
var (
	paketVersion = regexp.MustCompile(`^(?:(==|=|~>|>=|<=|>|<|!)?\s*([0-9][^\s,]*))`)
	paketOption  = regexp.MustCompile(`(?:^|[\s,]+)[A-Za-z_]+:`)
)

// Extract reads one file.
func (PaketDependencies) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	for line := range entry.Lines(f) {
		text, _, _ := strings.Cut(line.Text, "#")
		if i := strings.Index(text, "//"); i >= 0 && (i == 0 || text[i-1] != ':') {
			text = text[:i]
		}
		kind, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
		name, requirement, _ := strings.Cut(strings.TrimSpace(rest), " ")
		var p *scan.Package
		switch {
		case name == "":
			continue
		case kind == "nuget" || kind == "clitool":
			p = paketRequirement(f, name, strings.TrimSpace(requirement), line)
		case kind == "github":
			repository, ref, _ := strings.Cut(name, ":")
			p = gitHub(f, repository, ref, line)
		default:
			continue
		}
		p.Relation = scan.RelationDirect
		list.Add(p)
	}
	list.Report(out)
	return nil
}

func paketRequirement(f *scan.File, name, requirement string, line entry.Line) *scan.Package {
	if i := paketOption.FindStringIndex(requirement); i != nil {
		requirement = requirement[:i[0]]
	}
	m := paketVersion.FindStringSubmatch(requirement)
	if m != nil && (m[1] == "" || m[1] == "=" || m[1] == "==") {
		return entry.New(f, ecosystem, name, m[2], line.Start, line.End)
	}
	p := entry.New(f, ecosystem, name, "", line.Start, line.End)
	if m != nil {
		entry.Open(p, requirement)
	}
	return p
}
