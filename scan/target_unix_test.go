//go:build unix

package scan_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
)

func TestDirOddities(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	outside := t.TempDir()
	writeTree(t, outside, map[string]string{"password": "x"})
	writeTree(t, dir, map[string]string{"a": "1", "new\nline": "2", "sp ace/\x1b[31m": "3", "bad\xff": "4", "d/e/f": "5"})
	for name, to := range map[string]string{
		"abs": filepath.Join(outside, "password"), "up": "../" + filepath.Base(outside), "d/e/up2": "../../../x", "in": "d/e", "d/e/back": "../../a",
		"dangling": "nowhere", "loop": "loop2", "loop2": "loop", "self": ".",
	} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a",
		"! abs: a symbolic link that leads out of the target: not followed",
		"bad\xff",
		"d/e/f",
		"! d/e/up2: a symbolic link that leads out of the target: not followed",
		"! dangling: a symbolic link that leads nowhere",
		"! loop: a symbolic link that leads nowhere",
		"! loop2: a symbolic link that leads nowhere",
		"new\nline",
		"! pipe: not a regular file but a named pipe",
		"sp ace/\x1b[31m",
		"! up: a symbolic link that leads out of the target: not followed",
	}
	if diff := cmp.Diff(want, list(t, scan.Dir(dir, scan.TreeConfig{}))); diff != "" {
		t.Error(diff)
	}
}
