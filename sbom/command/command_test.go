package command_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/command"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
	"github.com/penstock-dev/penstock/scan/cli"
)

// outcome is what a call of the command left.
type outcome struct {
	code        int
	out, errors string
}

// gate calls the command with an environment and standard input.
func gate(t *testing.T, env map[string]string, stdin string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	config := cli.Config{Version: "1.0", Commands: []cli.Command{command.New(command.Config{
		Archives: func(target scan.Target) (scan.Target, error) { return archive.New(archive.Config{Target: target}) },
		Revision: func(path, revision string, _ []string) (scan.Target, error) {
			return scan.Dir(filepath.Join(path, revision), scan.TreeConfig{}), nil
		},
		Now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
	})}}
	code := cli.Run(t.Context(), config, append([]string{"sbom"}, args...), cli.Env{
		Stdin: strings.NewReader(stdin), Stdout: &stdout, Stderr: &stderr, Getenv: func(name string) string { return env[name] },
	})
	return outcome{code, stdout.String(), stderr.String()}
}

// squeezed makes one space of several, so that the columns of a table may have
// any width.
func squeezed(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
}

// want checks an outcome: the code, and texts that either output has.
func (o outcome) want(t *testing.T, code int, texts ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit code %d, want %d", o.code, code)
	}
	for _, text := range texts {
		if !strings.Contains(squeezed(o.out+o.errors), squeezed(text)) {
			t.Errorf("no %q", text)
		}
	}
	if t.Failed() {
		t.Fatalf("standard output:\n%s\nstandard error:\n%s", o.out, o.errors)
	}
}

const (
	lock = `{"name": "shop", "version": "1.2.0", "lockfileVersion": 3, "packages": {
"": {"name": "shop", "version": "1.2.0", "license": "Apache-2.0", "dependencies": {"wheel": "^1.0.0"}, "devDependencies": {"lathe": "2.0.0"}},
"node_modules/wheel": {"version": "1.4.0", "license": "MIT", "resolved": "https://registry.example/wheel.tgz", "dependencies": {"axle": "1.0.0"}},
"node_modules/axle": {"version": "1.0.0", "license": "MIT"},
"node_modules/lathe": {"version": "2.0.0", "dev": true}}}`
	workflow = "on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v6\n"
)

// tree writes a project and returns its folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func shop(t *testing.T) string {
	return tree(t, map[string]string{"package-lock.json": lock, ".github/workflows/ci.yml": workflow})
}

// written returns the path of a file with a document of the shop.
func written(t *testing.T, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "bom.json")
	gate(t, nil, "", append(append([]string{"write", "-o", file}, args...), shop(t))...).want(t, cli.ExitPass)
	return file
}

func parsed(t *testing.T, text string) *bom.Document {
	t.Helper()
	d, err := document.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestFormats writes every format twice, with the same bytes, and finds nothing
// wrong with it.
func TestFormats(t *testing.T) {
	t.Parallel()
	dir := shop(t)
	for _, format := range []string{
		"cyclonedx-json", "cyclonedx-json@1.6", "cyclonedx-json@1.7", "cyclonedx-xml", "cyclonedx-xml@1.6", "cyclonedx-xml@1.7", "spdx-json", "spdx-json@2.3", "spdx-json@3.0.1",
	} {
		first, second := gate(t, nil, "", "-format", format, dir), gate(t, nil, "", "-workers", "1", "-format", format, dir)
		first.want(t, cli.ExitPass, "shop 1.2.0: 4 components, named by package-lock.json")
		if first.out != second.out {
			t.Errorf("%s: the second document differs", format)
		}
		d := parsed(t, first.out)
		if len(d.Components) != 5 || d.Root() == nil || d.Root().Name != "shop" {
			t.Errorf("%s: %d components of %v", format, len(d.Components), d.Root())
		}
		if strings.HasPrefix(format, "cyclonedx") != (len(d.Formulation) == 1) {
			t.Errorf("%s: %d formulas", format, len(d.Formulation))
		}
		gate(t, nil, first.out, "validate", "-fail-on", "low", "-").want(t, cli.ExitPass, "valid: 5 components, 0 problems")
	}
}

// TestWrite wants what flags say to be in the document.
func TestWrite(t *testing.T) {
	t.Parallel()
	dir := shop(t)
	all := []string{
		"-name", "store", "-version", "3", "-purl", "pkg:generic/store@3", "-type", "container", "-supplier", "Acme", "-author", "Ann <ann@acme.example>", "-author", "Acme",
		"-lifecycle", "build", "-created", "now", "-complete", "-omit", "dev", "-formulation=false", dir,
	}
	o := gate(t, nil, "", all...)
	o.want(t, cli.ExitPass, "store 3: 4 components, named by -name")
	d := parsed(t, o.out)
	root := d.Root()
	if root.FullName() != "store" || root.Version != "3" || root.PURL != "pkg:generic/store@3" || root.Type != "container" || root.Supplier.Name != "Acme" {
		t.Errorf("root %+v", root)
	}
	if d.Created != "2026-03-01T08:00:00Z" || d.Lifecycles[0] != "build" || len(d.Authors) != 1 || d.Authors[0].Email != "ann@acme.example" || d.Manufacturer.Name != "Acme" || d.Supplier.Name != "Acme" {
		t.Errorf("document %+v", d)
	}
	if len(d.Formulation) != 0 || d.Compositions[0].Aggregate != "complete" || strings.Contains(o.out, "lathe") {
		t.Errorf("formulas %v, compositions %v\n%s", d.Formulation, d.Compositions, o.out)
	}
	d = parsed(t, gate(t, map[string]string{"SOURCE_DATE_EPOCH": "1772355600"}, "", "-version", "1.3.0", dir).out)
	if root := d.Root(); root.PURL != "pkg:npm/shop@1.3.0" || root.Version != "1.3.0" || d.Created != "2026-03-01T09:00:00Z" || d.Lifecycles[0] != "pre-build" {
		t.Errorf("root %+v, created %s, lifecycles %v", root, d.Created, d.Lifecycles)
	}
	if i := slices.IndexFunc(d.Dependencies, func(dep bom.Dependency) bool { return dep.Ref == "pkg:npm/shop@1.3.0" }); i < 0 || len(d.Dependencies[i].DependsOn) != 3 {
		t.Errorf("dependencies of a root with another version: %v", d.Dependencies)
	}
}

// TestName wants the project nearest to the top to be described, and the folder
// where there is none or more than one.
func TestName(t *testing.T) {
	t.Parallel()
	const module = "module example.com/mill\n\ngo 1.26.0\n"
	dir := tree(t, map[string]string{"go.mod": module, "web/package-lock.json": lock})
	gate(t, nil, "", dir).want(t, cli.ExitPass, "example.com/mill: ", "named by go.mod", "no version of example.com/mill is known")
	dir = tree(t, map[string]string{"yard/go.mod": module, "yard/package-lock.json": lock})
	gate(t, nil, "", filepath.Join(dir, "yard")).want(t, cli.ExitPass, "yard: ", "named after the path")
	gate(t, nil, "", "-revision", "yard", dir).want(t, cli.ExitPass, "example.com/mill")
	const manifest = `{"name": "plant", "version": "1.2.0", "dependencies": {"pump": "^1.0.0"}}`
	dir = tree(t, map[string]string{"package.json": manifest, "demo/shop/package-lock.json": lock})
	gate(t, nil, "", dir).want(t, cli.ExitPass, "plant 1.2.0: ", "named by package.json")
	dir = tree(t, map[string]string{"package.json": manifest, "yarn.lock": "pump@^1.0.0:\n  version \"1.0.0\"\n", "demo/shop/package-lock.json": lock})
	gate(t, nil, "", dir).want(t, cli.ExitPass, "plant 1.2.0: ", "named by package.json")
}

// TestSeveral writes several files at once, and what is for people to standard
// output.
func TestSeveral(t *testing.T) {
	t.Parallel()
	dir, out := shop(t), t.TempDir()
	a, b := filepath.Join(out, "a.json"), filepath.Join(out, "b.json")
	o := gate(t, nil, "", "-format", "cyclonedx-json="+a, "-format", "spdx-json="+b, "-format", "text", dir)
	o.want(t, cli.ExitPass, "wheel             1.4.0    npm     runtime  MIT", "actions/checkout  v6", "1 workflow")
	for _, file := range []string{a, b} {
		if text, err := os.ReadFile(file); err != nil || len(parsed(t, string(text)).Components) != 5 {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestDocumentAsTarget takes the packages of a document.
func TestDocumentAsTarget(t *testing.T) {
	t.Parallel()
	o := gate(t, nil, "", written(t))
	o.want(t, cli.ExitPass, "shop 1.2.0: 4 components", "note: of a bill of materials only the packages count here")
	if d := parsed(t, o.out); len(d.Formulation) != 0 || d.Component("pkg:npm/axle@1.0.0") == nil {
		t.Errorf("%s", o.out)
	}
}

// TestIncomplete wants what could not be read to be in the document, on standard
// error and in the exit code, unless it is accepted.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"package-lock.json": lock[:len(lock)-40]})
	o := gate(t, nil, "", dir)
	o.want(t, cli.ExitIncomplete, "not complete: malformed: package-lock.json", "incomplete: 1 thing was not looked at")
	if d := parsed(t, o.out); d.Compositions[0].Aggregate != "incomplete" {
		t.Errorf("compositions %+v", d.Compositions)
	}
	gate(t, nil, "", "-accept", "malformed=package-lock.json", dir).want(t, cli.ExitPass, "accepted: malformed")
	gate(t, nil, "", "-accept", "empty", t.TempDir()).want(t, cli.ExitPass, "0 components")
}

// TestNothing wants no document of what could not be looked at at all.
func TestNothing(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"there was no file to look at": {t.TempDir()},
		"deadline":                     {"-timeout", "1ns", shop(t)},
		"nope":                         {"-revision", "nope", shop(t)},
	} {
		file := filepath.Join(t.TempDir(), "bom.json")
		o := gate(t, nil, "", append([]string{"-format", "text", "-format", "cyclonedx-json=" + file}, args...)...)
		o.want(t, cli.ExitIncomplete, want, "no document was written")
		if _, err := os.Stat(file); o.out != "" || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v, a document: %s", want, err, o.out)
		}
	}
}

// TestUsage wants wrong command lines to be told with where help is.
func TestUsage(t *testing.T) {
	t.Parallel()
	file := written(t)
	lockfile := filepath.Join(shop(t), "package-lock.json")
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{"vlidate", file}, `"vlidate" is neither a verb nor a path`},
		{[]string{"./nowhere"}, "nowhere: no such file"},
		{[]string{"-format", "pdf", "."}, `there is no format "pdf"`},
		{[]string{"-format", "text", "-format", "spdx-json", "."}, "both go to one place"},
		{[]string{"-format", "text=x", "-o", "y", "."}, "every -format names a file"},
		{[]string{"-omit", "runtime", "."}, "-omit runtime"},
		{[]string{"-created", "yesterday", "."}, `"yesterday" is no time`},
		{[]string{"-workers", "-1", "."}, "must not be negative"},
		{[]string{"-revision", "v1", lockfile}, "is no repository"},
		{[]string{"-accept", "", "."}, "Run 'gate sbom write -help'"},
		{[]string{"-accept", "nosuch", "."}, `there is no kind "nosuch": want analyzer, changed,`},
		{[]string{"validate", "-accept", "malformed=", file}, "no pattern behind the ="},
		{[]string{"-nonsense"}, "flag provided but not defined"},
		{[]string{"validate"}, "want a document"},
		{[]string{"validate", lockfile}, "not a known bill of materials"},
		{[]string{"validate", filepath.Dir(file)}, "is a folder"},
		{[]string{"validate", "-fail-on", "mauve", file}, "-fail-on mauve"},
		{[]string{"validate", "-format", "pdf", file}, `there is no format "pdf"`},
		{[]string{"validate", "-max-problems", "-1", file}, "must not be negative"},
		{[]string{"score"}, "want a document"},
		{[]string{"score", "-profile", "mine", file}, `there is no profile "mine"`},
		{[]string{"score", "-min", "11", file}, "between 0 and 10"},
		{[]string{"score", "-format", "pdf", file}, `there is no format "pdf"`},
		{[]string{"diff", file}, "want two documents"},
		{[]string{"diff", "-fail", "colour", file, file}, "-fail colour"},
		{[]string{"diff", "-format", "pdf", file, file}, `there is no format "pdf"`},
		{[]string{"merge", file}, "want two documents or more"},
		{[]string{"merge", "-mode", "round", file, file}, "unknown mode"},
		{[]string{"enrich", file}, "want a document, and a patch"},
		{[]string{"enrich", "-patch", lockfile, file}, "package-lock.json"},
		{[]string{"audit"}, "want a document"},
		{[]string{"convert", file, file}, "want one document"},
		{[]string{"convert", lockfile}, "not a known bill of materials"},
		{[]string{"vex"}, "want a document"},
		{[]string{"vex", lockfile}, "not a known VEX document"},
	} {
		o := gate(t, nil, "", tt.args...)
		if o.code != cli.ExitUsage || !strings.Contains(o.errors, tt.want) || !strings.Contains(o.errors, " -help' for its flags") {
			t.Errorf("%v: exit code %d, want %q:\n%s", tt.args, o.code, tt.want, o.errors)
		}
	}
	gate(t, map[string]string{"SOURCE_DATE_EPOCH": "never"}, "", ".").want(t, cli.ExitUsage, "SOURCE_DATE_EPOCH")
}

// TestHelp wants every verb to explain itself, with examples that begin with its
// name.
func TestHelp(t *testing.T) {
	t.Parallel()
	gate(t, nil, "", "-help").want(t, cli.ExitPass, "gate sbom [write] [flags]", "gate sbom diff [flags] OLD NEW", "Exit codes:")
	for _, verb := range command.New(command.Config{}).Verbs {
		gate(t, nil, "", verb.Name, "-help").want(t, cli.ExitPass, "  gate sbom "+verb.Name+" ", verb.Summary, "Exit codes:")
		gate(t, nil, "", "help", verb.Name).want(t, cli.ExitPass, verb.Summary)
	}
}

// TestOutputIsClean keeps control characters of documents away from terminals.
func TestOutputIsClean(t *testing.T) {
	t.Parallel()
	bad, err := json.Marshal("ev\x1b[2Jil\nrow\u202e")
	if err != nil {
		t.Fatal(err)
	}
	text := `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": ` + string(bad) + `, "bom-ref": "a"}},
		"components": [{"type": "library", "name": ` + string(bad) + `, "version": ` + string(bad) + `}]}`
	file := filepath.Join(t.TempDir(), "bom.json")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"convert", "-format", "text", file}, {"score", file}, {"diff", written(t), file}, {"diff", "-format", "markdown", written(t), file}, {"validate", file},
		{"merge", "-format", "text", file, written(t)}, {"audit", file, shop(t)},
	} {
		o := gate(t, nil, "", args...)
		if strings.ContainsAny(o.out+o.errors, "\x1b\u202e") || strings.Contains(o.out+o.errors, "\nrow") {
			t.Errorf("%v:\n%s%s", args, o.out, o.errors)
		}
	}
}
