package deps

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// goImport is what an advisory of the Go vulnerability database says about one
// package.
type goImport struct {
	Path    string   `json:"path"`
	GOOS    []string `json:"goos"`
	GOARCH  []string `json:"goarch"`
	Symbols []string `json:"symbols"`
}

// goImports returns the packages that the advisories of a finding name.
func goImports(v *Vulnerability) []goImport {
	var all []goImport
	for _, a := range v.Advisories {
		var specific struct {
			Imports []goImport `json:"imports"`
		}
		if json.Unmarshal(a.EcosystemSpecific, &specific) == nil {
			all = append(all, specific.Imports...)
		}
	}
	return slices.DeleteFunc(all, func(i goImport) bool { return i.Path == "" })
}

// builds reports whether the advisory is about the platform.
func (i goImport) builds(c Imports) bool {
	return (c.GOOS == "" || len(i.GOOS) == 0 || slices.Contains(i.GOOS, c.GOOS)) &&
		(c.GOARCH == "" || len(i.GOARCH) == 0 || slices.Contains(i.GOARCH, c.GOARCH))
}

// platforms returns the platforms of an import, "" for all.
func (i goImport) platforms() string {
	return strings.Join(append(slices.Clone(i.GOOS), i.GOARCH...), "/")
}

// Refine implements [ReachPass].
func (p *importsPass) Refine(ctx context.Context, found []*Vulnerability, _ scan.Sink) error {
	for _, v := range found {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("judging imports: %w", context.Cause(ctx))
		}
		if v.Package.Ecosystem != "Go" || v.Kind != scan.KindVulnerability || v.Package.Name == "toolchain" {
			continue
		}
		if r := p.reached(v); r.Words != "" {
			v.Reach(r)
		}
	}
	return nil
}

// reached judges a finding by the modules that name its package: the strongest
// answer is right, and settled only if all are.
func (p *importsPass) reached(v *Vulnerability) Reached {
	imports := goImports(v)
	known := len(imports) > 0
	here := slices.DeleteFunc(slices.Clone(imports), func(i goImport) bool { return !i.builds(p.config) })
	if known && len(here) == 0 {
		return Reached{Level: ReachNone, Settled: true, Words: "only builds for " + imports[0].platforms() + " are affected"}
	}
	var best Reached
	settled := true
	for _, at := range modulesOf(v) {
		if p.modules[at] == nil {
			return Reached{} // a module whose files were not among the target's
		}
		r := p.judge(at, v, here)
		settled = settled && r.Settled
		if best.Words == "" || rank(r.Level) > rank(best.Level) {
			best = r
		}
	}
	best.Settled = settled
	if best.Words == "" {
		return best
	}
	if !known {
		best.Words += " (which packages and functions are affected is not known)"
	} else if only := onlyOn(here); only != "" && p.config.GOOS == "" {
		best.Words += "; only builds for " + only + " are affected"
	}
	return best
}

// rank orders the levels; what is not known is weaker than what is imported and
// stronger than what is not.
func rank(level string) int {
	return slices.Index([]string{ReachNone, ReachRequired, "", ReachImported, ReachCalled}, level)
}

// onlyOn returns the platforms if there is no package that all of them build.
func onlyOn(imports []goImport) string {
	for _, i := range imports {
		if i.platforms() == "" {
			return ""
		}
	}
	return imports[0].platforms()
}

// modulesOf returns the folders of the modules that name a finding's package.
func modulesOf(v *Vulnerability) []place {
	var list []place
	for _, l := range append([]scan.Location{v.Location}, v.Related...) {
		dir := path.Dir(l.Path)
		switch path.Base(l.Path) {
		case "go.mod", "go.sum":
		case "modules.txt":
			dir = path.Dir(dir)
		default:
			continue
		}
		if at, ok := placeOf(l.Origin, dir); ok && !slices.Contains(list, at) {
			list = append(list, at)
		}
	}
	return list
}

// judge says how far one module gets.
func (p *importsPass) judge(at place, v *Vulnerability, imports []goImport) Reached {
	name := v.Package.Name
	u, imported, code := p.find(at, name, imports)
	module := p.modules[at]
	switch {
	case imported != "" && !u.test:
		return Reached{Level: ReachImported, Words: fmt.Sprintf("%s:%d imports %s", u.file, u.line, imported)}
	case imported != "":
		return Reached{Level: ReachImported, Words: fmt.Sprintf("of its own files only tests import %s (%s:%d)", imported, u.file, u.line)}
	case name == "stdlib" && len(imports) == 0:
		return Reached{}
	case code.broken:
		return Reached{Words: "whether it is imported is not known, some Go files could not be read"}
	case module.vendored != nil && name != "stdlib":
		for vendored := range module.vendored {
			if affects(vendored, name, imports) {
				return Reached{Level: ReachImported, Words: "dependencies import what is affected"}
			}
		}
		return Reached{Level: ReachRequired, Settled: true, Words: "the vendor folder has no package that is affected, so no build imports one"}
	case !code.seen:
		return Reached{Words: "no Go file of the module was looked at, so whether it is imported is not known"}
	case module.alone:
		return Reached{Level: ReachRequired, Settled: true, Words: "no Go file imports what is affected, and there are no dependencies that could"}
	}
	return Reached{Words: "no Go file of the module itself imports what is affected, its dependencies may"}
}

// looked says what of a module's Go files was looked at.
type looked struct {
	seen   bool // any; none where only the go.mod was named
	broken bool // some could not be read
}

// find returns the first import of what is affected in the folders of a module,
// and what of its files was looked at.
func (p *importsPass) find(at place, name string, imports []goImport) (first use, imported string, code looked) {
	for folder, content := range p.folders {
		if !p.holds(at, folder) {
			continue
		}
		code = looked{true, code.broken || content.broken}
		for imp, u := range content.uses {
			if !affects(imp, name, imports) {
				continue
			}
			if imported == "" || u.before(first) || u == first && imp < imported {
				first, imported = u, imp
			}
		}
	}
	return first, imported, code
}

// holds reports whether a folder belongs to the module at a place and not to one
// below it.
func (p *importsPass) holds(module, folder place) bool {
	for dir := folder.dir; ; dir = path.Dir(dir) {
		at := place{folder.target, dir}
		if at == module || p.modules[at] != nil || dir == "." {
			return at == module
		}
	}
}

// affects reports whether a package is one of those named or, if none is, one of
// the module.
func affects(imp, module string, imports []goImport) bool {
	if len(imports) == 0 {
		return module != "stdlib" && (imp == module || strings.HasPrefix(imp, module+"/"))
	}
	return slices.ContainsFunc(imports, func(i goImport) bool { return i.Path == imp })
}
