// Package distro reads what the package managers of Linux distributions have
// installed.
//
// Sources: deb-control(5) and dpkg-query(1), the apk specification (apk-package,
// "Package metadata"), the description files of libalpm, the data bases of rpm,
// os-release(5), and the package URL types deb, apk, alpm and rpm.
package distro

import (
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// release is what os-release says.
type release struct{ id, version, cpe string }

// osRelease lists the paths of the file that names a distribution, below its
// root.
func osRelease() []string { return []string{"etc/os-release", "usr/lib/os-release"} }

// releaseOf reads the os-release of the root that a data base lies in; below is
// the path of the data base there. Without one the distribution is "linux", as
// os-release(5) has it.
func releaseOf(f *scan.File, below string, near func(string) *scan.File) release {
	root := strings.TrimSuffix(f.Path, below)
	for _, p := range osRelease() {
		file := near(path.Join(root, p))
		if file == nil {
			continue
		}
		values := map[string]string{}
		for line := range entry.Lines(file) {
			if key, value, ok := strings.Cut(line.Text, "="); ok {
				values[key] = strings.Trim(value, `"'`)
			}
		}
		if values["ID"] != "" {
			return release{values["ID"], values["VERSION_ID"], values["CPE_NAME"]}
		}
	}
	return release{id: "linux"}
}

// ecosystem names the distribution as the OSV schema does; one that is not
// known by the name of its package manager.
func (r release) ecosystem(manager string) string {
	if name := purl.Distribution(r.id, r.version, r.cpe); name != "" {
		return name
	}
	return manager
}

// installed makes the package of a distribution.
func (r release) installed(f *scan.File, kind, name, version, arch string, start, end int) *scan.Package {
	p := entry.New(f, r.ecosystem(kind), name, version, start, end)
	u := purl.URL{Type: kind, Namespace: r.id, Name: name, Version: version}
	distribution := r.id + "-" + r.version
	for _, q := range []purl.Qualifier{{Key: "arch", Value: arch}, {Key: "distro", Value: strings.TrimSuffix(distribution, "-")}} {
		if q.Value != "" && q.Value != "linux" {
			u.Qualifiers = append(u.Qualifiers, q)
		}
	}
	p.PURL = ""
	if s, err := purl.Canonical(u); err == nil {
		p.PURL = s
	}
	p.Installed = true
	return p
}

// provider finds packages by the names that they have or provide.
type provider map[string][]*scan.Package

func (v provider) add(name string, p *scan.Package) {
	if name != "" && !slices.Contains(v[name], p) {
		v[name] = append(v[name], p)
	}
}

// need is a package with the names of which it needs one.
type need struct {
	from *scan.Package
	any  []string
}

// link follows what packages need; of several providers the one of that name
// goes first.
func (v provider) link(list *entry.List, needs []need) {
	for _, n := range needs {
		for _, name := range n.any {
			if found := v[name]; len(found) > 0 {
				if found[0] != n.from {
					list.Depend(n.from, found[0])
				}
				break
			}
		}
	}
}
