package cli_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// database is a user with a folder for caches.
type database struct {
	cache  string
	config cli.Config
	given  string     // the advisories that analyzers were made with
	asked  cli.Update // of the last update
	err    error      // of updates
}

func newDatabase(t *testing.T) *database {
	t.Helper()
	d := &database{cache: t.TempDir()}
	d.config = cli.Config{
		Analyzers: func(_ context.Context, o cli.Options) ([]scan.Analyzer, error) {
			d.given = o.Advisories
			return []scan.Analyzer{marks{}}, nil
		},
		Update: func(_ context.Context, u cli.Update) ([]osv.Updated, error) {
			d.asked = u
			return []osv.Updated{
				{Ecosystem: "Go", Action: osv.UpdateChanged, Records: 5, Changed: 2, Removed: 1, Bytes: 3 << 20, Modified: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)},
				{Ecosystem: "npm", Action: osv.UpdateFailed},
			}, d.err
		},
	}
	return d
}

func (d *database) run(t *testing.T, args ...string) (int, string) {
	t.Helper()
	var out bytes.Buffer
	code := cli.Run(t.Context(), d.config, args, cli.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, CacheDir: d.cache})
	return code, out.String()
}

func (d *database) dir() string { return filepath.Join(d.cache, "penstock", "advisories") }

// records writes a folder in the layout of the bucket.
func records(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"Go/GO-1.json":   `{"id":"GO-1","modified":"2030-01-02T00:00:00Z","affected":[{"package":{"ecosystem":"Go","name":"example.com/a"},"versions":["1.0.0"]},{"package":{"ecosystem":"PyPI","name":"a"}}]}`,
		"npm/MAL-1.json": `{"id":"MAL-1","modified":"2030-01-03T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"a"},"versions":["1.0.0"]}]}`,
	} {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestDatabase takes advisories in and scans with them.
func TestDatabase(t *testing.T) {
	t.Parallel()
	d := newDatabase(t)
	for _, args := range [][]string{{"db"}, {"db", "status"}} {
		if code, out := d.run(t, args...); code != cli.ExitIncomplete || !strings.Contains(out, "has no advisories") {
			t.Errorf("%v before: exit code %d:\n%s", args, code, out)
		}
	}
	source := records(t)
	if d.run(t, "scan", source); d.given != "" {
		t.Errorf("a scan finds advisories that are not there: %s", d.given)
	}
	if code, out := d.run(t, "db", "import", source); code != cli.ExitPass || !strings.Contains(out, "Go, npm") {
		t.Errorf("import: exit code %d:\n%s", code, out)
	}
	code, out := d.run(t, "db", "status")
	for _, want := range []string{"Go                      1 package          1 claim   newest of 2030-01-02\n", "npm ", "2 advisories, "} {
		if code != cli.ExitPass || !strings.Contains(out, want) {
			t.Errorf("status: exit code %d, want %q:\n%s", code, want, out)
		}
	}
	if strings.Contains(out, "PyPI") {
		t.Errorf("an ecosystem that is only mentioned has an index:\n%s", out)
	}
	if d.run(t, "scan", source); d.given != d.dir() {
		t.Errorf("a scan takes advisories from %q", d.given)
	}
	if d.run(t, "scan", source, "-advisories", "elsewhere"); d.given != "elsewhere" {
		t.Errorf("a scan takes advisories from %q", d.given)
	}
	if code, out = d.run(t, "db", "status", "-max-age", "1ns"); code != cli.ExitPass {
		t.Errorf("advisories of the future are too old: exit code %d:\n%s", code, out)
	}
	damage(t, filepath.Join(d.dir(), osv.IndexName("npm")))
	if code, out = d.run(t, "db", "status"); code != cli.ExitIncomplete || !strings.Contains(out, "index of the npm advisories not loaded") {
		t.Errorf("status of a damaged index: exit code %d:\n%s", code, out)
	}
}

// TestDatabaseDamaged wants the only index not to be a mistake of the user when it is
// damaged.
func TestDatabaseDamaged(t *testing.T) {
	t.Parallel()
	d, source := newDatabase(t), records(t)
	d.config.Analyzers = func(ctx context.Context, o cli.Options) ([]scan.Analyzer, error) {
		_, err := osv.LoadPath(ctx, o.Advisories, osv.Config{InMemory: true})
		return []scan.Analyzer{marks{}}, err
	}
	if code, out := d.run(t, "db", "import", "-ecosystem", "npm", source); code != cli.ExitPass {
		t.Fatalf("exit code %d:\n%s", code, out)
	}
	index := filepath.Join(d.dir(), osv.IndexName("npm"))
	if err := os.WriteFile(index, []byte("PENSTOCK, and no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{d.dir(): cli.ExitIncomplete, index: cli.ExitIncomplete, filepath.Join(d.cache, "none"): cli.ExitUsage} {
		if code, out := d.run(t, "scan", "-advisories", name, source); code != want {
			t.Errorf("%s: exit code %d, want %d:\n%s", name, code, want, out)
		}
	}
}

// damage changes a byte in the claims of an index, which has the header's
// length in bytes 12 to 15.
func damage(t *testing.T, name string) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data[20+int(data[12])] ^= 1
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestDatabaseImportSome(t *testing.T) {
	t.Parallel()
	d := newDatabase(t)
	elsewhere := filepath.Join(t.TempDir(), "own")
	if code, out := d.run(t, "db", "import", "-dir", elsewhere, "-ecosystem", "npm", records(t)); code != cli.ExitPass {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	list, err := os.ReadDir(elsewhere)
	if err != nil || len(list) != 1 || list[0].Name() != osv.IndexName("npm") {
		t.Error(list, err)
	}
	if code, out := d.run(t, "db", "import", "-ecosystem", "PyPI", filepath.Join(elsewhere, osv.IndexName("npm"))); code != cli.ExitIncomplete || !strings.Contains(out, `there is nothing about "PyPI" in it, only about npm`) {
		t.Errorf("an ecosystem that is not there: exit code %d:\n%s", code, out)
	}
}

func TestDatabaseUpdate(t *testing.T) {
	t.Parallel()
	d := newDatabase(t)
	code, out := d.run(t, "db", "update", "-from", "https://advisories.example", "-ecosystem", "Go", "-ecosystem", "npm", "-full")
	if code != cli.ExitPass || !strings.Contains(out, "Go               changed    5 advisories, newest of 2030-01-02 (2 changed, 1 removed, 3.0 MB fetched)\nnpm              failed\n") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if u := d.asked; u.From != "https://advisories.example" || u.Dir != d.dir() || !u.Full || !slices.Equal(u.Ecosystems, []string{"Go", "npm"}) || u.Now.IsZero() {
		t.Errorf("asked for %+v", u)
	}
	state := &osv.State{Source: "https://advisories.example/again"}
	if err := state.Save(d.dir()); err != nil {
		t.Fatal(err)
	}
	d.err = errors.New("out of reach")
	if code, out := d.run(t, "db", "update", "-ecosystem", "Go"); code != cli.ExitIncomplete || !strings.Contains(out, "out of reach") || d.asked.From != state.Source {
		t.Errorf("exit code %d from %s:\n%s", code, d.asked.From, out)
	}
}

func TestDatabaseUsage(t *testing.T) {
	t.Parallel()
	d := newDatabase(t)
	for _, args := range []string{"db what", "db update", "db update -from https://a.example", "db update -from https://a.example path", "db status path", "db import", "db import DIR/none", "db status -dir DIR/none", "db status -what"} {
		if code, out := d.run(t, strings.Fields(args)...); code != cli.ExitUsage {
			t.Errorf("%s: exit code %d:\n%s", args, code, out)
		}
	}
	for _, args := range []string{"db help", "db -help", "db update -help"} {
		if code, out := d.run(t, strings.Fields(args)...); code != cli.ExitPass || !strings.Contains(out, "update") {
			t.Errorf("%s: exit code %d:\n%s", args, code, out)
		}
	}
	for args, want := range map[string]string{
		"db import -help":    "Usage: gate db import [flags] FILE …\n",
		"help db import":     "Usage: gate db import [flags] FILE …\n",
		"db status -help":    "$XDG_CACHE_HOME",
		"db -help":           "gate db import [flags] FILE …",
		"db import":          "Run 'gate db import -help' for its flags",
		"db import DIR/none": "gate: importing DIR/none: ",
		"rules -class none":  "-class none: no rule has it",
		"db status -what":    "Run 'gate db status -help' for its flags",
		"db what":            "Run 'gate db -help' for its flags",
		"completion bash":    "status import update",
		"db update -what":    "Run 'gate db update -help' for its flags",
		"fix -what":          "Run 'gate fix -help' for its flags",
		"fix none":           "Run 'gate fix -help' for its flags",
		"rules -what":        "Run 'gate rules -help' for its flags",
		"rules none":         "Run 'gate rules -help' for its flags",
		"scan -what":         "Run 'gate scan -help' for its flags",
		"completion what":    "Run 'gate completion -help' for its flags",
		"nothing":            "Run 'gate help' for the commands",
	} {
		if _, out := d.run(t, strings.Fields(args)...); !strings.Contains(out, want) || strings.Contains(out, d.cache) {
			t.Errorf("%s: want %q without a path of this machine:\n%s", args, want, out)
		}
	}
	d.config.Update = nil
	if code, out := d.run(t, "db", "update"); code != cli.ExitUsage || !strings.Contains(out, "built without downloads") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	d.cache = ""
	if code, out := d.run(t, "db", "status"); code != cli.ExitUsage || !strings.Contains(out, "give one with -dir") {
		t.Errorf("exit code %d:\n%s", code, out)
	}
}
