package health

import (
	"cmp"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"

	"github.com/penstock-dev/penstock/scan"
)

// goModule is what a go.mod in the run says of its own module: which releases its
// authors took back, and whether it is deprecated (go.dev/ref/mod, sections
// "retract directive" and "module directive"). Lockfiles do not hold it; where one
// module of a repository needs another one, it is at hand. Of several files about
// one module the first by its path counts.
type goModule struct {
	path, deprecated string
	retracted        []*modfile.Retract
}

// readModule reads a go.mod. One that is broken says nothing: the reader of
// packages tells.
func readModule(f *scan.File) (name string, m goModule) {
	mod, err := modfile.Parse(f.Path, f.Bytes(), nil)
	if err != nil || mod.Module == nil {
		return "", m
	}
	return mod.Module.Mod.Path, goModule{f.Path, mod.Module.Deprecated, mod.Retract}
}

// takenBack reports a version that the module's own go.mod retracts, or a
// module that it calls deprecated.
func (p *pass) takenBack(pkg *scan.Package) *scan.Record {
	m, ok := p.modules[pkg.Name]
	if pkg.Ecosystem != "Go" || !ok {
		return nil
	}
	version := "v" + strings.TrimPrefix(pkg.Version, "v")
	for _, r := range m.retracted {
		if semver.IsValid(version) && semver.Compare(r.Low, version) <= 0 && semver.Compare(version, r.High) <= 0 {
			return finding(deprecatedRule, pkg, "%s is retracted: %s", label(pkg), shorten(cmp.Or(r.Rationale, "its go.mod gives no reason")))
		}
	}
	if m.deprecated != "" {
		return finding(deprecatedRule, pkg, "%s is deprecated: %s", label(pkg), shorten(m.deprecated))
	}
	return nil
}
