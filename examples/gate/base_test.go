package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestBaseRevision wants a scan to tell what the work tree has and the commit at which
// it left a branch has not, also of a folder, and without the branch why it cannot.
func TestBaseRevision(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		git(t, dir, "add", "-A")
	}
	leak := func(end string) string { return "key = '" + "AKIA" + "Q3EGRIFV7ZXN5T2" + end + "'\n" }
	git(t, dir, "init", "-q", "-b", "main")
	write("app/old.py", leak("B"))
	git(t, dir, "commit", "-q", "-m", "one")
	git(t, dir, "checkout", "-q", "-b", "side")
	write("app/new.py", leak("C"))
	git(t, dir, "commit", "-q", "-m", "two")
	git(t, dir, "checkout", "-q", "main")
	write("app/old.py", "\n")
	git(t, dir, "commit", "-q", "-m", "three")
	git(t, dir, "checkout", "-q", "side")
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{dir}, cli.ExitFail, "2 findings: "},
		{[]string{"-base", "main", dir}, cli.ExitFail, "1 finding: "},
		{[]string{"-base", "main", filepath.Join(dir, "app")}, cli.ExitFail, "1 finding: "},
		{[]string{"-base", "main", filepath.Join(dir, "app/old.py")}, cli.ExitPass, "No findings"},
		{[]string{"-base", "side", dir}, cli.ExitPass, "No findings"},
		{[]string{"-base", "gone", dir}, cli.ExitIncomplete, `the repository has no revision "gone": 'git branch -a'`},
		{[]string{"-range", "gone..", dir}, cli.ExitIncomplete, "gate: -range gone..: " + dir + `: the repository has no revision "gone"`},
		{[]string{"-history", filepath.Join(dir, "app")}, cli.ExitIncomplete, "is not the root of a Git repository"},
	} {
		code, out := run(t, append([]string{"scan"}, tt.args...)...)
		if code != tt.code || !strings.Contains(out, tt.want) || strings.Contains(out, "fatal:") {
			t.Errorf("%v: exit code %d, want %q:\n%s", tt.args, code, tt.want, out)
		}
	}
}

// TestBaseSubmodule wants to hear that what is in submodules cannot be compared.
func TestBaseSubmodule(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, args := range [][]string{
		{"init", "-q"}, {"update-index", "--add", "--cacheinfo", "160000,0123456789012345678901234567890123456789,module"}, {"commit", "-q", "-m", "one"},
	} {
		git(t, dir, args...)
	}
	if err := os.WriteFile(filepath.Join(dir, "readme.txt"), []byte("a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, out := run(t, "scan", "-base", "HEAD", dir)
	if !strings.Contains(strings.Join(strings.Fields(out), " "), "all that is in submodules counts as new") {
		t.Error(out)
	}
}
