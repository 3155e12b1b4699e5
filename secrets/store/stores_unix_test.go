//go:build unix

package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/penstock-dev/penstock/secrets/store"
)

func TestFilesStayInTheRoot(t *testing.T) {
	t.Parallel()
	outside, inside := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("out"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(inside, "secret"), []byte("in"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"file": filepath.Join(outside, "secret"), "folder": outside, "up": "../" + filepath.Base(outside) + "/secret", "fine": "secret"} {
		if err := os.Symlink(to, filepath.Join(inside, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(inside, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(inside)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f := store.Files{FS: root.FS(), Private: true}
	checkGet(t, f, []getTest{
		{text: "file://secret", want: "in"}, {text: "file://fine", want: "in"},
		{text: "file://file", fails: true}, {text: "file://folder/secret", fails: true}, {text: "file://up", fails: true},
		{text: "file://pipe", err: store.ErrDenied, fails: true}, {text: "file://none", err: store.ErrNotFound, fails: true},
	})
}

// locked is a file system whose files nobody may open.
type locked struct{}

func (locked) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: syscall.EACCES}
}

func TestFilesDenied(t *testing.T) {
	t.Parallel()
	if _, err := get(t, store.Files{FS: locked{}}, "file://a"); !errors.Is(err, store.ErrDenied) || !errors.Is(err, fs.ErrPermission) {
		t.Error(err)
	}
}
