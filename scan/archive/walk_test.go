package archive_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
)

// tree is a target of files in memory with random access, which counts what is
// open.
type tree struct {
	files      []part
	stream     bool // only once through, as a Git history
	sequential bool

	mu     sync.Mutex
	opened []string
	open   int
}

func (tr *tree) Entries(ctx context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		for _, f := range tr.files {
			e := &scan.Entry{Path: f.name, Size: int64(len(f.content)), Sequential: tr.sequential}
			e.Open = func(context.Context) (io.ReadCloser, error) {
				tr.mu.Lock()
				defer tr.mu.Unlock()
				tr.opened = append(tr.opened, f.name)
				tr.open++
				r := &openFile{Reader: bytes.NewReader([]byte(f.content)), tree: tr}
				if tr.stream {
					return struct{ io.ReadCloser }{r}, nil
				}
				return r, nil
			}
			if ctx.Err() != nil || !yield(e, nil) {
				return
			}
		}
	}
}

type openFile struct {
	*bytes.Reader
	tree   *tree
	closed bool
}

func (f *openFile) Close() error {
	f.tree.mu.Lock()
	defer f.tree.mu.Unlock()
	if !f.closed {
		f.closed = true
		f.tree.open--
	}
	return nil
}

// newTarget wraps a target.
func newTarget(t testing.TB, config archive.Config) *archive.Target {
	t.Helper()
	target, err := archive.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// list walks a target and returns a line for every entry with its content, and
// for every diagnostic.
func list(t testing.TB, target scan.Target) string {
	t.Helper()
	var b strings.Builder
	for e, err := range target.Entries(t.Context()) {
		if err != nil {
			var d *scan.Diagnostic
			if !errors.As(err, &d) {
				t.Fatalf("%v is no diagnostic", err)
			}
			fmt.Fprintf(&b, "! %s %s: %s", d.Kind, place(d.Location.Path, d.Location.Origin), d.Message)
			if d.Err != nil {
				fmt.Fprintf(&b, ": %v", d.Err)
			}
			b.WriteString("\n")
			continue
		}
		if !fs.ValidPath(e.Path) || e.Path == "." {
			t.Errorf("invalid path %q", e.Path)
		}
		if e.Skip != "" {
			fmt.Fprintf(&b, "%s (%s)\n", place(e.Path, e.Origin), e.Skip)
			continue
		}
		text, err := contentOf(t, e)
		if err != nil {
			fmt.Fprintf(&b, "%s = %s ! %v\n", place(e.Path, e.Origin), shown(text), err)
			continue
		}
		fmt.Fprintf(&b, "%s = %s\n", place(e.Path, e.Origin), shown(text))
		if e.Size >= 0 && e.Size < int64(len(text)) {
			t.Errorf("%s: size %d, content of %d bytes", e.Path, e.Size, len(text))
		}
	}
	return b.String()
}

func contentOf(t testing.TB, e *scan.Entry) (string, error) {
	t.Helper()
	rc, err := e.Open(t.Context())
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(rc)
	if cerr := rc.Close(); cerr != nil {
		t.Errorf("close: %v", cerr)
	}
	return string(text), err
}

// shown returns a form of a content that is as short as it can be. Where exactly
// a bomb is cut depends on how large the pieces are that a test reads.
func shown(text string) string {
	if len(text) > 64<<20 {
		return "all that is let through"
	}
	if len(text) > 40 {
		return fmt.Sprintf("%d bytes", len(text))
	}
	return fmt.Sprintf("%q", text)
}

func place(path string, o *scan.Origin) string {
	if o == nil {
		return path
	}
	return strings.Join(append(o.Archives[:len(o.Archives):len(o.Archives)], path), " > ")
}

// check lists a target of one file, once with random access and once as a
// stream, and compares.
func check(t *testing.T, config archive.Config, file part, want string) {
	t.Helper()
	want = strings.TrimPrefix(want, "\n")
	for _, stream := range []bool{false, true} {
		tr := &tree{files: []part{file}, stream: stream, sequential: stream}
		config.Target = tr
		if got := list(t, newTarget(t, config)); got != want {
			t.Errorf("stream %v: got:\n%swant:\n%s", stream, got, want)
		}
		if tr.open != 0 {
			t.Errorf("stream %v: %d files are left open", stream, tr.open)
		}
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	quiet := part{"notes.txt", "all quiet on the pipe\n"}
	tests := []struct {
		name, content, want string
	}{
		{"a.zip", zipOf(t, quiet, part{"lib/", ""}, part{"lib/b", "B"}), "a.zip (unpacked)\na.zip > notes.txt = Q\na.zip > lib/b = \"B\"\n"},
		{"a.jar", storedZip(t, quiet), "a.jar (unpacked)\na.jar > notes.txt = Q\n"},
		{"run.jar", "#!/bin/sh\nexec java -jar $0\n" + zipOf(t, quiet), "run.jar (unpacked)\nrun.jar > notes.txt = Q\n"},
		{"a.whl", zipOf(t, quiet) + "some bytes behind it", "a.whl (unpacked)\na.whl > notes.txt = Q\n"},
		{"empty.zip", zipOf(t), "empty.zip (unpacked)\n"},
		{"d/a.tar", tarOf(t, quiet), "d/a.tar (unpacked)\nd/a.tar > notes.txt = Q\n"},
		{"a.tar.gz", gz(t, tarOf(t, quiet)), "a.tar.gz (unpacked)\na.tar.gz > notes.txt = Q\n"},
		{"a.TGZ", gz(t, tarOf(t, quiet)), "a.TGZ (unpacked)\na.TGZ > notes.txt = Q\n"},
		{"a.tar.zst", zst(t, tarOf(t, quiet)), "a.tar.zst (unpacked)\na.tar.zst > notes.txt = Q\n"},
		{"a.tar.bz2", unbase64(t, notesTarBz2), "a.tar.bz2 (unpacked)\na.tar.bz2 > notes.txt = Q\n"},
		{"a.tar.xz", unbase64(t, notesTarXz), "a.tar.xz (unpacked)\na.tar.xz > notes.txt = Q\n"},
		{"notes.txt.gz", gz(t, quiet.content), "notes.txt.gz (unpacked)\nnotes.txt.gz > notes.txt = Q\n"},
		{"notes.txt.xz", unbase64(t, notesXz), "notes.txt.xz (unpacked)\nnotes.txt.xz > notes.txt = Q\n"},
		{"notes.txt.bz2", unbase64(t, notesBz2), "notes.txt.bz2 (unpacked)\nnotes.txt.bz2 > notes.txt = Q\n"},
		{"notes.txt.zst", zst(t, quiet.content), "notes.txt.zst (unpacked)\nnotes.txt.zst > notes.txt = Q\n"},
		{"two.gz", gz(t, "all quiet ") + gz(t, "on the pipe\n"), "two.gz (unpacked)\ntwo.gz > two = Q\n"},
		{"a.cpio", cpioOf(part{"b", "B"}, quiet), "a.cpio (unpacked)\na.cpio > b = \"B\"\na.cpio > notes.txt = Q\n"},
		{"a.cpio.gz", gz(t, oldCpioOf(quiet)), "a.cpio.gz (unpacked)\na.cpio.gz > notes.txt = Q\n"},
		{"a.deb", debOf(part{"debian-binary", "2.0"}, part{"data.tar.gz", gz(t, tarOf(t, quiet))}),
			"a.deb (unpacked)\na.deb > debian-binary = \"2.0\"\na.deb > data.tar.gz (unpacked)\na.deb > data.tar.gz > notes.txt = Q\n"},
		{"gnu.ar", debOf(part{"//", "a-name-of-twenty-letters.txt/\n"}, part{"/0", "A"}, part{"short/", "S"}),
			"gnu.ar (unpacked)\ngnu.ar > a-name-of-twenty-letters.txt = \"A\"\ngnu.ar > short = \"S\"\n"},
		{"bsd.ar", debOf(part{"#1/20", "longer-than-sixteen." + "A"}), "bsd.ar (unpacked)\nbsd.ar > longer-than-sixteen. = \"A\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, archive.Config{}, part{tt.name, tt.content}, strings.ReplaceAll(tt.want, "Q", `"all quiet on the pipe\n"`))
		})
	}
}

// TestNested puts every sort of archive into every other.
func TestNested(t *testing.T) {
	t.Parallel()
	wraps := map[string]func(p part) string{
		"zip":    func(p part) string { return zipOf(t, p) },
		"jar":    func(p part) string { return storedZip(t, p) },
		"tar":    func(p part) string { return tarOf(t, p) },
		"tar.gz": func(p part) string { return gz(t, tarOf(t, p)) },
		"deb":    func(p part) string { return debOf(p) },
		"cpio":   func(p part) string { return cpioOf(p) },
	}
	for outer, wrapOuter := range wraps {
		for inner, wrapInner := range wraps {
			file := part{"o." + outer, wrapOuter(part{"i." + inner, wrapInner(part{"x", "X"})})}
			o, i := file.name, "i."+inner
			check(t, archive.Config{}, file, fmt.Sprintf("%s (unpacked)\n%s > %s (unpacked)\n%s > %s > x = \"X\"\n", o, o, i, o, i))
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	names := [][2]string{
		{"../../etc/passwd", "etc/passwd"}, {"/abs/x", "abs/x"}, {`win\dir\x`, "win/dir/x"}, {`C:\boot.ini`, "boot.ini"}, {"c:x", "x"}, {"../D:/x", "x"},
		{"a/./b//c", "a/b/c"}, {"..", "unnamed"}, {"a\x00b", "a\uFFFDb"}, {`\\host\share\x`, "host/share/x"}, {"same", "same"}, {"same", "same"}, {"", "unnamed"},
	}
	var z rawZip
	want := "n.zip (unpacked)\n"
	for _, n := range names {
		z.add(n[0], 0, 0, 0, 1, "X")
		want += "n.zip > " + n[1] + " = \"X\"\n"
	}
	check(t, archive.Config{}, part{"n.zip", z.String()}, want)
}

// TestPassesOn makes sure that what is no archive comes through as it was, and
// is not even opened when its name is not that of one.
func TestPassesOn(t *testing.T) {
	t.Parallel()
	check(t, archive.Config{}, part{"fake.zip", "no zip at all, whatever the name says"}, "fake.zip = \"no zip at all, whatever the name says\"\n")
	check(t, archive.Config{}, part{"fake.tar.gz", "BZh9 is how this text begins"}, "fake.tar.gz = \"BZh9 is how this text begins\"\n")
	check(t, archive.Config{}, part{"empty.tar", ""}, "empty.tar = \"\"\n")
	check(t, archive.Config{}, part{"a.dat", zipOf(t, part{"x", "X"})}, fmt.Sprintf("a.dat = %d bytes\n", len(zipOf(t, part{"x", "X"}))))
	check(t, archive.Config{Sniff: true}, part{"a.dat", zipOf(t, part{"x", "X"})}, "a.dat (unpacked)\na.dat > x = \"X\"\n")
	check(t, archive.Config{Sniff: true}, part{"a.txt", "text"}, "a.txt = \"text\"\n")
	check(t, archive.Config{}, part{"a.7z", "7z\xbc\xaf\x27\x1c"}, "! unsupported a.7z: archives of this format (7z, rar) are not looked into\na.7z = \"7z\\xbc\\xaf'\\x1c\"\n")

	tr := &tree{files: []part{{"main.go", "package main"}, {"zip", "x"}, {".gz", ""}, {"a.verylongextension", "x"}}}
	for e := range newTarget(t, archive.Config{Target: tr}).Entries(t.Context()) {
		if e.Open == nil {
			t.Errorf("%s cannot be opened", e.Path)
		}
	}
	if got := strings.Join(tr.opened, " "); got != ".gz" {
		t.Errorf("opened: %s", got)
	}
}

func TestSkippedAndFailing(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{".gitignore": {Data: []byte("out.zip\n")}, "out.zip": {Data: []byte(zipOf(t, part{"x", "X"}))}, "in.zip": {Data: []byte(zipOf(t, part{"x", "X"}))}}
	want := ".gitignore = \"out.zip\\n\"\nin.zip (unpacked)\nin.zip > x = \"X\"\nout.zip (ignored)\n"
	if got := list(t, newTarget(t, archive.Config{Target: scan.FS(fsys, scan.TreeConfig{})})); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
	broken := failing{}
	if got, want := list(t, newTarget(t, archive.Config{Target: broken})), "gone.zip = \"\" ! it is gone\n! unreadable dir: it cannot be listed\n"; got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

// failing is a target of which nothing can be read.
type failing struct{}

func (failing) Entries(context.Context) iter.Seq2[*scan.Entry, error] {
	return func(yield func(*scan.Entry, error) bool) {
		e := &scan.Entry{Path: "gone.zip", Open: func(context.Context) (io.ReadCloser, error) { return nil, errors.New("it is gone") }}
		_ = yield(e, nil) && yield(nil, &scan.Diagnostic{Kind: scan.DiagUnreadable, Location: scan.Location{Path: "dir"}, Message: "it cannot be listed"})
	}
}

// Packages implements [scan.PackageSource].
func (failing) Packages(context.Context) iter.Seq2[*scan.Package, error] {
	return func(yield func(*scan.Package, error) bool) { yield(&scan.Package{Name: "p"}, nil) }
}

func TestPackages(t *testing.T) {
	t.Parallel()
	for target, want := range map[scan.Target]int{failing{}: 1, &tree{}: 0} {
		n := 0
		for range newTarget(t, archive.Config{Target: target}).Packages(t.Context()) {
			n++
		}
		if n != want {
			t.Errorf("%T: %d packages, want %d", target, n, want)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, config := range []archive.Config{{}, {Target: &tree{}, MaxDepth: -1}, {Target: &tree{}, MaxPath: -1}, {Target: &tree{}, MaxBytes: -1}} {
		if _, err := archive.New(config); err == nil {
			t.Errorf("%+v: no error", config)
		}
	}
}
