package scantest_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/scantest"
)

// todo reports every line that holds "fixme".
type todo struct{}

var todoRule = &scan.Rule{ID: "test/fixme", Severity: scan.SeverityLow}

func (todo) Name() string                               { return "todo" }
func (todo) Rules() []*scan.Rule                        { return []*scan.Rule{todoRule} }
func (a todo) Begin(context.Context) (scan.Pass, error) { return a, nil }
func (todo) Wants(*scan.Entry) bool                     { return true }

func (todo) File(_ context.Context, f *scan.File, out scan.Sink) error {
	if bytes.HasPrefix(f.Bytes(), []byte("bad")) {
		return errors.New("bad file")
	}
	at := 0
	for line := range bytes.Lines(f.Bytes()) {
		if i := bytes.Index(line, []byte("fixme")); i >= 0 {
			r := scan.NewRecord(todoRule, f.Location(at+i, at+i+5), "left to do")
			out.Finding(&r)
		}
		at += len(line)
	}
	return nil
}

// recorder is a testing.TB that keeps what it is told.
type recorder struct {
	testing.TB
	ctx    context.Context
	errors []string
}

func (r *recorder) Helper()                  {}
func (r *recorder) Context() context.Context { return r.ctx }
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

func (r *recorder) Fatal(args ...any) {
	r.errors = append(r.errors, "fatal: "+fmt.Sprint(args...))
	panic(r)
}

// record runs f and returns the complaints.
func record(t *testing.T, f func(testing.TB)) []string {
	t.Helper()
	r := &recorder{TB: t, ctx: t.Context()}
	func() {
		defer func() {
			if v := recover(); v != nil && v != any(r) {
				panic(v)
			}
		}()
		f(r)
	}()
	return r.errors
}

func TestWant(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"as expected", "fixme // want \"test/fixme: left\"\nok\nfixme # want `to do$`", nil},
		{"unexpected", "a\nfixme", []string{"f:2: unexpected finding: test/fixme: left to do"}},
		{"missing", "a // want \"left\"", []string{`f:1: no finding matches "left"`}},
		{"other message", "fixme -- want \"right\"", []string{"f:1: unexpected finding: test/fixme: left to do", `f:1: no finding matches "right"`}},
		{"diagnostic", "bad", []string{"diagnostic: f: bad file"}},
		{"bad pattern", "x // want \"(\"", []string{"fatal: f:1: want \"(\": error parsing regexp: missing closing ): `(`"}},
	}
	for _, tt := range tests {
		got := record(t, func(tb testing.TB) { scantest.Want(tb, fstest.MapFS{"f": {Data: []byte(tt.text)}}, todo{}) })
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestGolden(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "x.txtar")
	if err := os.WriteFile(name, []byte("-- a --\nfixme\n-- b --\nbad\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := record(t, func(tb testing.TB) { scantest.Golden(tb, name, false, todo{}) }); len(got) != 1 {
		t.Errorf("without golden file: %q", got)
	}
	if got := record(t, func(tb testing.TB) { scantest.Golden(tb, name, true, todo{}) }); got != nil {
		t.Errorf("update: %q", got)
	}
	if got := record(t, func(tb testing.TB) { scantest.Golden(tb, name, false, todo{}) }); got != nil {
		t.Errorf("after update: %q", got)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"message": "left to do"`) || !strings.Contains(string(text), `"kind": "malformed"`) {
		t.Errorf("golden archive:\n%s", text)
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	base := fstest.MapFS{"a": {Data: []byte("0123456789")}, "d/x": {}}
	boom := errors.New("boom")
	fsys := scantest.NewFaultFS(base, map[string]scantest.Fault{"a": {Read: boom, ReadBytes: 4}, "d": {List: boom}, "p": {Panic: true}})
	f, err := fsys.Open("a")
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if string(data) != "0123" || !errors.Is(err, boom) {
		t.Errorf("read %q, %v", data, err)
	}
	if fsys.StillOpen() != 1 {
		t.Errorf("%d open", fsys.StillOpen())
	}
	f.Close()
	if err := f.Close(); fsys.StillOpen() != 0 {
		t.Errorf("%d open after two closes, %v", fsys.StillOpen(), err)
	}
	list, err := fs.ReadDir(fsys, "d")
	if len(list) != 1 || !errors.Is(err, boom) {
		t.Errorf("list %v, %v", list, err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic")
			}
		}()
		fsys.Open("p")
	}()
	if got := fsys.AllOpens(); got["a"] != 1 || got["d"] != 1 || got["p"] != 1 {
		t.Errorf("opens %v", got)
	}
}
