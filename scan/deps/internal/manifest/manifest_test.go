package manifest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/manifest"
)

func read(path, text string) []manifest.Declaration {
	return manifest.Read(scan.NewFile(&scan.Entry{Path: path}, []byte(text)))
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		path, text string
		want       []string // ecosystem name version, and "alone"
	}{
		{"go.mod", "module example.com/a\n\ngo 1.24\n\ntoolchain go1.24.2\n\nrequire example.com/b v1.2.3\n\nrequire (\n\texample.com/c/v2 v2.0.1 // indirect\n\texample.com/d v0.1.0\n)\n\nreplace example.com/d => ./d\n",
			[]string{"Go example.com/b 1.2.3", "Go example.com/c/v2 2.0.1", "Go stdlib 1.24.2"}},
		{"web/package.json", `{"dependencies": {"a": "^1.2.3", "@s/b": "~2.0.0", "c": "*", "d": "1.x", "e": "git+ssh://host/e", "f": ">=1.0.0 <2.0.0", "g": "1.0.0 || 2.0.0", "h": "latest"},
			"devDependencies": {"i": "4.5.6"}, "optionalDependencies": {"j": "v1.0.0-rc.1"}, "peerDependencies": {"k": "1.0.0"}}`,
			[]string{"npm a 1.2.3", "npm @s/b 2.0.0", "npm f 1.0.0", "npm i 4.5.6", "npm j 1.0.0-rc.1"}},
		{"Cargo.toml", "[package]\nname = \"a\"\nversion = \"1.0.0\"\n\n[dependencies]\nb = \"1.2\" # why\nc = { version = \"=0.3.1\", features = [\"x\"] }\nd = { package = \"e\", version = \"1.0\" }\nf = { path = \"../f\" }\n\"g\" = '2.0'\nh = \"*\"\n\n[dependencies.i]\nversion = \"3.1.4\"\ndefault-features = false\n\n[dependencies.j]\nversion = \"3\"\npackage = \"k\"\n\n[target.'cfg(unix)'.dev-dependencies]\nl = \"0.1.2\"\n\n[workspace.dependencies]\nm = \">=1.2, <1.5\"\n",
			[]string{"crates.io b 1.2", "crates.io c 0.3.1", "crates.io g 2.0", "crates.io i 3.1.4", "crates.io l 0.1.2", "crates.io m 1.2"}},
		{"pyproject.toml", "[project]\nname = \"a\"\ndynamic = [\"version>=1\"]\ndependencies = [\n  \"b>=1.2,<2\", # \"z==1\"\n  'c[x]==3.4 ; python_version < \"3.9\"',\n  \"d\",\n]\nkeywords = [\"e==1.0\"]\n\n[project.optional-dependencies]\ntest = [\"f~=1.4\", \"g!=2\"]\n\n[tool.poetry.dependencies]\npython = \"^3.9\"\nh = \"^2.1.0\"\ni = {version = \"1.0\", extras = [\"x\"]}\n\n[tool.poetry.group.dev.dependencies]\nj = \">=1,<3\"\n\n[tool.other]\nk = \"1.0\"\n\n[dependency-groups]\nlint = [\"l==7\"]\n",
			[]string{"PyPI b 1.2", "PyPI c 3.4", "PyPI f 1.4", "PyPI python 3.9", "PyPI h 2.1.0", "PyPI i 1.0", "PyPI j 1", "PyPI l 7"}},
		{"requirements-dev.txt", "# a==1\nb==1.2.3\nC.d [x] == 2.0 ; python_version > '3'\ne>=1\nf==1.0 \\\n    --hash=sha256:00\ng==1.* \nh==1.0 --hash=sha256:00\ni==1!2.0 # why\r\n-r other.txt\n",
			[]string{"PyPI b 1.2.3 alone", "PyPI C.d 2.0 alone"}},
		{"package.json", `{"catalog": {"a": "^1.0.0"}, "workspaces": {"catalogs": {"old": {"b": "2.0.0"}}}}`, []string{"npm a 1.0.0", "npm b 2.0.0"}},
		{"pnpm-workspace.yaml", "packages: [a]\ncatalog:\n  a: ^1.0.0\n  '@s/b': \"2.1.0\" # why 3.0.0\n  c: latest\ncatalogs:\n  old:\n    d: ~0.9.1\n", []string{"npm a 1.0.0", "npm @s/b 2.1.0", "npm d 0.9.1"}},
		{"requirements.in", "a==1", nil},
		{"go.mod", "module (", nil},
		{"package.json", "{", nil},
		{"package.json", "[1]", nil},
		{"Cargo.toml", "[dependencies]\na = \"1.0", nil},
		{"Cargo.toml", "[package]\ndescription = \"\"\"\n[dependencies]\na = \"1.0\"\n\"\"\"\n", nil},
	} {
		var got []string
		for _, d := range read(test.path, test.text) {
			line := fmt.Sprint(d.Ecosystem, " ", d.Name, " ", d.Version())
			if d.Alone {
				line += " alone"
			}
			got = append(got, line)
			if place := test.text[d.Region.StartOffset:d.Region.EndOffset]; place != d.Version() {
				t.Errorf("%s: the place of %s holds %q", test.path, line, place)
			}
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", test.path, diff)
		}
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"go.mod": true, "a/package.json": true, "Cargo.toml": true, "pyproject.toml": true, "requirements.txt": true, "dev-requirements.txt": true,
		"package-lock.json": false, "node_modules/a/package.json": false, "lib/site-packages/a/pyproject.toml": false, "constraints.txt": false,
	} {
		if got := manifest.Wants(path); got != want {
			t.Errorf("Wants(%q) = %v", path, got)
		}
	}
}

func TestAllows(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		spec, version string
		want          bool
	}{
		{"^1.2.3", "1.2.9", true}, {">=1.2.3 <1.2.5", "1.2.4", true}, {">=1.2.3 <1.2.5", "1.2.5", false}, {"1.2.3", "1.3.0", true}, {"1.2.3", "latest", false},
	} {
		list := read("package.json", `{"dependencies": {"a": "`+test.spec+`"}}`)
		if len(list) != 1 || list[0].Allows(test.version) != test.want {
			t.Errorf("%q allows %q: want %v", test.spec, test.version, test.want)
		}
	}
	cargo := read("Cargo.toml", "[dependencies]\na = \"1.2\"\n")[0]
	if !cargo.Holds("1.9.0") || cargo.Holds("2.0.0") || cargo.Holds("1.1.9") || !cargo.Allows("1.9.0") {
		t.Errorf("%+v is no range", cargo)
	}
	if (&manifest.Declaration{Ecosystem: "none", Spec: "1", End: 1}).Allows("2") {
		t.Error("an unknown ecosystem allows something")
	}
}

// FuzzRead checks that no text makes trouble, and that every place holds the
// version that is said to stand there.
func FuzzRead(f *testing.F) {
	for _, path := range []string{"go.mod", "package.json", "pnpm-workspace.yaml", "Cargo.toml", "pyproject.toml", "requirements.txt"} {
		f.Add(path, "catalog:\n  a: ^1.0.0 # b\npackages: [c]\n")
		f.Add(path, "require a v1.0.0\n")
		f.Add(path, `{"dependencies": {"a": "^1.2.3"}}`)
		f.Add(path, "[dependencies]\r\na = \"1.0\"\r\n[project]\ndependencies = [\"b>=1\"]\n")
		f.Add(path, "\ufeffa==1.0\nb == 2 \\\n")
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		if !manifest.Wants(path) {
			return
		}
		file := scan.NewFile(&scan.Entry{Path: path}, []byte(text))
		for _, d := range manifest.Read(file) {
			if d.Version() == "" || file.Encoding() == "utf-8" && !strings.HasPrefix(text, "\ufeff") && text[d.Region.StartOffset:d.Region.EndOffset] != d.Version() {
				t.Errorf("%s: %+v", path, d)
			}
			d.Allows(d.Version())
		}
		if w, ok := manifest.ReadWorkspace(file); ok {
			w.Of("a", []string{"a", "a/b", "c"})
		}
	})
}
