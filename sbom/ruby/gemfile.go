package ruby

import (
	"context"
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Gemfile reads Gemfile and gems.rb (the manual page of Bundler, "gemfile"), where
// no lockfile lies beside it. The program is not run: gems are the calls of gem
// with a literal name that stand on a line of their own. Unless one version is
// asked for the version stays open, and what is asked for is the property
// "requirement". Groups are not followed, so that scopes are unknown.
type Gemfile struct{}

// Name returns "ruby/gemfile".
func (Gemfile) Name() string { return "ruby/gemfile" }

// Patterns returns the names that Bundler looks for.
func (Gemfile) Patterns() []string { return []string{"Gemfile", "gems.rb"} }

// ShadowedBy returns the lockfiles.
func (Gemfile) ShadowedBy(p string) []string {
	lock := "Gemfile.lock"
	if path.Base(p) == "gems.rb" {
		lock = "gems.locked"
	}
	return []string{path.Join(path.Dir(p), lock)}
}

// Quiet returns true.
func (Gemfile) Quiet() bool { return true }

var (
	// gemCall is the name and what stands behind it.
	gemCall = regexp.MustCompile(`^gem[ \t(]\s*(?:'([^'#]+)'|"([^"#]+)")(.*)$`)
	// gemRequirement is one of the requirements behind the name.
	gemRequirement = regexp.MustCompile(`^\s*,\s*(?:'([^']*)'|"([^"]*)")`)
	// gemOption is where a gem comes from.
	gemOption    = regexp.MustCompile(`[ ,{(](?:(git|github|path|ref):|:(git|github|path|ref)\s*=>)\s*(?:'([^']*)'|"([^"]*)")`)
	exactVersion = regexp.MustCompile(`^(?:=\s*)?(\d+(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z.-]+)?)$`)
)

// Extract reads one manifest.
func (Gemfile) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	for line := range entry.Lines(f) {
		m := gemCall.FindStringSubmatch(line.Text)
		if m == nil {
			continue
		}
		name, rest := m[1]+m[2], m[3]
		var asked []string
		for {
			r := gemRequirement.FindStringSubmatch(rest)
			if r == nil {
				break
			}
			asked, rest = append(asked, r[1]+r[2]), rest[len(r[0]):]
		}
		list.Add(gemOf(f, name, asked, rest, line))
	}
	list.Report(out)
	return nil
}

// gemOf makes the package of a call.
func gemOf(f *scan.File, name string, asked []string, options string, line entry.Line) *scan.Package {
	version := ""
	if len(asked) == 1 {
		if m := exactVersion.FindStringSubmatch(strings.TrimSpace(asked[0])); m != nil {
			version = m[1]
		}
	}
	p := entry.New(f, ecosystem, name, version, line.Start, line.End)
	if version == "" {
		entry.Open(p, strings.Join(asked, ", "))
	}
	from := map[string]string{}
	for _, m := range gemOption.FindAllStringSubmatch(options, -1) {
		from[m[1]+m[2]] = m[3] + m[4]
	}
	switch {
	case from["git"] != "":
		entry.SetGit(p, from["git"], from["ref"])
	case from["github"] != "":
		repository := from["github"]
		if !strings.Contains(repository, "/") {
			repository += "/" + repository
		}
		entry.SetGit(p, "https://github.com/"+repository+".git", from["ref"])
	case from["path"] != "":
		p.Source = from["path"]
	}
	p.Relation = scan.RelationDirect
	return p
}
