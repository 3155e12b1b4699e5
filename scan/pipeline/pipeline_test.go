package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func Example() {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	workflow := []byte(`on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "${{ github.event.issue.title }}"
`)
	list, err := analyzer.Check(context.Background(), ".github/workflows/greet.yml", workflow)
	if err != nil {
		fmt.Println(err)
	}
	for _, w := range list {
		if w.Persona == scan.PersonaRegular {
			fmt.Println(w.Location.Region.StartLine, w.Severity, w.Location.Logical, w.Privilege)
			fmt.Println(w.Message)
		}
	}
	// Output:
	// 7 high jobs.greet.steps[0].run exposed
	// github.event.issue.title, which outsiders write, expands inside a script as code
}

func ExampleAnalyzer_CheckFiles() {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := analyzer.CheckFiles(context.Background(), map[string][]byte{
		".github/workflows/greet.yml": []byte(`on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-24.04
    steps:
      - uses: ./.github/actions/say
        with: { text: "${{ github.event.issue.title }}" }
`),
		".github/actions/say/action.yml": []byte(`name: say
inputs:
  text: { required: true }
runs:
  using: composite
  steps:
    - run: echo "${{ inputs.text }}"
      shell: bash
`),
	})
	if err != nil {
		fmt.Println(err)
	}
	for _, w := range list {
		if w.Persona == scan.PersonaRegular {
			fmt.Println(w.Message)
			for _, step := range w.CodeFlows[0].Steps {
				fmt.Printf("%s:%d %s\n", step.Path, step.Region.StartLine, step.Role)
			}
		}
	}
	// Output:
	// inputs.text carries github.event.issue.title, which outsiders write, into a script as code
	// .github/workflows/greet.yml:1 trigger
	// .github/workflows/greet.yml:8 source
	// .github/actions/say/action.yml:7 sink
}

func newAnalyzer(t testing.TB) *pipeline.Analyzer {
	t.Helper()
	a, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// recorder is a sink that keeps what it gets.
type recorder struct{ findings []*pipeline.Weakness }

func (r *recorder) Finding(f scan.Finding)      { r.findings = append(r.findings, f.(*pipeline.Weakness)) }
func (r *recorder) Package(*scan.Package)       {}
func (r *recorder) Diagnostic(*scan.Diagnostic) {}

func TestPass(t *testing.T) {
	t.Parallel()
	pass, err := newAnalyzer(t).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{".github/workflows/a.yml": true, "x/b.YAML": true, "c.json": false, "yml": false} {
		if got := pass.Wants(&scan.Entry{Path: path}); got != want {
			t.Errorf("Wants(%q) = %t", path, got)
		}
	}
	text := "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n"
	for path, want := range map[string]bool{
		".github/workflows/a.yml": true,
		"templates/a.yml":         true, // recognised by its content
	} {
		var out recorder
		if err := pass.File(t.Context(), scan.NewFile(&scan.Entry{Path: path}, []byte(text)), &out); err != nil {
			t.Fatal(err)
		}
		if got := len(out.findings) > 0; got != want {
			t.Errorf("%s: %d findings", path, len(out.findings))
		}
	}
	for _, other := range []string{"apiVersion: v1\nkind: Pod\n", "jobs: 1\nsteps: 2\n", "", "- a\n- b\n", "# only a comment\n", "jobs:\n  x: {steps: [1]}\n", "runs: {using: composite}\x00"} {
		var out recorder
		if err := pass.File(t.Context(), scan.NewFile(&scan.Entry{Path: "other.yml"}, []byte(other)), &out); err != nil || len(out.findings) > 0 {
			t.Errorf("%q: %d findings, %v", other, len(out.findings), err)
		}
	}
}

func TestDiagnostics(t *testing.T) {
	t.Parallel()
	const path = ".github/workflows/a.yml"
	small, err := pipeline.New(pipeline.Config{MaxFileSize: 20})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		analyzer *pipeline.Analyzer
		text     string
		kind     scan.DiagnosticKind
		line     int
	}{
		"broken":    {newAnalyzer(t), "on: push\njobs:\n\ta: 1\n", scan.DiagMalformed, 3},
		"not UTF-8": {newAnalyzer(t), "on: \xff\xff\n", scan.DiagMalformed, 0},
		"deep":      {newAnalyzer(t), "on: " + strings.Repeat("[", 500) + strings.Repeat("]", 500) + "\n", scan.DiagLimit, 0},
		"large":     {small, "on: push\njobs:\n  a: {}\n", scan.DiagTooLarge, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := tt.analyzer.Check(t.Context(), path, []byte(tt.text))
			var d *scan.Diagnostic
			if !errors.As(err, &d) || !errors.Is(err, scan.ErrIncomplete) {
				t.Fatalf("error %v is no diagnostic", err)
			}
			if d.Kind != tt.kind || d.Location.Path != path || d.Location.Region.StartLine != tt.line {
				t.Errorf("%s at %s:%d: %v", d.Kind, d.Location.Path, d.Location.Region.StartLine, d)
			}
		})
	}
}

// TestPartial checks that what stands before a broken document is reported.
func TestPartial(t *testing.T) {
	t.Parallel()
	text := "on: push\npermissions: write-all\njobs: {}\n---\na: b: c\n"
	list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", []byte(text))
	if err == nil || !slices.ContainsFunc(list, func(w *pipeline.Weakness) bool { return w.Rule.ID == "github/excessive-permissions" }) {
		t.Errorf("%d findings, error %v", len(list), err)
	}
}

func TestIgnore(t *testing.T) {
	t.Parallel()
	const frame = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: step\n        uses: a/b@v1%s\n"
	tests := map[string]struct {
		comment, reason string
		ignored         bool
	}{
		"by id":          {" # penstock: ignore[github/unpinned-component] vendored", "vendored", true},
		"by short name":  {" # penstock: ignore[unpinned-component]", "", true},
		"in a list":      {" # penstock: ignore[x, unpinned-component]", "", true},
		"zizmor's name":  {" # zizmor: ignore[unpinned-uses]", "", true},
		"line above":     {"\n        # penstock: ignore[unpinned-component]", "", false}, // behind the step
		"other rule":     {" # penstock: ignore[expression-injection]", "", false},
		"no bracket":     {" # penstock: ignore[unpinned-component", "", false},
		"no comment":     {" penstock: ignore[unpinned-component]", "", false},
		"unknown prefix": {" # other: ignore[unpinned-component]", "", false},
		"whole file":     {"\n# penstock: ignore-file[unpinned-component] sample", "sample", true},
		"file, zizmor":   {"\n# zizmor: ignore-file[unpinned-uses]", "", false},
		"checkov":        {" #checkov:skip=CKV_GHA_1:no reason", "", false},
		"checkov name":   {" # checkov:skip=unpinned-component:no reason", "", false},
		"in the step":    {"\n        env: # penstock: ignore[unpinned-component] why\n          A: b", "why", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, _ := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", fmt.Appendf(nil, frame, tt.comment))
			for _, w := range list {
				if w.Rule.ID != "github/unpinned-component" {
					continue
				}
				if w.Suppressed() != tt.ignored {
					t.Fatalf("suppressed: %t", w.Suppressed())
				}
				if tt.ignored && (w.Suppressions[0].Kind != "inSource" || w.Suppressions[0].Justification != tt.reason || w.Suppressions[0].Location == nil) {
					t.Errorf("suppression %+v", w.Suppressions[0])
				}
			}
		})
	}
}

// TestIgnoreAbove checks that a comment on a line of its own counts for what is
// below it, and names that other tools have.
func TestIgnoreAbove(t *testing.T) {
	t.Parallel()
	for comment, rule := range map[string]string{
		"# penstock: ignore[insecure-commands] why":                                      "github/insecure-commands",
		"# zizmor: ignore[insecure-commands] why":                                        "github/insecure-commands",
		"# checkov:skip=CKV_GHA_1:why":                                                   "github/insecure-commands",
		"#checkov:skip=CKV_GHA_1, CKV_GHA_2: why":                                        "github/insecure-commands",
		"# penstock: ignore-file[insecure-commands]why":                                  "github/insecure-commands",
		"# penstock: ignore[default_permissions_on_risky_events, insecure-commands] why": "github/insecure-commands",
	} {
		text := "on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      " + comment + "\n      ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n    steps: []\n"
		list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(w *pipeline.Weakness) bool { return w.Rule.ID == rule })
		if i < 0 || !list[i].Suppressed() || list[i].Suppressions[0].Justification != "why" {
			t.Errorf("%s: not suppressed", comment)
		}
	}
}

// TestOccurrences checks that what is said about several places of a file is
// told once, but for the places where a comment suppresses it.
func TestOccurrences(t *testing.T) {
	t.Parallel()
	text := "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n" +
		"      - uses: a/b@v1\n      - uses: a/b@v1 # penstock: ignore[unpinned-component] why\n      - uses: a/b@v2\n      - uses: a/b@v1\n      - uses: a/b/c@v1\n"
	list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range list {
		if w.Rule.ID != "github/unpinned-component" {
			continue
		}
		line := fmt.Sprint(w.Location.Region.StartLine, " ", w.Occurrences, " ", w.Suppressed())
		for _, l := range w.Related {
			line += fmt.Sprint(" ", l.Role, " ", l.Region.StartLine)
		}
		got = append(got, line)
	}
	if diff := cmp.Diff([]string{"6 2 false occurrence 9", "7 0 true", "8 0 false", "10 0 false"}, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// TestSwitchedOff checks that what never runs is reported to pedants only.
func TestSwitchedOff(t *testing.T) {
	t.Parallel()
	for cond, want := range map[string]scan.Persona{"false": scan.PersonaPedantic, "${{ false }}": scan.PersonaPedantic, "${{ false && github.ref }}": scan.PersonaPedantic, "true": scan.PersonaRegular, "github.ref": scan.PersonaRegular} {
		text := "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/b@v1\n        if: " + cond + "\n"
		list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(w *pipeline.Weakness) bool { return w.Rule.ID == "github/unpinned-component" })
		if i < 0 || list[i].Persona != want {
			t.Errorf("if %s: %+v", cond, list)
		}
	}
}

// TestAlias checks that what one definition brings in several places is
// reported once, at the definition, with the gravest use.
func TestAlias(t *testing.T) {
	t.Parallel()
	text := `on: [pull_request, issues]
jobs:
  restricted:
    if: github.event_name == 'pull_request'
    runs-on: x
    steps: &steps
      - run: echo ${{ github.event.issue.title }}
  exposed:
    runs-on: x
    steps: *steps
`
	list, err := newAnalyzer(t).Check(t.Context(), ".github/workflows/a.yml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range list {
		if w.Rule.ID == "github/expression-injection" {
			got = append(got, fmt.Sprint(w.Location.Region.StartLine, " ", w.Severity, " ", w.Job))
		}
	}
	if diff := cmp.Diff([]string{"7 critical exposed"}, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	systems := pipeline.Systems()
	for name, cfg := range map[string]pipeline.Config{
		"twice":    {Systems: append(pipeline.Systems(), systems...)},
		"nil":      {Systems: []audit.System{nil}},
		"negative": {MaxFileSize: -1},
	} {
		if _, err := pipeline.New(cfg); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	none, err := pipeline.New(pipeline.Config{Systems: []audit.System{}})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(none.Rules()); n != 0 {
		t.Errorf("%d rules without a system", n)
	}
	if a := newAnalyzer(t); a.Name() != "pipeline" || len(a.Rules()) == 0 {
		t.Error("the default analyzer has no rules")
	}
}

// fixtures returns the files of the rules' golden archives.
func fixtures(t testing.TB) []txtar.File {
	t.Helper()
	names, err := filepath.Glob("github/testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	var files []txtar.File
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range txtar.Parse(data).Files {
			if f.Name != "want" {
				files = append(files, f)
			}
		}
	}
	return files
}

// TestFindings checks what holds for every finding.
func TestFindings(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	for _, f := range fixtures(t) {
		list, err := a.Check(t.Context(), f.Name, f.Data)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		for _, w := range list {
			r := w.Location.Region
			if r.StartOffset < 0 || r.StartOffset > r.EndOffset || r.EndOffset > len(f.Data) || r.StartLine < 1 {
				t.Errorf("%s: %s at %+v", f.Name, w.Rule.ID, r)
			}
			if w.Message == "" || w.Severity == scan.SeverityUnknown || w.System != "github" {
				t.Errorf("%s: incomplete finding %+v", f.Name, w)
			}
			if w.Expression != "" && !strings.Contains(string(f.Data), strings.Fields(w.Expression)[0]) {
				t.Errorf("%s: expression %q is not in the file", f.Name, w.Expression)
			}
		}
	}
}

// TestFixes applies the fixes of a rule at once and checks that the finding is gone, that applying
// the fixes again changes nothing, and that comments stay.
func TestFixes(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	text := "on: push # why\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v6 # six\n      - name: named\n        uses: actions/checkout@v6\n        with:\n          fetch-depth: 0 # all\n      - uses: actions/checkout@v6\n        with: {persist-credentials: true}\n"
	const want = "on: push # why\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: actions/checkout@v6 # six\n        with:\n          persist-credentials: false\n      - name: named\n        uses: actions/checkout@v6\n        with:\n          persist-credentials: false\n          fetch-depth: 0 # all\n      - uses: actions/checkout@v6\n        with: {persist-credentials: false}\n"
	for range 2 {
		list, err := a.Check(t.Context(), ".github/workflows/a.yml", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		var edits []scan.Edit
		for _, w := range list {
			if w.Class() != "credential-persistence" {
				continue
			}
			for _, f := range w.Fixes {
				edits = append(edits, f.Edits...)
			}
		}
		slices.SortFunc(edits, func(a, b scan.Edit) int { return b.Region.StartOffset - a.Region.StartOffset })
		for _, e := range edits {
			text = text[:e.Region.StartOffset] + e.Text + text[e.Region.EndOffset:]
		}
		if diff := cmp.Diff(want, text); diff != "" {
			t.Fatalf("fixed text (-want +got):\n%s", diff)
		}
	}
}

func TestConcurrent(t *testing.T) {
	t.Parallel()
	a := newAnalyzer(t)
	files := fixtures(t)
	count := func() (n int) {
		for _, f := range files {
			list, _ := a.Check(context.Background(), f.Name, f.Data)
			n += len(list)
		}
		return n
	}
	want := count()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if got := count(); got != want {
				t.Errorf("%d findings, want %d", got, want)
			}
		})
	}
	wg.Wait()
}

// TestHostile checks that files which are made to cost much do not.
func TestHostile(t *testing.T) {
	t.Parallel()
	var env, steps, needs strings.Builder
	for i := range 60 {
		fmt.Fprintf(&env, "  V%d: %s\n", i, strings.Repeat(fmt.Sprintf("${{ env.V%d }} ", i+1), 20))
		fmt.Fprintf(&needs, "  j%d:\n    runs-on: x\n    needs: [%s]\n    steps: []\n", i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("j%d, ", i+1), 20), ", "))
	}
	for range 3000 {
		steps.WriteString("      - uses: actions/checkout@v6\n        with: {ref: \"${{ github.head_ref }}\"}\n      - run: make\n")
	}
	expressions := strings.Repeat("          ${{ github.head_ref }}\n", 20000)
	head := "on: pull_request_target\n"
	tests := map[string]string{
		"definitions that multiply": head + "env:\n" + env.String() + "jobs:\n  a:\n    steps:\n      - run: echo ${{ env.V0 }}\n",
		"needs that multiply":       head + "jobs:\n" + needs.String(),
		"many checkouts":            head + "jobs:\n  a:\n    steps:\n" + steps.String(),
		"many expressions":          head + "jobs:\n  a:\n    steps:\n      - run: |\n" + expressions,
		"many in no shell":          head + "jobs:\n  a:\n    steps:\n      - shell: pwsh\n        run: |\n" + expressions,
	}
	a := newAnalyzer(t)
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if _, err := a.Check(t.Context(), ".github/workflows/a.yml", []byte(text)); err != nil {
				t.Fatal(err)
			}
			if d := time.Since(start); d > 3*time.Minute {
				t.Errorf("%d bytes took %s", len(text), d)
			}
		})
	}
}

// TestHostileRepository checks that files which call each other over and over do
// not cost much.
func TestHostileRepository(t *testing.T) {
	t.Parallel()
	dense, chain := map[string][]byte{}, map[string][]byte{}
	const actions = 60
	for i := range actions {
		var text strings.Builder
		text.WriteString("name: a\ninputs: { x: {} }\noutputs: { o: { value: \"${{ steps.s0.outputs.o }}\" } }\nruns:\n  using: composite\n  steps:\n")
		for k := range actions {
			fmt.Fprintf(&text, "    - id: s%d\n      uses: ./.github/actions/a%d\n      with: { x: \"${{ inputs.x }} ${{ steps.s%d.outputs.o }} ${{ env.V }}\" }\n", k, k, (k+1)%actions)
		}
		text.WriteString("    - run: echo ${{ inputs.x }} ${{ steps.s1.outputs.o }}\n      shell: bash\n")
		dense[fmt.Sprintf(".github/actions/a%d/action.yml", i)] = []byte(text.String())
	}
	for i := range 300 {
		chain[fmt.Sprintf(".github/workflows/w%03d.yml", i)] = fmt.Appendf(nil,
			"on: { workflow_call: { inputs: { x: { type: string } } }, issues: }\njobs:\n  a:\n    uses: ./.github/workflows/w%03d.yml\n    with: { x: \"${{ inputs.x }}${{ github.event.issue.title }}\" }\n  b:\n    runs-on: x\n    steps:\n      - run: echo ${{ inputs.x }}\n", (i+1)%300)
	}
	for name, files := range map[string]map[string][]byte{"dense": dense, "chain": chain} {
		start := time.Now()
		if _, err := newAnalyzer(t).CheckFiles(t.Context(), files); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d > 3*time.Minute {
			t.Errorf("%s: %d files took %s", name, len(files), d)
		}
	}
}

func FuzzCheckFiles(f *testing.F) {
	f.Add("on: issues\njobs:\n  a:\n    steps:\n      - uses: ./x\n        with: { t: \"${{ github.event.issue.title }}\" }\n", "inputs: { t: {} }\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.t }}\n")
	f.Add("on: pull_request_target\njobs:\n  a:\n    runs-on: self-hosted\n    steps:\n      - uses: actions/checkout@v4\n        with: { ref: \"${{ github.head_ref }}\" }\n      - uses: ./x\n        with: { t: \"${{ secrets.T }}\" }\n",
		"inputs: { t: {} }\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.t }} > f\n    - uses: actions/upload-artifact@v4\n      with: { path: f }\n    - run: make\n")
	f.Add("on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/a.yml\n", "runs:\n  using: composite\n  steps:\n    - uses: ./x\n")
	a := newAnalyzer(f)
	f.Fuzz(func(t *testing.T, workflow, action string) {
		files := map[string][]byte{".github/workflows/a.yml": []byte(workflow), "x/action.yml": []byte(action)}
		list, _ := a.CheckFiles(context.Background(), files)
		for _, w := range list {
			if r := w.Location.Region; r.EndOffset > len(files[w.Location.Path]) {
				t.Fatalf("%s at %+v of %s", w.Rule.ID, r, w.Location.Path)
			}
			if w.Part && !slices.ContainsFunc(list, func(o *pipeline.Weakness) bool {
				return o.Correlation == w.Correlation && !o.Part && !o.Suppressed() && o.Severity >= w.Severity && o.Persona <= w.Persona
			}) {
				t.Fatalf("%s at %+v is a part of nothing", w.Rule.ID, w.Location.Region)
			}
		}
	})
}

func FuzzCheck(f *testing.F) {
	for _, file := range fixtures(f) {
		f.Add(file.Data)
	}
	a := newAnalyzer(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		list, err := a.Check(context.Background(), ".github/workflows/a.yml", text)
		var d *scan.Diagnostic
		if err != nil && !errors.As(err, &d) {
			t.Fatalf("error %v is no diagnostic", err)
		}
		for _, w := range list {
			if r := w.Location.Region; r.StartOffset > r.EndOffset || r.EndOffset > len(text) {
				t.Fatalf("%s at %+v of %d bytes", w.Rule.ID, r, len(text))
			}
		}
	})
}

// tree returns a repository of n workflows, most of which use one of its
// actions, and some a workflow of it.
func tree(n int) map[string][]byte {
	files := map[string][]byte{
		".github/actions/say/action.yml": []byte("name: say\ninputs:\n  text: {}\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.text }}\n      shell: bash\n"),
		".github/workflows/reusable.yml": []byte("on:\n  workflow_call:\n    inputs:\n      t: { type: string }\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/say\n        with: { text: \"${{ inputs.t }}\" }\n"),
	}
	filler := strings.Repeat("      - name: build it\n        run: |\n          make all\n          echo \"$HOME\" | tee log.txt\n        env: { A: b, C: \"${{ github.sha }}\" }\n", 25)
	for i := range n {
		text := "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n" + filler +
			"      - uses: ./.github/actions/say\n        with: { text: constant }\n"
		if i == n/2 {
			text = "on: issues\npermissions: {}\njobs:\n  a:\n    uses: ./.github/workflows/reusable.yml\n    with: { t: \"${{ github.event.issue.title }}\" }\n"
		}
		files[fmt.Sprintf(".github/workflows/w%04d.yml", i)] = []byte(text)
	}
	return files
}

// TestOrigins checks which files are taken to belong together: those of one
// target and image, the upper layer's first, and no versions of a history. The
// order in which they come does not matter.
func TestOrigins(t *testing.T) {
	t.Parallel()
	const workflow, action = ".github/workflows/a.yml", ".github/actions/say/action.yml"
	call := "on: issues\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ./.github/actions/say\n        with: { text: \"${{ github.event.issue.%s }}\" }\n"
	say := "name: say\ninputs: { text: {} }\nruns:\n  using: composite\n  steps:\n    - run: echo ${{ inputs.text }}\n      shell: bash\n"
	type file struct {
		path, text string
		origin     *scan.Origin
	}
	image := func(layer int) *scan.Origin { return &scan.Origin{Image: "i", LayerIndex: layer} }
	tests := map[string]struct {
		files []file
		want  []string
	}{
		"one tree":      {[]file{{workflow, fmt.Sprintf(call, "title"), nil}, {action, say, nil}}, []string{"github.event.issue.title"}},
		"two targets":   {[]file{{workflow, fmt.Sprintf(call, "title"), nil}, {action, say, &scan.Origin{Target: "2"}}}, nil},
		"layers":        {[]file{{workflow, fmt.Sprintf(call, "title"), image(0)}, {action, say, image(3)}}, []string{"github.event.issue.title"}},
		"commits":       {[]file{{workflow, fmt.Sprintf(call, "title"), &scan.Origin{Commit: "c"}}, {action, say, &scan.Origin{Commit: "c"}}}, nil},
		"two workflows": {[]file{{workflow, fmt.Sprintf(call, "body"), nil}, {".github/workflows/b.yml", fmt.Sprintf(call, "number"), nil}, {action, say, nil}}, []string{"github.event.issue.body"}},
	}
	for name, tt := range tests {
		for range 2 {
			slices.Reverse(tt.files)
			pass, err := newAnalyzer(t).Begin(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var out recorder
			for _, f := range tt.files {
				if err := pass.File(t.Context(), scan.NewFile(&scan.Entry{Path: f.path, Origin: f.origin}, []byte(f.text)), &out); err != nil {
					t.Fatal(err)
				}
			}
			if err := pass.(scan.EndPass).End(t.Context(), &out); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, w := range out.findings {
				if w.Rule.ID == "github/expression-injection" && len(w.CodeFlows) > 0 {
					source, _, _ := strings.Cut(w.CodeFlows[0].Message, " ")
					got = append(got, source)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("%s: sources (-want +got):\n%s", name, diff)
			}
		}
	}
}

// TestMemory checks that a large repository is checked together in bounded
// memory, and that the one tainted way through it is found.
func TestMemory(t *testing.T) {
	files := tree(1000)
	a := newAnalyzer(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	previous := debug.SetGCPercent(20)
	defer debug.SetGCPercent(previous)
	list, err := a.CheckFiles(t.Context(), files)
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if !slices.ContainsFunc(list, func(w *pipeline.Weakness) bool {
		return w.Rule.ID == "github/expression-injection" && len(w.CodeFlows) == 1 && len(w.CodeFlows[0].Steps) == 4
	}) {
		t.Error("the way through three files was not found")
	}
	grown := (after.HeapSys - before.HeapSys) >> 20
	t.Logf("the heap grew by %d MB", grown)
	if grown > 60 {
		t.Errorf("the heap grew by %d MB", grown)
	}
}

// BenchmarkCheckFiles reports how many files of one repository are checked in a
// second when all of them depend on others.
func BenchmarkCheckFiles(b *testing.B) {
	files := tree(300)
	a := newAnalyzer(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.CheckFiles(context.Background(), files); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(files)*b.N)/b.Elapsed().Seconds(), "files/s")
}

// BenchmarkCheck reports how many files are checked in a second, and how long
// that takes in comparison with parsing them only.
func BenchmarkCheck(b *testing.B) {
	files := fixtures(b)
	a := newAnalyzer(b)
	b.ReportAllocs()
	var bare time.Duration
	for b.Loop() {
		for _, f := range files {
			if _, err := a.Check(context.Background(), f.Name, f.Data); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		start := time.Now()
		for _, f := range files {
			var n yaml.Node
			if err := yaml.Unmarshal(f.Data, &n); err != nil {
				b.Fatal(err)
			}
		}
		bare += time.Since(start)
		b.StartTimer()
	}
	b.ReportMetric(float64(len(files)*b.N)/b.Elapsed().Seconds(), "files/s")
	b.ReportMetric(b.Elapsed().Seconds()/bare.Seconds(), "x-bare-parse")
}

// TestArchives passes over what lies in an archive, unless it is asked for.
func TestArchives(t *testing.T) {
	t.Parallel()
	for _, archives := range []bool{false, true} {
		analyzer, err := pipeline.New(pipeline.Config{Archives: archives})
		if err != nil {
			t.Fatal(err)
		}
		pass, err := analyzer.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		inside := &scan.Entry{Path: ".github/workflows/ci.yml", Origin: &scan.Origin{Archives: []string{"a.zip"}}}
		if got := pass.Wants(inside); got != archives {
			t.Errorf("with Archives %t a file in an archive is wanted: %t", archives, got)
		}
		if !pass.Wants(&scan.Entry{Path: ".github/workflows/ci.yml", Origin: &scan.Origin{Commit: "a"}}) {
			t.Error("a file of a commit is not wanted")
		}
	}
}
