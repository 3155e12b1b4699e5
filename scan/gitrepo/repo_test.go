package gitrepo_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// repo is a real repository in a folder of its own. Every commit is a minute
// younger than the one before.
type repo struct {
	t       testing.TB
	dir     string
	minutes int
}

func newRepo(t testing.TB, args ...string) *repo {
	t.Helper()
	r := &repo{t: t, dir: t.TempDir(), minutes: 60}
	r.git(append([]string{"init", "-q", "-b", "main"}, args...)...)
	r.git("config", "gc.auto", "0")
	return r
}

// git runs git and returns its output without the last line break.
func (r *repo) git(args ...string) string { return r.gitIn("", args...) }

func (r *repo) gitIn(stdin string, args ...string) string {
	r.t.Helper()
	r.minutes++
	date := fmt.Sprintf("2026-01-02T%02d:%02d:00Z", r.minutes/60%24, r.minutes%60)
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = r.dir, strings.NewReader(stdin)
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + r.dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "LC_ALL=C",
		"GIT_AUTHOR_NAME=Ann", "GIT_AUTHOR_EMAIL=ann@example.com", "GIT_AUTHOR_DATE=" + date,
		"GIT_COMMITTER_NAME=Cid", "GIT_COMMITTER_EMAIL=cid@example.com", "GIT_COMMITTER_DATE=" + date,
	}
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		r.t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSuffix(string(out), "\n")
}

// program writes a script that can be run at once. A process of its own writes
// it: other tests start programs meanwhile, and one that inherited the open file
// for a moment would make it busy (https://go.dev/issue/22315).
func (r *repo) program(name, text string) string {
	r.t.Helper()
	full := filepath.Join(r.dir, name)
	cmd := exec.Command("/bin/sh", "-c", `cat > "$0" && chmod 755 "$0"`, full)
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("%v: %s", err, out)
	}
	return full
}

func (r *repo) write(name, text string) {
	r.t.Helper()
	full := filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits all that is in the work tree, after writing a file.
func (r *repo) commit(subject, name, text string) {
	r.t.Helper()
	if name != "" {
		r.write(name, text)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", subject)
}

// object returns the path of a loose object.
func (r *repo) object(id string) string {
	return filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])
}

// damage overwrites a loose object.
func (r *repo) damage(id string) {
	r.t.Helper()
	if err := os.Chmod(r.object(id), 0o644); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(r.object(id), []byte("no object"), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repo) remove(id string) {
	r.t.Helper()
	if err := os.Remove(r.object(id)); err != nil {
		r.t.Fatal(err)
	}
}

// walk returns the entries of a target, each as "path content (subject of the
// commit)", and what it says besides.
func (r *repo) walk(config gitrepo.Config) (entries, diagnostics []string) {
	r.t.Helper()
	if config.Path == "" {
		config.Path = r.dir
	}
	target, err := gitrepo.New(config)
	if err != nil {
		r.t.Fatal(err)
	}
	for e, err := range target.Entries(r.t.Context()) {
		var d *scan.Diagnostic
		switch {
		case errors.As(err, &d):
			diagnostics = append(diagnostics, describeDiagnostic(d))
		case err != nil:
			r.t.Errorf("no diagnostic: %v", err)
		default:
			entries = append(entries, r.describe(e))
		}
	}
	return entries, diagnostics
}

func describeDiagnostic(d *scan.Diagnostic) string {
	kind := string(d.Kind)
	if d.Note {
		kind = "note " + kind
	}
	return kind + " " + d.Location.Path + ": " + (&scan.Diagnostic{Message: d.Message, Err: d.Err}).Error()
}

func (r *repo) describe(e *scan.Entry) string {
	r.t.Helper()
	s := e.Path
	if strings.Trim(s, " \n") != s || strings.Contains(s, "\n") {
		s = fmt.Sprintf("%q", s)
	}
	if e.Mode != 0o644 {
		s += " " + e.Mode.String()
	}
	if e.Skip != scan.SkipNone {
		return s + " " + string(e.Skip)
	}
	content, err := e.Open(r.t.Context())
	if err != nil {
		r.t.Fatal(err)
	}
	data, err := io.ReadAll(content)
	if err != nil {
		return s + " error"
	}
	if int64(len(data)) != e.Size {
		r.t.Errorf("%s: %d bytes, the entry says %d", e.Path, len(data), e.Size)
	}
	s += " " + strings.TrimSuffix(string(data), "\n")
	if e.Origin != nil && e.Origin.Commit != "" {
		s += " (" + r.git("log", "-1", "--format=%s", e.Origin.Commit) + ")"
	}
	return s
}
