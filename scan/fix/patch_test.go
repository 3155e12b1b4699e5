package fix_test

import (
	"context"
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

const low, high = scan.SeverityLow, scan.SeverityHigh

func TestAdd(t *testing.T) {
	t.Parallel()
	one := func(text, old, new string) []scan.Finding {
		return []scan.Finding{finding("one", low, edit("a", text, old, new))}
	}
	two := func(text, old, new, old2, new2 string) []scan.Finding {
		return []scan.Finding{finding("one", low, edit("a", text, old, new)), finding("two", high, edit("a", text, old2, new2))}
	}
	tests := []struct {
		name, text string
		findings   []scan.Finding
		want, left string
	}{
		{"replace", "a b c\n", one("a b c\n", "b", "xyz"), "a xyz c\n", ""},
		{"insert", "a\nb\n", one("a\nb\n", "a[]", "\nx"), "a\nx\nb\n", ""},
		{"insert at the start", "a\n", one("a\n", "[]a", "x\n"), "x\na\n", ""},
		{"insert at the end", "a", one("a", "a[]", "\nx"), "a\nx", ""},
		{"take out", "a\nb\nc\n", one("a\nb\nc\n", "b\n", ""), "a\nc\n", ""},
		{"everything", "a\n", one("a\n", "a\n", ""), "", ""},
		{"byte order mark", "\ufeffa b\n", one("\ufeffa b\n", "b", "c"), "\ufeffa c\n", ""},
		{"before all, behind the mark", "\ufeffa\n", one("\ufeffa\n", "[]a", "x"), "\ufeffxa\n", ""},
		{"CRLF", "a\r\nb\r\n", one("a\r\nb\r\n", "a[]", "\nx\n"), "a\r\nx\r\n\r\nb\r\n", ""},
		{"CRLF in the text already", "a\r\nb", one("a\r\nb", "b[]", "\r\nx"), "a\r\nb\r\nx", ""},
		{"half of a CRLF", "a\r\nb\r\nc\r\n", one("a\r\nb\r\nc\r\n", "b\r", ""), "a\r\nc\r\n", ""},
		{"lines end as those around", "a\nb\r\nc\r\n", one("a\nb\r\nc\r\n", "a[]", "\nx"), "a\nx\nb\r\nc\r\n", ""},
		{"two places", "a b c\n", two("a b c\n", "a", "x", "c", "y"), "x b y\n", ""},
		{"the graver wins", "a b c\n", two("a b c\n", "a b", "x", "b c", "y"), "a y\n", "one overlap"},
		{"touching", "a b c\n", two("a b c\n", "a ", "x", "b", "y"), "a y c\n", "one overlap"},
		{"inside", "a b c\n", two("a b c\n", "b", "x", "a b c", "y"), "y\n", "one overlap"},
		{"around", "a b c\n", two("a b c\n", "a b c", "x", "b", "y"), "a y c\n", "one overlap"},
		{"same place", "a\n", two("a\n", "a[]", "x", "a[]", "y"), "ay\n", "one overlap"},
		{"the same", "a\n", two("a\n", "a[]", "x", "a[]", "x"), "ax\n", ""},
		{"changes nothing", "a\n", one("a\n", "a", "a"), "a\n", "one invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for range 2 {
				p := patch(t, files(map[string]string{"a": tt.text}), tt.findings...)
				if diff := cmp.Diff(tt.want, content(p, "a", tt.text)); diff != "" {
					t.Errorf("content (-want +got):\n%s", diff)
				}
				if got := reasons(p); got != tt.left {
					t.Errorf("left %q, want %q", got, tt.left)
				}
				if len(tt.findings) == 2 { // the order does not matter
					tt.findings[0], tt.findings[1] = tt.findings[1], tt.findings[0]
				}
			}
		})
	}
}

// TestWhole wants a fix to be done in all of its files or in none, and an edit
// that two fixes share to be done once.
func TestWhole(t *testing.T) {
	t.Parallel()
	a, b := "a one\n", "b one\nb two\n"
	fsys := files(map[string]string{"a": a, "b": b})
	both := finding("both", low, edit("a", a, "one", "x"), edit("b", b, "b one", "x"))
	p := patch(t, fsys, both, finding("grave", high, edit("b", b, "one", "y")))
	if got := content(p, "a", a) + content(p, "b", b); got != "a one\nb y\nb two\n" || reasons(p) != "both overlap" {
		t.Errorf("left %q, content:\n%s", reasons(p), got)
	}
	if diff := cmp.Diff([]string{"b"}, p.Paths()); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	shared := edit("b", b, "b two[]", "!")
	p = patch(t, fsys, finding("first", low, edit("a", a, "one", "x"), shared), finding("second", low, edit("b", b, "one", "y"), shared))
	if got := content(p, "a", a) + content(p, "b", b); got != "a x\nb y\nb two!\n" || len(p.Applied()) != 2 {
		t.Errorf("left %q, content:\n%s", reasons(p), got)
	}
}

func TestLeft(t *testing.T) {
	t.Parallel()
	const text = "first\nsecond\n"
	fsys := files(map[string]string{
		"a": text, "utf16": "\xff\xfea\x00", "binary": "a\x00b", "dir/.git/config": "x", "large": "12345678901234567", "twice": "first\nfirst\n",
	})
	fsys["locked"] = files(map[string]string{"": text})[""]
	fsys["locked"].Mode = 0o444
	fsys["link"] = files(map[string]string{"": "a"})[""]
	fsys["link"].Mode = fs.ModeSymlink | 0o777
	ok := func() *scan.Record { return finding("x", low, edit("a", text, "second", "2")) }
	with := func(change func(*scan.Record)) *scan.Record {
		r := ok()
		change(r)
		return r
	}
	in := func(path string) *scan.Record {
		return with(func(r *scan.Record) { r.Location.Path, r.Fixes[0].Edits[0].Path = path, path })
	}
	at := func(region scan.Region) *scan.Record {
		return with(func(r *scan.Record) { r.Fixes[0].Edits[0].Region, r.Location.Region = region, region })
	}
	tests := []struct {
		name   string
		r      *scan.Record
		reason fix.Reason // empty: done
	}{
		{"done", ok(), ""},
		{"unsafe", with(func(r *scan.Record) { r.Fixes[0].Safe = false }), fix.ReasonUnsafe},
		{"suppressed", with(func(r *scan.Record) { r.Suppressions = []scan.Suppression{{Kind: "inSource"}} }), fix.ReasonSuppressed},
		{"archive", with(func(r *scan.Record) { r.Location.Origin = &scan.Origin{Archives: []string{"x.zip"}} }), fix.ReasonOrigin},
		{"history", with(func(r *scan.Record) { r.Location.Origin = &scan.Origin{Commit: "c0"} }), fix.ReasonOrigin},
		{"image", with(func(r *scan.Record) { r.Location.Origin = &scan.Origin{Image: "i"} }), fix.ReasonOrigin},
		{"target", with(func(r *scan.Record) { r.Location.Origin = &scan.Origin{Target: "2"} }), fix.ReasonOrigin},
		{"outside", in("../a"), fix.ReasonPath},
		{"absolute", in("/a"), fix.ReasonPath},
		{"folder", in("."), fix.ReasonPath},
		{"of Git", in("dir/.git/config"), fix.ReasonPath},
		{"link", in("link"), fix.ReasonPath},
		{"below a link", in("link/a"), fix.ReasonPath},
		{"not there", in("b"), fix.ReasonUnreadable},
		{"a folder", in("dir"), fix.ReasonUnreadable},
		{"too large", in("large"), fix.ReasonUnreadable},
		{"read-only", in("locked"), fix.ReasonReadOnly},
		{"UTF-16", in("utf16"), fix.ReasonEncoding},
		{"binary", in("binary"), fix.ReasonEncoding},
		{"other text", in("twice"), fix.ReasonChanged},
		{"nowhere", at(scan.Region{}), fix.ReasonInvalid},
		{"backwards", at(scan.Region{StartOffset: 5, EndOffset: 4}), fix.ReasonInvalid},
		{"negative", at(scan.Region{StartOffset: -1, EndOffset: 4}), fix.ReasonInvalid},
		{"beyond the end", at(scan.Region{StartOffset: 5, EndOffset: 99}), fix.ReasonChanged},
		{"nothing to go by", at(scan.Region{StartOffset: 6, EndOffset: 12}), fix.ReasonChanged},
		{"other line", at(scan.Region{StartOffset: 6, EndOffset: 12, StartLine: 3, StartColumn: 1, EndLine: 3, EndColumn: 7}), fix.ReasonChanged},
		{"lines agree", at(scan.Region{StartOffset: 6, EndOffset: 12, StartLine: 2, StartColumn: 1, EndLine: 2, EndColumn: 7}), ""},
		{"other snippet", with(func(r *scan.Record) { r.Location.Region.Snippet = "sec0nd" }), fix.ReasonChanged},
		{"snippet of a secret", with(func(r *scan.Record) { r.Location.Region.Snippet, r.Secret = "[hidden]", &scan.Secret{} }), ""},
		{"snippet of no text", with(func(r *scan.Record) { r.Location.Region.Snippet = "\uFFFD" }), ""},
		{"edits that touch", with(func(r *scan.Record) { r.Fixes[0].Edits = append(r.Fixes[0].Edits, r.Fixes[0].Edits[0]) }), fix.ReasonInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p, err := fix.New(fix.Config{Files: fsys, MaxFileSize: 16})
			if err != nil {
				t.Fatal(err)
			}
			added, err := p.Add(t.Context(), []scan.Finding{tt.r})
			if err != nil {
				t.Fatal(err)
			}
			if left := p.Left(); (tt.reason == "") != (added == 1) || (tt.reason == "") == (len(left) == 1) || len(left) == 1 && (left[0].Reason != tt.reason || left[0].Detail == "") {
				t.Errorf("%d done, left %+v; want reason %q", added, left, tt.reason)
			}
			if (tt.reason == "") != (len(p.Paths()) == 1) {
				t.Errorf("changed %q", p.Paths())
			}
		})
	}
}

// TestChoice wants the first fix that may be done, of the findings that count.
func TestChoice(t *testing.T) {
	t.Parallel()
	const text = "a\n"
	e := func(s string) []scan.Edit { return []scan.Edit{edit("a", text, "a", s)} }
	r := finding("x", low, e("unused")...)
	r.Fixes = []scan.Fix{{Command: "mend"}, {Edits: e("unsafe")}, {Edits: e("safe"), Safe: true}}
	tests := []struct {
		name   string
		config fix.Config
		change func(*scan.Record)
		want   string
	}{
		{"safe", fix.Config{}, func(*scan.Record) {}, "safe\n"},
		{"unsafe", fix.Config{Unsafe: true}, func(*scan.Record) {}, "unsafe\n"},
		{"rule", fix.Config{Rules: []string{"test/x"}}, func(*scan.Record) {}, "safe\n"},
		{"other rule", fix.Config{Rules: []string{"x"}}, func(*scan.Record) {}, text},
		{"class", fix.Config{Classes: []scan.Class{"x"}}, func(*scan.Record) {}, "safe\n"},
		{"other class", fix.Config{Rules: []string{"test/x"}, Classes: []scan.Class{"y"}}, func(*scan.Record) {}, text},
		{"passed", fix.Config{}, func(r *scan.Record) { r.Outcome = scan.OutcomePass }, text},
		{"gone", fix.Config{}, func(r *scan.Record) { r.Baseline = scan.BaselineAbsent }, text},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			own := *r
			tt.change(&own)
			tt.config.Files = files(map[string]string{"a": text})
			p, err := fix.New(tt.config)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.Add(t.Context(), []scan.Finding{&own}); err != nil {
				t.Fatal(err)
			}
			if got := content(p, "a", text); got != tt.want || len(p.Left()) > 0 {
				t.Errorf("got %q, want %q; left %q", got, tt.want, reasons(p))
			}
		})
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for _, c := range []fix.Config{{}, {Files: files(nil), MaxFileSize: -1}} {
		if _, err := fix.New(c); err == nil {
			t.Errorf("no error for %+v", c)
		}
	}
	p, err := fix.New(fix.Config{Files: files(map[string]string{"a": "a"})})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Add(ctx, []scan.Finding{finding("x", low, edit("a", "a", "a", "b"))}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
