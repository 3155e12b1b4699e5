package fix_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/penstock-dev/penstock/scan/fix"
)

func TestApply(t *testing.T) {
	t.Parallel()
	dir, root := tree(t, map[string]string{"run.sh": "a\n", "sub/b": "b\n", "c": "c\n", ".run.sh.fix0": "left over"})
	if err := os.Chmod(filepath.Join(dir, "run.sh"), 0o751); err != nil {
		t.Fatal(err)
	}
	p := patch(t, root.FS(), finding("x", low, edit("run.sh", "a\n", "a", "x"), edit("sub/b", "b\n", "b", "y")))
	written, err := p.Apply(t.Context(), root)
	if err != nil || len(written) != 2 || written[0] != "run.sh" || written[1] != "sub/b" {
		t.Fatalf("written %q: %v", written, err)
	}
	for name, want := range map[string]string{"run.sh": "x\n", "sub/b": "y\n", "c": "c\n", ".run.sh.fix0": "left over"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, want %q: %v", name, got, want, err)
		}
	}
	if info, err := os.Stat(filepath.Join(dir, "run.sh")); err != nil || info.Mode() != 0o751 {
		t.Errorf("mode %v: %v", info.Mode(), err)
	}
	count := 0
	if err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if !d.IsDir() {
			count++
		}
		return err
	}); err != nil || count != 4 {
		t.Errorf("%d files are there, want 4: %v", count, err)
	}
	if _, err := p.Apply(t.Context(), root); !errors.Is(err, fix.ErrChanged) {
		t.Errorf("a second time: %v", err)
	}
}

// TestApplyRefuses wants nothing to be written where any of the files is not
// what it was.
func TestApplyRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(dir string) error
		is     error
	}{
		{"other text", func(dir string) error { return os.WriteFile(filepath.Join(dir, "b"), []byte("z\n"), 0o644) }, fix.ErrChanged},
		{"longer", func(dir string) error { return os.WriteFile(filepath.Join(dir, "b"), []byte("b\nb\n"), 0o644) }, fix.ErrChanged},
		{"gone", func(dir string) error { return os.Remove(filepath.Join(dir, "b")) }, fs.ErrNotExist},
		{"other mode", func(dir string) error { return os.Chmod(filepath.Join(dir, "b"), 0o600) }, fix.ErrChanged},
		{"a link", func(dir string) error {
			return errors.Join(os.Rename(filepath.Join(dir, "b"), filepath.Join(dir, "c")), os.Symlink("c", filepath.Join(dir, "b")))
		}, fix.ErrChanged},
		{"in a folder that leads out", func(dir string) error {
			out := filepath.Join(dir, "..", "out")
			return errors.Join(os.MkdirAll(out, 0o755), os.WriteFile(filepath.Join(out, "d"), []byte("d\n"), 0o644), os.RemoveAll(filepath.Join(dir, "sub")), os.Symlink(out, filepath.Join(dir, "sub")))
		}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir, root := tree(t, map[string]string{"a": "a\n", "b": "b\n", "sub/d": "d\n"})
			p := patch(t, root.FS(), finding("x", low, edit("a", "a\n", "a", "x")), finding("y", low, edit("b", "b\n", "b", "y"), edit("sub/d", "d\n", "d", "w")))
			if err := tt.change(dir); err != nil {
				t.Fatal(err)
			}
			written, err := p.Apply(t.Context(), root)
			if err == nil || tt.is != nil && !errors.Is(err, tt.is) || len(written) > 0 {
				t.Errorf("written %q: %v", written, err)
			}
			if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != "a\n" {
				t.Errorf("a holds %q: %v", got, err)
			}
		})
	}
}

// TestLinks wants links to be refused in a real folder, those that stay inside
// too.
func TestLinks(t *testing.T) {
	t.Parallel()
	dir, root := tree(t, map[string]string{"a": "a\n", "sub/b": "b\n"})
	outside := filepath.Join(t.TempDir(), "o")
	for link, to := range map[string]string{"inside": "a", "folder": "sub", "outside": outside} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(outside, []byte("a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := patch(t, root.FS(), finding("1", low, edit("inside", "a\n", "a", "x")), finding("2", low, edit("folder/b", "b\n", "b", "x")), finding("3", low, edit("outside", "a\n", "a", "x")))
	if got := reasons(p); got != "2 path, 1 path, 3 path" || len(p.Paths()) > 0 {
		t.Errorf("left %q", got)
	}
}

func TestApplyEnds(t *testing.T) {
	t.Parallel()
	_, root := tree(t, map[string]string{"a": "a\n"})
	p := patch(t, root.FS(), finding("x", low, edit("a", "a\n", "a", "x")))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if written, err := p.Apply(ctx, root); !errors.Is(err, context.Canceled) || len(written) > 0 {
		t.Errorf("written %q: %v", written, err)
	}
}

// TestNoRoom wants a file to stay as it is when the new one cannot be made.
func TestNoRoom(t *testing.T) {
	t.Parallel()
	content := map[string]string{"a": "a\n"}
	for n := range 100 {
		content[".a.fix"+string(rune('0'+n/10))+string(rune('0'+n%10))] = ""
		content[".a.fix"+string(rune('0'+n%10))] = ""
	}
	dir, root := tree(t, content)
	p := patch(t, root.FS(), finding("x", low, edit("a", "a\n", "a", "x")))
	if _, err := p.Apply(t.Context(), root); err == nil {
		t.Error("no error")
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a")); err != nil || string(got) != "a\n" {
		t.Errorf("a holds %q: %v", got, err)
	}
}
