package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
)

// packed returns a file in a tar.gz in a zip.
func packed(t *testing.T, name, content string) []byte {
	t.Helper()
	var inner, outer bytes.Buffer
	z := gzip.NewWriter(&inner)
	w := tar.NewWriter(z)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{write(w, content), w.Close(), z.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a := zip.NewWriter(&outer)
	f, err := a.Create("home.tar.gz")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{write(f, inner.String()), a.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return outer.Bytes()
}

func write(w interface{ Write([]byte) (int, error) }, text string) error {
	_, err := w.Write([]byte(text))
	return err
}

// TestArchives wants a credential in an archive in an archive to be found, now
// and in the past.
func TestArchives(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	git(t, dir, "init", "-q")
	file := filepath.Join(dir, "backup.zip")
	if err := os.WriteFile(file, packed(t, "app/.env", "key = '"+"AKIA"+"Q3EGRIFV7ZXN5T2B"+"'\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	const place = "backup.zip » home.tar.gz » app/.env\n"
	if code, out := run(t, "scan", dir); code != cli.ExitFail || !strings.Contains(out, place) {
		t.Errorf("exit code %d:\n%s", code, out)
	}
	if code, out := run(t, "scan", "-no-archives", dir); code != cli.ExitPass {
		t.Errorf("without archives: exit code %d:\n%s", code, out)
	}
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-q", "-m", "add")
	git(t, dir, "rm", "-q", "backup.zip")
	git(t, dir, "commit", "-q", "-m", "remove")
	if code, out := run(t, "scan", "-history", dir); code != cli.ExitFail || !strings.Contains(out, place) || !strings.Contains(out, "commit ") {
		t.Errorf("history: exit code %d:\n%s", code, out)
	}
	if err := os.WriteFile(file, []byte("PK\x03\x04 and no more"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out := run(t, "scan", dir); code != cli.ExitIncomplete || !strings.Contains(out, "backup.zip: the archive cannot be looked into") {
		t.Errorf("broken: exit code %d:\n%s", code, out)
	}
	if code, out := run(t, "scan", "-accept", "malformed=*.zip", dir); code != cli.ExitPass {
		t.Errorf("accepted: exit code %d:\n%s", code, out)
	}
}
