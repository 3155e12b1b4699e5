package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// TestHistory wants a credential that was taken out again to be found, once, and
// only where it can be.
func TestHistory(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "settings.py"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		git(t, dir, "add", "-A")
	}
	leak := "key = '" + "AKIA" + "Q3EGRIFV7ZXN5T2B" + "'\n"
	git(t, dir, "init", "-q")
	for _, text := range []string{"", leak, "import os\n" + leak, "import os\n"} {
		write(text)
		git(t, dir, "commit", "-q", "--allow-empty", "-m", "change")
	}
	for _, tt := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-history"}, cli.ExitFail, "1 finding: "},
		{[]string{"-range", "HEAD~2..HEAD"}, cli.ExitFail, "1 finding: "},
		{[]string{"-range", "HEAD~1..HEAD"}, cli.ExitPass, ""},
		{[]string{"-staged"}, cli.ExitPass, "there was no file to look at"},
		{[]string{"-range", "none..HEAD"}, cli.ExitIncomplete, `revision "none"`},
	} {
		if code, out := run(t, append([]string{"scan", dir}, tt.args...)...); code != tt.code || !strings.Contains(out, tt.want) {
			t.Errorf("%v: exit code %d, want %q:\n%s", tt.args, code, tt.want, out)
		}
	}
	write(leak)
	if code, out := run(t, "scan", "-staged", dir); code != cli.ExitFail || !strings.Contains(out, "settings.py") {
		t.Errorf("staged: exit code %d:\n%s", code, out)
	}
}
