package golden

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// Check fails when an answer breaks what holds for any input: packages have
// names, package URLs that are canonical and say the same as the fields, places
// inside their files, and dependencies that are packages of the answer.
func Check(t testing.TB, files []*scan.File, r *Recorder) {
	t.Helper()
	known := map[string]bool{}
	for _, p := range r.Packages {
		known[p.PURL] = true
	}
	for _, p := range r.Packages {
		if p.Name == "" || p.Ecosystem == "" || len(p.Locations) == 0 {
			t.Errorf("package without name, ecosystem or place: %+v", p)
		}
		checkURL(t, p)
		for _, loc := range p.Locations {
			checkPlace(t, files, loc)
		}
		if !slices.IsSorted(p.DependsOn) {
			t.Errorf("%s: dependencies are not sorted: %q", p.Name, p.DependsOn)
		}
		for _, d := range p.DependsOn {
			if !known[d] {
				t.Errorf("%s depends on %s, which is not in the inventory", p.Name, d)
			}
		}
	}
	for _, d := range r.Diagnostics {
		if d.Message == "" || d.Kind == "" {
			t.Errorf("diagnostic without message or kind: %+v", d)
		}
		checkPlace(t, files, d.Location)
	}
}

func checkURL(t testing.TB, p *scan.Package) {
	t.Helper()
	if p.PURL == "" {
		return
	}
	u, err := purl.Parse(p.PURL)
	if err != nil {
		t.Errorf("package %s: %v", p.Name, err)
		return
	}
	if again, err := purl.Canonical(u); err != nil || again != p.PURL {
		t.Errorf("package URL %s is not canonical: %s, %v", p.PURL, again, err)
	}
	version := u.Version
	if epoch := u.Qualifiers.Map()["epoch"]; epoch != "" && u.Type == "rpm" {
		version = epoch + ":" + version
	}
	if version != p.Version {
		t.Errorf("package URL %s has version %q, its package %q", p.PURL, u.Version, p.Version)
	}
}

func checkPlace(t testing.TB, files []*scan.File, loc scan.Location) {
	t.Helper()
	if loc.Origin != nil && len(loc.Origin.Archives) > 0 {
		return // in an archive that the files hold
	}
	i := slices.IndexFunc(files, func(f *scan.File) bool { return f.Path == loc.Path })
	if i < 0 {
		t.Errorf("place %s is in no file given", Place(loc))
		return
	}
	if loc.Region.IsZero() {
		return
	}
	g := loc.Region
	bom := files[i].Region(0, 0).StartOffset
	want := files[i].Region(g.StartOffset-bom, g.EndOffset-bom)
	g.Snippet, g.SnippetColumn = "", 0
	if g != want {
		t.Errorf("place %s: %+v, its offsets stand for %+v", Place(loc), g, want)
	}
}

// Fuzz feeds an extractor with broken files of a name, beginning with those of
// the archives in testdata, alone and with a second file near by.
func Fuzz(f *testing.F, x sbom.Extractor, path, near string) {
	for _, data := range seeds(f, path) {
		f.Add(data, []byte(nil))
	}
	for _, data := range seeds(f, near) {
		f.Add([]byte("\n"), data)
	}
	f.Fuzz(func(t *testing.T, data, other []byte) {
		files := []*scan.File{File(path, data), File(near, other)}
		rec := Run(t, files, x)
		Check(t, files, rec)
		if again := Run(t, []*scan.File{File(near, other), File(path, data)}, x); again.sorted() != rec.sorted() {
			t.Errorf("order of files matters:\n%s\nand\n%s", rec.Text(), again.Text())
		}
	})
}

func (r *Recorder) sorted() string {
	lines := strings.Split(r.Text(), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// seeds returns the files with a base name in the archives of testdata.
func seeds(f *testing.F, path string) [][]byte {
	f.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	deeper, err := filepath.Glob(filepath.Join("testdata", "*", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	names = append(names, deeper...)
	var list [][]byte
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		files := split(txtar.Parse(data))
		for _, file := range files {
			if filepath.Base(file.Path) == filepath.Base(path) {
				list = append(list, file.Bytes())
			}
		}
	}
	return list
}
