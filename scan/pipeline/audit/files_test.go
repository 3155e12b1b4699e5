package audit_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// linked returns linked files of the given paths and size, and counts how often
// each is opened.
func linked(size int, opened map[string]int, paths ...string) []audit.LinkedFile {
	var list []audit.LinkedFile
	for _, p := range paths {
		list = append(list, audit.LinkedFile{Path: p, Size: size, Open: func() *audit.Run {
			opened[p]++
			return audit.NewRun(&ci.File{Source: &ci.Source{File: scan.NewFile(&scan.Entry{Path: p}, nil)}}, nil)
		}})
	}
	return list
}

func TestFind(t *testing.T) {
	t.Parallel()
	paths := []string{"a.yml", "ci/a.yml", "ci/b.yml", "ci/deep/c.yml", "sub/ci/d.yml"}
	f := audit.NewFiles(linked(1, map[string]int{}, paths...))
	for _, tt := range []struct{ from, ref, want string }{
		{"x.yml", "a.yml", "a.yml"},
		{"x.yml", "/ci/a.yml", "ci/a.yml"},
		{"x.yml", "ci/*.yml", "ci/a.yml ci/b.yml"},
		{"x.yml", "ci/**/*.yml", "ci/a.yml ci/b.yml ci/deep/c.yml"},
		{"sub/x.yml", "ci/d.yml", "sub/ci/d.yml"}, // the repository begins at sub
		{"x.yml", "../../etc/a.yml", ""},
		{"x.yml", "../ci/a.yml", "ci/a.yml"}, // never above the root
		{"x.yml", "none.yml", ""},
		{"x.yml", "ci/[", ""},
		{"x.yml", "", ""},
	} {
		var got []string
		for _, i := range f.Find(tt.from, tt.ref) {
			got = append(got, f.Path(i))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s from %s: %v, want %q", tt.ref, tt.from, got, tt.want)
		}
	}
}

func TestIndex(t *testing.T) {
	t.Parallel()
	f := audit.NewFiles(linked(1, map[string]int{}, "a", "b", "b"))
	if i, ok := f.Index("b"); !ok || i != 1 {
		t.Errorf("b is %d, %t", i, ok)
	}
	if _, ok := f.Index("c"); ok {
		t.Error("c is there")
	}
	if diff := cmp.Diff([]string{"", "x", "x/y"}, audit.Roots("x/y/z.yml")); diff != "" {
		t.Errorf("roots (-want +got):\n%s", diff)
	}
}

func TestOpen(t *testing.T) {
	t.Parallel()
	opened := map[string]int{}
	f := audit.NewFiles(linked(400_000, opened, "a", "b", "c"))
	for _, i := range []int{0, 0, 1, 1, 2, 0} { // two fit
		if f.Open(i) == nil {
			t.Fatal("no run")
		}
	}
	if diff := cmp.Diff(map[string]int{"a": 2, "b": 1, "c": 1}, opened); diff != "" {
		t.Errorf("opened (-want +got):\n%s", diff)
	}
	if audit.NewFiles([]audit.LinkedFile{{Path: "a"}}).Open(0) != nil {
		t.Error("a file that is not linked is opened")
	}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	at := func(path string) []scan.Location { return []scan.Location{{Path: path}} }
	f := audit.NewFlows()
	f.Hand("c#x", audit.Argument{From: []string{"b#x"}, Path: at("b")})
	f.Hand("b#x", audit.Argument{From: []string{"a#x"}, Path: at("a")})
	f.Hand("b#x", audit.Argument{Source: "a title", Severity: scan.SeverityMedium, Path: at("other")})
	f.Hand("b#x", audit.Argument{Source: "a message", Severity: scan.SeverityHigh, Path: at("worst")})
	f.Hand("fixed", audit.Argument{Path: at("a")})
	f.Hand("open", audit.Argument{From: []string{"nobody's"}, Path: at("a")})
	f.Hand("one", audit.Argument{From: []string{"two"}})
	f.Hand("two", audit.Argument{From: []string{"one"}})
	if o := f.Origin("c#x"); o.Source != "a message" || len(o.Path) != 2 || o.Path[0].Path != "worst" || o.Path[1].Path != "b" {
		t.Errorf("origin %+v", o)
	}
	if !f.Origin("fixed").Fixed() || f.Origin("none").Fixed() || f.Origin("open").Fixed() || !f.Origin("open").Open {
		t.Error("constants are not told from what is open")
	}
	if o := f.Origin("one"); !o.Fixed() {
		t.Errorf("a circle has the origin %+v", o)
	}
	var none *audit.Flows
	if none.Origin("x").Known {
		t.Error("nothing is known")
	}
	if f.Len() != 8 {
		t.Errorf("%d arguments", f.Len())
	}
}

func TestTells(t *testing.T) {
	t.Parallel()
	o := audit.Origin{Argument: audit.Argument{Source: "a title", Severity: scan.SeverityHigh, Path: []scan.Location{{Path: "a.yml"}}}, Known: true}
	w := &ci.Weakness{}
	w.Location.Path = "b.yml"
	o.Tells()(w)
	want := []scan.CodeFlow{{Message: "a title reaches the script", Steps: []scan.Location{{Path: "a.yml", Role: "source"}, {Path: "b.yml", Role: "sink"}}}}
	if diff := cmp.Diff(want, w.CodeFlows); diff != "" || w.Severity != scan.SeverityHigh {
		t.Errorf("severity %s, flow (-want +got):\n%s", w.Severity, diff)
	}
	if o.Way() != " (handed over in a.yml)" || (audit.Origin{}).Way() != "" {
		t.Error(o.Way())
	}
}

// TestManyArguments checks that a parameter with more uses than are kept is open.
func TestManyArguments(t *testing.T) {
	t.Parallel()
	f := audit.NewFlows()
	for range 1000 {
		f.Hand("x", audit.Argument{})
	}
	if f.Origin("x").Fixed() {
		t.Error("what was left out counts as constant")
	}
}
