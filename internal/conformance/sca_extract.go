package conformance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// extractCase is one file and the packages that its format's tools see in it.
type extractCase struct {
	ID          string           `json:"id"`
	Format      string           `json:"format"`
	Tier        string           `json:"tier"`
	Path        string           `json:"path"`
	ExpectError bool             `json:"expect_error"`
	Agreement   string           `json:"agreement"`
	Packages    []extractPackage `json:"packages"`
	Edges       []struct {
		From string   `json:"from"`
		To   []string `json:"to"`
	} `json:"edges"`
}

type extractPackage struct {
	ID           string `json:"id"`
	Name         string `json:"name"`
	Version      string `json:"version"`
	Ecosystem    string `json:"ecosystem"`
	PURL         string `json:"purl"`
	Relationship string `json:"relationship"`
}

// strict reports whether peers agree, or a single peer reads a lockfile.
func (c extractCase) strict() bool {
	switch c.Agreement {
	case "two-peers-agree", "three-peers-agree", "majority":
		return true
	case "single-peer":
		return c.Tier == "lock"
	default:
		return false
	}
}

func scaExtract(dir string, report *Report) error {
	dir = filepath.Join(dir, "extract")
	cases, err := readCases[extractCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	peers, err := extractPeers(dir)
	if err != nil {
		return err
	}
	report.Set("extract-strict", 0.95)
	report.Set("extract-advisory", 0.85)
	report.Set("extract-errors", 1)
	report.Set("extract-edges", 0.90)
	for _, c := range cases {
		extractScore(dir, c, peers[c.ID], report)
	}
	return nil
}

// extractPeers reads what other tools answer, where it is at hand: on cases in
// which they differ, any of the answers is right.
func extractPeers(dir string) (map[string][][]extractPackage, error) {
	answers := map[string][][]extractPackage{}
	for _, peer := range []string{"scalibr", "syft"} {
		list, err := readCases[struct {
			ID       string           `json:"id"`
			Packages []extractPackage `json:"packages"`
		}](filepath.Join(dir, "peers-"+peer+".jsonl"))
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			answers[a.ID] = append(answers[a.ID], a.Packages)
		}
	}
	return answers, nil
}

func extractScore(dir string, c extractCase, peers [][]extractPackage, report *Report) {
	packages, err := extractRun(filepath.Join(dir, filepath.FromSlash(c.Path)), c.Format)
	claimed := !errors.Is(err, sbom.ErrNoExtractor)
	score := func(set string, right bool, want, got any) {
		report.Score(set, c.ID, right, want, got)
	}
	right, want, got := false, any("an error"), any(fmt.Sprint(err))
	set := "extract-errors"
	if c.ExpectError {
		right = claimed && err != nil
	} else {
		set = "extract-advisory"
		if c.strict() {
			set = "extract-strict"
		}
		wants := append([][]extractPackage{c.Packages}, peers...)
		if c.Agreement != "peers-differ" {
			wants = wants[:1]
		}
		right = claimed && slices.ContainsFunc(wants, func(w []extractPackage) bool {
			return slices.ContainsFunc(extractViews(packages), func(view []*scan.Package) bool {
				return slices.Equal(extractWant(w), extractGot(view, w))
			})
		})
		want, got = extractDiff(extractWant(c.Packages), extractGot(packages, c.Packages)), err
	}
	score(set, right, want, got)
	if claimed {
		report.Set("extract-format-"+c.Format, 0.95)
		score("extract-format-"+c.Format, right, want, got)
	}
	if len(c.Edges) > 0 {
		want, got := extractWantEdges(c), extractGotEdges(c, packages)
		right := slices.ContainsFunc(extractViews(packages), func(view []*scan.Package) bool {
			return slices.Equal(want, extractGotEdges(c, view))
		})
		score("extract-edges", right, c.Format+": "+extractDiff(want, got), "")
	}
}

// extractNames holds, by format, the path at which a file of the format lies in
// a target, for cases whose files are named after their test.
func extractNames() map[string]string {
	return map[string]string{
		"python dist metadata":  "pkg.dist-info/METADATA",
		"pom.xml":               "pom.xml",
		"go binary":             "bin/tool",
		"rust auditable binary": "bin/tool",
	}
}

// extractName returns the path under which a file is read: its own, or that of
// its format where no file of the format has its name.
func extractName(name, format string) string {
	switch format {
	case "CPAN META":
		return "META" + path.Ext(strings.TrimSuffix(name, "test"))
	case "python dist metadata":
		if ext := path.Ext(name); ext == ".whl" || ext == ".egg" {
			return name
		}
	}
	if canonical, ok := extractNames()[format]; ok {
		return canonical
	}
	return name
}

// extractRun reads a file, with the other files of its folder at hand. Those
// that lie elsewhere in the original stand below "_siblings".
func extractRun(file, format string) (packages []*scan.Package, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = errors.Join(sbom.ErrNoExtractor, fmt.Errorf("panic: %v", v))
		}
	}()
	var main *scan.File
	var near []*scan.File
	dir := extractRoot(file)
	err = filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, at)
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(filepath.ToSlash(rel), "_siblings/")
		f := scan.NewFile(&scan.Entry{Path: name, Size: int64(len(data))}, data)
		if at == file {
			main = scan.NewFile(&scan.Entry{Path: extractName(name, format), Size: -1, Mode: 0o755}, data)
		} else {
			near = append(near, f)
		}
		return nil
	})
	if err != nil || main == nil {
		return nil, errors.Join(sbom.ErrNoExtractor, err)
	}
	if strings.HasPrefix(format, "github ") {
		return extractPipeline(main)
	}
	return sbom.Extract(context.Background(), main, near...)
}

// extractPipeline reads what a workflow or an action of GitHub uses. The peer
// whose answers the cases are looks at steps only, counts actions of the same
// repository too, once each, and takes the version in the comment behind a
// commit for the version.
func extractPipeline(f *scan.File) ([]*scan.Package, error) {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		return nil, err
	}
	described, err := analyzer.Inventory(context.Background(), map[string][]byte{f.Path: f.Bytes()})
	var packages []*scan.Package
	for _, p := range described {
		for _, pkg := range p.Packages() {
			if pkg.Properties[inventory.PropertyKind] == string(ci.UseWorkflow) {
				continue
			}
			own := *pkg
			own.Version = cmp.Or(pkg.Properties[inventory.PropertyVersion], pkg.Version)
			packages = append(packages, &own)
		}
		for _, c := range p.All() {
			known := slices.ContainsFunc(packages, func(pkg *scan.Package) bool { return pkg.Name == c.Text })
			if c.Local && c.Kind == ci.UseAction && !known {
				packages = append(packages, &scan.Package{Name: c.Text})
			}
		}
	}
	return packages, err
}

// extractRoot returns the folder of a case, which is the root of what it holds.
func extractRoot(file string) string {
	dir := filepath.Dir(file)
	for parent := filepath.Dir(dir); filepath.Base(parent) != "files"; parent = filepath.Dir(dir) {
		if parent == dir {
			return filepath.Dir(file)
		}
		dir = parent
	}
	return dir
}

// extractKey writes a package in the one way in which names and versions are
// compared.
func extractKey(ecosystem, packageURL, name, version string) string {
	name = strings.ToLower(name)
	if ecosystem == "PyPI" || strings.HasPrefix(packageURL, "pkg:pypi/") {
		name = purl.NormalizePyPI(name)
	}
	if ecosystem == "Go" || strings.HasPrefix(packageURL, "pkg:golang/") {
		if len(version) > 1 && version[0] == 'v' && version[1] >= '0' && version[1] <= '9' {
			version = version[1:]
		}
	}
	return name + "@" + version
}

// extractViews returns the packages and what is left of them for callers that
// leave out, as some peers do, what serves development or the build, or what
// cannot be looked up because its version or package URL is not known, or that
// ask for the project itself only.
func extractViews(packages []*scan.Package) [][]*scan.Package {
	var shipped, linked, known, roots []*scan.Package
	for _, p := range packages {
		if p.Scope != scan.ScopeDev {
			shipped = append(shipped, p)
		}
		if p.Scope != scan.ScopeDev && p.Scope != scan.ScopeBuild {
			linked = append(linked, p)
		}
		if p.Relation == scan.RelationRoot {
			roots = append(roots, p)
		}
		if p.PURL != "" && extractVersion(p) != "" {
			known = append(known, p)
		}
	}
	return [][]*scan.Package{packages, shipped, linked, known, roots}
}

// extractVersion is what peers give for a version: that of a package, or what a
// manifest asks for where the version is open.
func extractVersion(p *scan.Package) string {
	if p.Version == "" {
		return p.Properties["requirement"]
	}
	return p.Version
}

func extractWant(list []extractPackage) []string {
	keys := []string{}
	for _, p := range list {
		if p.Relationship != "root" {
			keys = append(keys, extractKey(p.Ecosystem, p.PURL, p.Name, p.Version))
		}
	}
	slices.Sort(keys)
	return keys
}

// extractGot leaves out the project itself, unless the case wants it as a
// package like any other.
func extractGot(list []*scan.Package, want []extractPackage) []string {
	wanted := extractWant(want)
	keys := []string{}
	for _, p := range list {
		key := extractKey(p.Ecosystem, p.PURL, p.Name, extractVersion(p))
		if p.Relation == scan.RelationRoot && !slices.Contains(wanted, key) {
			continue
		}
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// extractDiff shows what is missing (-) and what is too much (+).
func extractDiff(want, got []string) string {
	var diff []string
	rest := slices.Clone(got)
	for _, w := range want {
		if i := slices.Index(rest, w); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		diff = append(diff, "-"+w)
	}
	for _, g := range rest {
		diff = append(diff, "+"+g)
	}
	return strings.Join(diff, " ")
}

// extractWantEdges lists the edges of a case as "from -> to".
func extractWantEdges(c extractCase) []string {
	byID := map[string]string{}
	for _, p := range c.Packages {
		byID[p.ID] = extractKey(p.Ecosystem, p.PURL, p.Name, p.Version)
	}
	var edges []string
	for _, e := range c.Edges {
		for _, to := range e.To {
			edges = append(edges, byID[e.From]+" -> "+byID[to])
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}

// extractGotEdges leaves out the edges of the project itself, unless the case
// has any.
func extractGotEdges(c extractCase, packages []*scan.Package) []string {
	key := func(p *scan.Package) string { return extractKey(p.Ecosystem, p.PURL, p.Name, p.Version) }
	byPURL := map[string]string{}
	for _, p := range packages {
		byPURL[p.PURL] = key(p)
	}
	want := extractWantEdges(c)
	var edges []string
	for _, p := range packages {
		from := key(p) + " -> "
		if p.Relation == scan.RelationRoot && !slices.ContainsFunc(want, func(e string) bool { return strings.HasPrefix(e, from) }) {
			continue
		}
		for _, to := range p.DependsOn {
			edges = append(edges, from+byPURL[to])
		}
	}
	slices.Sort(edges)
	return slices.Compact(edges)
}
