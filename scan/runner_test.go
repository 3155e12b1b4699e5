package scan_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/scantest"
)

var wordRule = &scan.Rule{ID: "test/word", Class: "secret-in-source", Severity: scan.SeverityHigh}

// words reports every occurrence of a word. It serves as the analyzer in most
// tests: the fields switch on what a test needs.
type words struct {
	name      string
	word      string
	beginErr  error
	wants     func(*scan.Entry) bool
	onFile    func(context.Context, *scan.File) error
	onPackage func([]*scan.Package, scan.Sink) error
	chunked   bool
	packages  bool // report a package with every finding
}

func (a words) Name() string        { return a.name }
func (a words) Rules() []*scan.Rule { return []*scan.Rule{wordRule} }

func (a words) Begin(context.Context) (scan.Pass, error) {
	if a.beginErr != nil {
		return nil, a.beginErr
	}
	p := &wordPass{a}
	if a.chunked {
		return chunkedPass{p}, nil
	}
	return p, nil
}

type wordPass struct{ words }

func (p *wordPass) Wants(e *scan.Entry) bool { return p.wants == nil || p.wants(e) }

func (p *wordPass) File(ctx context.Context, f *scan.File, out scan.Sink) error {
	if p.onFile != nil {
		if err := p.onFile(ctx, f); err != nil {
			return err
		}
	}
	if p.word == "" {
		return nil
	}
	for at := 0; ; {
		i := bytes.Index(f.Bytes()[at:], []byte(p.word))
		if i < 0 {
			return nil
		}
		r := scan.NewRecord(wordRule, f.Location(at+i, at+i+len(p.word)), "found "+p.word)
		out.Finding(&r)
		if p.packages {
			out.Package(&scan.Package{Name: f.Path, Ecosystem: "test"})
		}
		at += i + len(p.word)
	}
}

func (p *wordPass) Packages(_ context.Context, packages []*scan.Package, out scan.Sink) error {
	if p.onPackage != nil {
		return p.onPackage(packages, out)
	}
	return nil
}

func (p *wordPass) End(_ context.Context, out scan.Sink) error {
	out.Diagnostic(&scan.Diagnostic{Kind: "ended", Note: true, Message: p.name + " ended"})
	return nil
}

// chunkedPass reports the number of bytes of files that come in pieces.
type chunkedPass struct{ *wordPass }

func (p chunkedPass) Chunks(_ context.Context, e *scan.Entry, out scan.Sink) (io.WriteCloser, error) {
	return &chunkCounter{entry: e, out: out}, nil
}

type chunkCounter struct {
	entry *scan.Entry
	out   scan.Sink
	total int
	hash  uint64
}

func (c *chunkCounter) Write(p []byte) (int, error) {
	c.total += len(p)
	for _, b := range p {
		c.hash = c.hash*31 + uint64(b)
	}
	return len(p), nil
}

func (c *chunkCounter) Close() error {
	r := scan.NewRecord(wordRule, scan.Location{Path: c.entry.Path}, fmt.Sprintf("%d bytes, hash %x", c.total, c.hash))
	c.out.Finding(&r)
	return nil
}

func newRunner(t testing.TB, config scan.Config) *scan.Runner {
	t.Helper()
	r, err := scan.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// sampleTree has some thousand findings in files of many sizes.
func sampleTree() fstest.MapFS {
	tree := fstest.MapFS{}
	for i := range 150 {
		text := strings.Repeat("x ", i*37%4000) + strings.Repeat("needle\n", i%40) + "end"
		tree[fmt.Sprintf("d%d/e%d/f%d.txt", i%7, i%3, i)] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	tree["big.txt"] = &fstest.MapFile{Data: bytes.Repeat([]byte("0123456789 needle\n"), 3_000), Mode: 0o644}
	tree["d1/broken"] = &fstest.MapFile{Data: []byte("needle"), Mode: 0o644}
	tree["d2/panics"] = &fstest.MapFile{Data: []byte("needle"), Mode: 0o644}
	return tree
}

func TestSameOutputForAnyWorkers(t *testing.T) {
	t.Parallel()
	fsys := scantest.NewFaultFS(sampleTree(), map[string]scantest.Fault{
		"d1/broken": {Read: errors.New("bad sector"), ReadBytes: 2},
		"d3/e0":     {List: errors.New("bad folder")},
	})
	panics := words{name: "panics", word: "end", onFile: func(_ context.Context, f *scan.File) error {
		if f.Base() == "panics" {
			panic("cannot look")
		}
		return nil
	}}
	var want []byte
	for _, workers := range []int{1, 2, 3, 8, 16} {
		for range repeat {
			r := newRunner(t, scan.Config{Workers: workers, Analyzers: []scan.Analyzer{words{name: "a", word: "needle"}, panics}})
			result, err := r.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{}))
			if !errors.Is(err, scan.ErrIncomplete) {
				t.Fatalf("error %v, want incomplete", err)
			}
			got := scantest.Marshal(t, result)
			if want == nil {
				want = got
			} else if !bytes.Equal(got, want) {
				t.Fatalf("output with %d workers differs:\n%s", workers, cmp.Diff(string(want), string(got)))
			}
		}
	}
	if n := bytes.Count(want, []byte(`"finding"`)); n < 5_000 {
		t.Errorf("only %d findings", n)
	}
}

func TestEveryFileIsOpenedOnce(t *testing.T) {
	t.Parallel()
	tree := sampleTree()
	tree[".gitignore"] = &fstest.MapFile{Data: []byte("d5/\n# needle\n")}
	tree["d1/.gitignore"] = &fstest.MapFile{Data: []byte("e1/")}
	fsys := scantest.NewFaultFS(tree, nil)
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "needle"}, words{name: "b", word: "x"}}})
	result, err := r.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{}))
	if err != nil {
		t.Fatal(err)
	}
	for path, n := range fsys.AllOpens() {
		if n != 1 {
			t.Errorf("%s was opened %d times", path, n)
		}
		if strings.HasPrefix(path, "d5") || strings.HasPrefix(path, "d1/e1") {
			t.Errorf("%s is ignored and was opened", path)
		}
	}
	if n := fsys.StillOpen(); n != 0 {
		t.Errorf("%d files are still open", n)
	}
	if result.Coverage.Ignored != 2 {
		t.Errorf("%d ignored, want 2", result.Coverage.Ignored)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"b": {Data: []byte("w w")}, "a/z": {Data: []byte("w")}, "a.x": {Data: []byte("w")}}
	onPackage := func(packages []*scan.Package, out scan.Sink) error {
		var names []string
		for _, p := range packages {
			names = append(names, p.Name)
		}
		r := scan.NewRecord(wordRule, scan.Location{}, strings.Join(names, " "))
		out.Finding(&r)
		return nil
	}
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{
		words{name: "one", word: "w", packages: true, onPackage: onPackage}, words{name: "two", word: "w", packages: true},
	}})
	var got []string
	for f, err := range r.Stream(t.Context(), scan.FS(fsys, scan.TreeConfig{})) {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, f.Common().Location.Path+":"+f.Common().Message)
	}
	want := []string{
		"a/z:found w", "a/z:found w", "a.x:found w", "a.x:found w", "b:found w", "b:found w", "b:found w", "b:found w",
		":a/z a/z a.x a.x b b b b", "one ended", "two ended",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestDeadline runs on the clock of a bubble: every Open takes 20 ms of it.
func TestDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tree := fstest.MapFS{}
		for i := range 500 {
			tree[fmt.Sprintf("f%03d", i)] = &fstest.MapFile{Data: []byte("needle")}
		}
		fsys := scantest.NewFaultFS(tree, nil).Slow(20 * time.Millisecond)
		r := newRunner(t, scan.Config{Workers: 2, Analyzers: []scan.Analyzer{words{name: "a", word: "needle"}}})
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		start := time.Now()
		result, err := r.Run(ctx, scan.FS(fsys, scan.TreeConfig{}))
		if d := time.Since(start); d > 250*time.Millisecond {
			t.Errorf("returned after %v", d)
		}
		if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, scan.ErrIncomplete) {
			t.Errorf("error %v", err)
		}
		if n := len(result.Findings); n < 15 || n > 20 {
			t.Errorf("%d findings, two workers can have 18", n)
		}
		for i, f := range result.Findings {
			if want := fmt.Sprintf("f%03d", i); f.Common().Location.Path != want {
				t.Errorf("finding %d is in %s, want %s", i, f.Common().Location.Path, want)
			}
		}
		if n := fsys.StillOpen(); n != 0 {
			t.Errorf("%d files are still open", n)
		}
		if last := result.Diagnostics[len(result.Diagnostics)-1]; last.Kind != scan.DiagDeadline {
			t.Errorf("last diagnostic is %v", last)
		}
	})
}

func TestCancelCause(t *testing.T) {
	t.Parallel()
	because := errors.New("somebody pressed the button")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(because)
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "x"}}})
	_, err := r.Run(ctx, scan.FS(sampleTree(), scan.TreeConfig{}))
	if !errors.Is(err, because) || !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestPanicsAndErrorsAreReported(t *testing.T) {
	t.Parallel()
	fsys := scantest.NewFaultFS(fstest.MapFS{"a": {Data: []byte("w")}, "b": {Data: []byte("w")}, "c": {Data: []byte("w")}},
		map[string]scantest.Fault{"c": {Panic: true}})
	bad := words{name: "bad",
		wants: func(e *scan.Entry) bool {
			if e.Path == "b" {
				panic("wants")
			}
			return true
		},
		onFile: func(_ context.Context, f *scan.File) error { return errors.New("line 3: no colon") },
		onPackage: func([]*scan.Package, scan.Sink) error {
			var none scan.Finding
			_ = none.Common()
			return nil
		},
	}
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{
		words{name: "never", beginErr: errors.New("no data")}, bad, words{name: "good", word: "w"},
	}})
	result, err := r.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{}))
	if !errors.Is(err, scan.ErrIncomplete) {
		t.Errorf("error %v", err)
	}
	var got []string
	for _, d := range result.Diagnostics {
		if !d.Note {
			got = append(got, fmt.Sprintf("%s %s: %v", d.Kind, d.Analyzer, d))
		}
	}
	want := []string{
		"analyzer never: the analyzer could not begin: no data",
		"malformed bad: a: line 3: no colon",
		"panic bad: b: panic in scan_test.TestPanicsAndErrorsAreReported.func1: wants",
		"panic : c: panic in scantest.(*FaultFS).Open: fault in Open of c",
		"panic bad: panic in scan_test.TestPanicsAndErrorsAreReported.func3: runtime error: invalid memory address or nil pointer dereference",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(result.Findings) != 2 {
		t.Errorf("%d findings, want those of a and b", len(result.Findings))
	}
}

func TestFaultyFiles(t *testing.T) {
	t.Parallel()
	tree := fstest.MapFS{
		"ok": {Data: []byte("w")}, "denied": {Data: []byte("w")}, "gone": {Data: []byte("w")}, "half": {Data: []byte("w w w")},
		"dir/x": {Data: []byte("w")}, "fifo": {Mode: fs.ModeNamedPipe | 0o644}, "sock": {Mode: fs.ModeSocket | 0o644},
		"link": {Mode: fs.ModeSymlink, Data: []byte("../outside")}, "loop": {Mode: fs.ModeSymlink, Data: []byte("loop")}, "good": {Mode: fs.ModeSymlink, Data: []byte("dir/x")},
	}
	fsys := scantest.NewFaultFS(tree, map[string]scantest.Fault{
		"denied": {Open: fs.ErrPermission}, "gone": {Open: fs.ErrNotExist}, "half": {Read: io.ErrUnexpectedEOF, ReadBytes: 3}, "dir": {Open: fs.ErrPermission},
	})
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "w"}}})
	result, _ := r.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{}))
	var got []string
	for _, d := range result.Diagnostics {
		got = append(got, fmt.Sprintf("%s %v %v", d.Kind, d.Note, d))
	}
	want := []string{
		"unreadable false denied: the file cannot be read: permission denied",
		"unreadable false dir: the folder cannot be listed: permission denied",
		"irregular true fifo: not a regular file but a named pipe",
		"changed false gone: the file vanished before it was read: file does not exist",
		"symlink true good: a symbolic link that cannot be read: not followed",
		"unreadable false half: the file cannot be read: unexpected EOF",
		"symlink true link: a symbolic link that cannot be read: not followed",
		"symlink true loop: a symbolic link that cannot be read: not followed",
		"irregular true sock: not a regular file but a socket",
		"ended true a ended",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(result.Findings) != 1 {
		t.Errorf("%d findings", len(result.Findings))
	}
}

func TestLargeFiles(t *testing.T) {
	t.Parallel()
	data := bytes.Repeat([]byte("0123456789abcdef"), 100_000) // 1.6 MB
	fsys := fstest.MapFS{"large": {Data: data}, "small": {Data: data[:100]}}
	r := newRunner(t, scan.Config{MaxFileSize: 1 << 20, Analyzers: []scan.Analyzer{
		words{name: "whole"}, words{name: "pieces", chunked: true}, words{name: "other"},
	}})
	for name, target := range map[string]scan.Target{"tree": scan.FS(fsys, scan.TreeConfig{}), "reader": scan.Reader("large", bytes.NewReader(data))} {
		result, _ := r.Run(t.Context(), target)
		if len(result.Findings) != 1 || !strings.HasPrefix(result.Findings[0].Common().Message, "1600000 bytes") {
			t.Errorf("%s: findings %v", name, result.Findings)
		}
		if d := result.Incomplete(); len(d) != 1 || d[0].Kind != scan.DiagTooLarge || !strings.HasSuffix(d[0].Message, "not looked at by whole, other") {
			t.Errorf("%s: diagnostics %v", name, d)
		}
	}
}

func TestGrowingFile(t *testing.T) {
	t.Parallel()
	target := entries{{Path: "log", Size: 5, Open: func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(strings.Repeat("w", 200_000))), nil
	}}}
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "w"}}})
	result, _ := r.Run(t.Context(), target)
	if d := result.Incomplete(); len(d) != 1 || d[0].Kind != scan.DiagChanged {
		t.Errorf("diagnostics %v", d)
	}
	if n := len(result.Findings); n < 50_000 {
		t.Errorf("%d findings in what was read", n)
	}
}

func TestUTF16(t *testing.T) {
	t.Parallel()
	le := []byte{0xff, 0xfe, 'w', 0, 0xe9, 0, 0x3d, 0xd8, 0x00, 0xde, 'w', 0}
	be := []byte{0xfe, 0xff, 0, 'w', 0, 0xe9, 0xd8, 0x3d, 0xde, 0x00, 0, 'w'}
	bom := []byte("\xef\xbb\xbfwé\U0001F600w")
	for name, data := range map[string][]byte{"le": le, "be": be, "bom": bom} {
		r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", word: "w"}}})
		result, err := r.Run(t.Context(), scan.Bytes(name, data))
		if err != nil || len(result.Findings) != 2 {
			t.Fatalf("%s: %v, %d findings", name, err, len(result.Findings))
		}
		want := scan.Region{StartLine: 1, StartColumn: 8, EndLine: 1, EndColumn: 9, StartOffset: 7, EndOffset: 8, Snippet: "wé\U0001F600w"}
		if name == "bom" {
			want.StartOffset, want.EndOffset = 10, 11
		}
		if diff := cmp.Diff(want, result.Findings[1].Common().Location.Region); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// TestUTF16Pieces wants the same bytes from a large UTF-16 file as from its
// UTF-8 form.
func TestUTF16Pieces(t *testing.T) {
	t.Parallel()
	var wide, narrow []byte
	wide = append(wide, 0xff, 0xfe)
	for i := range 300_000 {
		if i%1001 == 0 {
			wide = append(wide, 0x3d, 0xd8, 0x00, 0xde)
			narrow = append(narrow, "\U0001F600"...)
		}
		wide = append(wide, byte('a'+i%26), 0)
		narrow = append(narrow, byte('a'+i%26))
	}
	r := newRunner(t, scan.Config{MaxFileSize: 100_000, Analyzers: []scan.Analyzer{words{name: "a", chunked: true}}})
	var messages []string
	for _, data := range [][]byte{wide, narrow} {
		result, err := r.Run(t.Context(), scan.Bytes("f", data))
		if err != nil || len(result.Findings) != 1 {
			t.Fatalf("%v, %d findings", err, len(result.Findings))
		}
		messages = append(messages, result.Findings[0].Common().Message)
	}
	if messages[0] != messages[1] {
		t.Errorf("decoded %s, want %s", messages[0], messages[1])
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]scan.Config{
		"nil analyzer": {Analyzers: []scan.Analyzer{nil}},
		"same names":   {Analyzers: []scan.Analyzer{words{name: "a"}, words{name: "a"}}},
		"negative":     {Workers: -1},
		"budget":       {ByteBudget: 10, MaxFileSize: 20},
		"buffer":       {ByteBudget: 64 << 20, MaxFileSize: 64 << 20},
		"limit":        {ByteBudget: 1 << 62, MaxFileSize: 1 << 62},
	} {
		if _, err := scan.New(config); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestHugeBudget wants a budget without bound to cost nothing.
func TestHugeBudget(t *testing.T) {
	t.Parallel()
	r := newRunner(t, scan.Config{ByteBudget: 1<<63 - 1, Analyzers: []scan.Analyzer{words{name: "a", word: "w"}}})
	if result, err := r.Run(t.Context(), scan.Bytes("f", []byte("w"))); err != nil || len(result.Findings) != 1 {
		t.Errorf("%v, %v", err, result)
	}
}

// TestJoinedErrors wants every part of a joined error to be told, and the text
// around a wrapped Diagnostic to be kept. The analyzer's own value stays as it
// is, so that it may be shared.
func TestJoinedErrors(t *testing.T) {
	t.Parallel()
	shared := &scan.Diagnostic{Kind: "shared", Message: "shared", Note: true}
	r := newRunner(t, scan.Config{Analyzers: []scan.Analyzer{words{name: "a", onFile: func(context.Context, *scan.File) error {
		return errors.Join(shared, errors.New("plain"), fmt.Errorf("around: %w", shared))
	}}}})
	result, _ := r.Run(t.Context(), scan.FS(fstest.MapFS{"x": {}, "y": {}}, scan.TreeConfig{}))
	var got []string
	for _, d := range result.Diagnostics {
		got = append(got, fmt.Sprintf("%s %v %v", d.Kind, d.Note, d))
	}
	want := []string{
		"shared true x: shared", "malformed false x: plain", "malformed false x: around: shared",
		"shared true y: shared", "malformed false y: plain", "malformed false y: around: shared", "ended true a ended",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if shared.Location.Path != "" || shared.Analyzer != "" {
		t.Errorf("the shared diagnostic was changed: %+v", shared)
	}
}

// entries is a target of given entries.
type entries []scan.Entry
