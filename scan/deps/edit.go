package deps

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/manifest"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// manifests are what the manifests of a run ask for, by folder and package.
type manifests struct {
	on     bool
	mu     sync.Mutex
	asked  map[declared][]declaration
	spaces map[home]manifest.Workspace
	homes  map[string]map[string]bool // folders with a manifest, by ecosystem
	shared map[home][]string          // what members has answered
}

// home is a folder with a manifest of an ecosystem.
type home struct{ dir, ecosystem string }

type declared struct{ dir, ecosystem, name string }

type declaration struct {
	manifest.Declaration
	path string
}

func newManifests(on bool) *manifests {
	return &manifests{on: on, asked: map[declared][]declaration{}, spaces: map[home]manifest.Workspace{}, homes: map[string]map[string]bool{}, shared: map[home][]string{}}
}

// wants reports whether a file is a manifest that can be edited.
func (m *manifests) wants(e *scan.Entry) bool {
	return m.on && e.Origin == nil && manifest.Wants(e.Path)
}

// read takes in a file; one that is not wanted says nothing.
func (m *manifests) read(f *scan.File) {
	if !m.wants(f.Entry) {
		return
	}
	list, dir := manifest.Read(f), path.Dir(f.Path)
	space, some := manifest.ReadWorkspace(f)
	m.mu.Lock()
	defer m.mu.Unlock()
	if some {
		at := home{dir, space.Ecosystem}
		known := m.spaces[at] // a package.json and a pnpm-workspace.yaml
		space.Members, space.Folders = append(known.Members, space.Members...), append(known.Folders, space.Folders...)
		m.spaces[at] = space
	}
	for _, one := range list {
		key := declared{dir, one.Ecosystem, osv.NormalName(one.Ecosystem, one.Name)}
		m.asked[key] = append(m.asked[key], declaration{one, f.Path})
		if m.homes[one.Ecosystem] == nil {
			m.homes[one.Ecosystem] = map[string]bool{}
		}
		m.homes[one.Ecosystem][dir] = true
	}
}

// members returns the folders whose manifests share the lockfile in a folder: that
// folder itself, what it takes from paths, and the members of its workspace.
func (m *manifests) members(at home) []string {
	if list, ok := m.shared[at]; ok {
		return list
	}
	folders := slices.Sorted(maps.Keys(m.homes[at.ecosystem]))
	list, seen := []string{at.dir}, map[string]bool{at.dir: true}
	for i := 0; i < len(list); i++ {
		space, ok := m.spaces[home{list[i], at.ecosystem}]
		if i > 0 {
			space.Members = nil // a workspace within is one of its own
		}
		if !ok {
			continue
		}
		for _, folder := range space.Of(list[i], folders) {
			if !seen[folder] {
				seen[folder] = true
				list = append(list, folder)
			}
		}
	}
	m.shared[at] = list
	return list
}

// declare makes a package that a manifest beside its file asks for a direct one.
// Some lockfiles, such as poetry.lock, do not tell: there a package that another
// one needs as well was taken for one that comes with it only. A go.mod says it
// itself, and lists what is needed indirectly too.
func (m *manifests) declare(v *Vulnerability) {
	asked := func(d declaration) bool { return d.Holds(v.Package.Version) }
	p := v.Package
	if p.Ecosystem == "Go" || p.Relation == scan.RelationRoot || !slices.ContainsFunc(m.of(v), asked) {
		return
	}
	if p.Relation != scan.RelationDirect { // once for all findings about it
		p.Relation = scan.RelationDirect
		if len(v.Through) > 0 && len(p.Paths) > 0 && p.Paths[0][0] == v.Through[0].PURL {
			p.Paths = slices.Insert(p.Paths, 0, []string{p.PURL}) // the ways begin at what the project asks for
			p.Paths = p.Paths[:min(len(p.Paths), maxPaths)]
		}
	}
	v.Remediation = v.advise()
}

// edit adds to the first fix that stays compatible the edits that make it: those of
// the requirements in manifests beside the files that name the package, where they
// hold for its version and for the new one. An upgrade to another major version is
// left to people.
func (m *manifests) edit(v *Vulnerability) {
	if v.Kind == scan.KindMalware || v.Package.Properties["replaces"] != "" {
		return
	}
	for i := range v.Fixes {
		f := &v.Fixes[i]
		if f.Upgrade == nil || !compatible(v.Package.Ecosystem, f.Upgrade.From, f.Upgrade.To) {
			continue
		}
		alone, locked := true, locked(v)
		for _, one := range m.of(v) {
			to := strings.TrimPrefix(f.Upgrade.To, "v")
			if !one.Holds(v.Package.Version) || !one.Allows(to) {
				continue
			}
			alone = alone && one.Alone
			f.Edits = append(f.Edits, scan.Edit{Path: one.path, Region: one.Region, Text: to})
		}
		if len(f.Edits) > 0 {
			f.Safe = alone && samePatchLine(f.Upgrade.From, f.Upgrade.To)
			f.Caveat = caveat(v.Package, f.Upgrade, alone, locked)
			f.Description += afterwards(v.Package, alone || !locked)
			return
		}
	}
}

// of returns the requirements that are about the package of a finding: those of the
// manifests beside the files that name it and of what shares these files, such as the
// members of a workspace. What a file asks for alone counts for this file only.
func (m *manifests) of(v *Vulnerability) []declaration {
	var list []declaration
	seen := map[spot]bool{}
	name := osv.NormalName(v.Package.Ecosystem, v.Package.Name)
	for _, at := range append([]scan.Location{v.Location}, v.Related...) {
		if at.Path == "" || at.Origin != nil {
			continue
		}
		for _, dir := range m.members(home{path.Dir(at.Path), v.Package.Ecosystem}) {
			for _, one := range m.asked[declared{dir, v.Package.Ecosystem, name}] {
				key := spot{one.path, one.Region.StartOffset}
				if one.Alone && one.path != at.Path || seen[key] {
					continue
				}
				seen[key] = true
				list = append(list, one)
			}
		}
	}
	slices.SortFunc(list, func(a, b declaration) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.Region.StartOffset, b.Region.StartOffset))
	})
	return list
}

// locked reports whether a file that is no manifest names the package of a finding: a
// lockfile then has to be renewed. That a go.mod has a go.sum goes without saying.
func locked(v *Vulnerability) bool {
	if v.Package.Ecosystem == "Go" || !manifest.Wants(v.Location.Path) {
		return true
	}
	return slices.ContainsFunc(v.Related, func(l scan.Location) bool { return l.Path != "" && !manifest.Wants(l.Path) })
}

// spot tells requirements apart.
type spot struct {
	path   string
	offset int
}

// caveat says what an upgrade may change, or what it does not do yet; "" for a safe
// one. Where no lockfile was among the files, there may be one that was not looked at.
func caveat(p *scan.Package, u *scan.Upgrade, alone, locked bool) string {
	var parts []string
	if !samePatchLine(u.From, u.To) {
		parts = append(parts, "from "+u.From+" to "+u.To+" is more than a patch")
	}
	switch {
	case alone:
	case !locked:
		parts = append(parts, "a lockfile that was not looked at would have to be renewed")
	case toolchain(p):
		parts = append(parts, "everything is built with it")
	case p.Ecosystem == "Go":
		parts = append(parts, "until go.sum is complete the module does not build")
	default:
		parts = append(parts, "until the lockfile is renewed builds that hold to it fail")
	}
	return strings.Join(parts, "; ")
}

// afterwards says what an edited manifest alone does not do.
func afterwards(p *scan.Package, alone bool) string {
	switch {
	case alone:
		return ""
	case toolchain(p):
		return "; the go command then takes that toolchain, and fetches it where it may"
	case p.Ecosystem == "Go":
		return "; go mod tidy then completes go.sum"
	}
	return "; the package manager then has to renew the lockfile"
}

// toolchain reports whether a package is what comes with Go itself: the toolchain line
// of a go.mod stands for it, and go.sum knows nothing of it.
func toolchain(p *scan.Package) bool {
	return p.Ecosystem == "Go" && (p.Name == "stdlib" || p.Name == "toolchain")
}

// compatible reports whether an upgrade stays in the same major version, or for
// versions before 1 in the same minor one: what Semantic Versioning, section 4,
// lets be expected to work. In Go those before 1 are one line too: an incompatible
// version has another module path, and the go command raises them the same way.
func compatible(ecosystem, from, to string) bool {
	a, b := leading(from), leading(to)
	if a[0] == "" || a[0] != b[0] {
		return false
	}
	return strings.Trim(a[0], "0") != "" || a[1] == b[1] || ecosystem == "Go"
}

// samePatchLine reports whether two versions differ behind the second number only.
func samePatchLine(from, to string) bool {
	a, b := leading(from), leading(to)
	return a[0] != "" && a == b
}

// leading returns the first two numbers of a version; the second is "0" where
// there is none.
func leading(version string) [2]string {
	version = strings.TrimPrefix(strings.TrimPrefix(version, "go"), "v")
	core := version[:len(version)-len(strings.TrimLeft(version, "0123456789."))]
	major, rest, _ := strings.Cut(core, ".")
	minor, _, _ := strings.Cut(rest, ".")
	if minor == "" {
		minor = "0"
	}
	return [2]string{major, minor}
}
