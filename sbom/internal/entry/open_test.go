package entry_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

func file(path, text string) *scan.File {
	return scan.NewFile(&scan.Entry{Path: path, Size: int64(len(text))}, []byte(text))
}

// TestOpen holds that every reader says where a file breaks, and that a broken
// file is malformed.
func TestOpen(t *testing.T) {
	t.Parallel()
	readers := map[string]func(*scan.File) error{
		"json": func(f *scan.File) error { _, err := entry.JSON(f, jsonpos.Config{}); return err },
		"toml": func(f *scan.File) error { _, err := entry.TOML(f); return err },
		"yaml": func(f *scan.File) error { _, err := entry.YAML(f); return err },
		"xml":  func(f *scan.File) error { _, err := entry.XML(f); return err },
	}
	for _, tt := range []struct {
		kind, text string
		line       int // 0 for a good file
	}{
		{"json", "{}", 0}, {"json", "{\n\"a\": ]", 2}, {"json", "[]", 1},
		{"toml", "a = 1", 0}, {"toml", "a = 1\nb = [", 2},
		{"yaml", "a: b", 0}, {"yaml", "", 0}, {"yaml", "a: b\n\tc", 2}, {"yaml", "- a", 1},
		{"xml", "<a/>", 0}, {"xml", "<a>\n</b>", 2},
	} {
		err := readers[tt.kind](file("f", tt.text))
		var d *scan.Diagnostic
		if got := errors.As(err, &d); got != (tt.line > 0) {
			t.Errorf("%s %q: %v", tt.kind, tt.text, err)
			continue
		}
		if tt.line > 0 && (d.Kind != scan.DiagMalformed || d.Location.Region.StartLine != tt.line) {
			t.Errorf("%s %q: %v at %+v", tt.kind, tt.text, err, d.Location.Region)
		}
	}
}

func TestLines(t *testing.T) {
	t.Parallel()
	var got []entry.Line
	for line := range entry.Lines(file("f", " a b \r\n\n\tc")) {
		got = append(got, line)
	}
	want := []entry.Line{{Text: "a b", Start: 1, End: 4, Indent: 1}, {Text: "c", Start: 9, End: 10, Indent: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for range entry.Lines(file("f", "a\nb")) {
		break
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	f := file("f", "[a]\nb = 1\n\"c.d\" = 2\ne.f = 3\n# no = 1\nb = 4\n[a.g]\nh = 1\n[x]\ny = 1\n[z.w]\n")
	want := map[string]tomlpos.Span{"b": {Start: 4, End: 9}, "c.d": {Start: 10, End: 19}, "e": {Start: 20, End: 27}, "g": {Start: 43, End: 48}, "h": {Start: 49, End: 54}}
	if diff := cmp.Diff(want, entry.Keys(f, "a")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]tomlpos.Span{"w": {Start: 65, End: 70}}, entry.Keys(f, "z")); diff != "" {
		t.Error(diff)
	}
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	list := entry.Paragraphs(file("f", "A: 1\n more\na: 2\nbroken\n\n lead\nB:3\n"), "+", 0)
	if len(list) != 2 || list[0].Get("a") != "1+more" || list[0].Exact("a") != "2" || list[0].Broken != 1 || list[1].Exact("B") != "3" {
		t.Errorf("%+v", list)
	}
	if diff := cmp.Diff([]string{"1+more", "2"}, list[0].All("A")); diff != "" {
		t.Error(diff)
	}
	if list[0].Get("z") != "" || list[0].Exact("Z") != "" || len(entry.Paragraphs(file("f", "A: 1\n\nB: 2\n"), "", 1)) != 1 {
		t.Error("more than there is")
	}
}

func TestZip(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"a/", "a/b", "../c", "d"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	outer := file("x.zip", b.String())
	outer.Origin = &scan.Origin{Archives: []string{"y.zip"}}
	files, err := entry.Zip(outer, func(name string) bool { return name != "d" })
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	for i, want := range []string{"a/b", "c"} {
		if f := files[i]; f.Path != want || !fs.ValidPath(f.Path) || !cmp.Equal(f.Origin.Archives, []string{"y.zip", "x.zip"}) {
			t.Errorf("%s in %v", f.Path, f.Origin)
		}
	}
	if _, err := entry.Zip(file("x.zip", b.String()[:b.Len()-30]), func(string) bool { return true }); err == nil {
		t.Error("a cut archive was read")
	}
}

func TestProgram(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path string
		mode fs.FileMode
		size int64
		want bool
	}{
		{"bin/tool", 0o755, 1 << 20, true}, {"bin/tool", 0o644, 1 << 20, false}, {"bin/tool", 0o755, 100, false}, {"bin/tool", 0o755, -1, true},
		{"run.sh", 0o755, 1 << 20, false}, {"a.exe", 0o644, 1 << 20, true}, {"lib.so.1", 0o644, 1 << 20, true}, {"pipe", 0o755 | fs.ModeNamedPipe, -1, false},
	} {
		if got := entry.Program(&scan.Entry{Path: tt.path, Mode: tt.mode, Size: tt.size}); got != tt.want {
			t.Errorf("%+v: %v", tt, got)
		}
	}
}
