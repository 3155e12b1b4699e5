package entry_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/tomlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func TestCleanURL(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"https://a:b@h.example/p":                             "https://h.example/p",
		"https://h.example/p@1":                               "https://h.example/p@1",
		"ssh://git@h.example/p":                               "ssh://git@h.example/p",
		"https://0123456789abcdef0123@h.example/p":            "https://h.example/p",
		"https://a:b@c@h.example":                             "https://h.example",
		"x https://a:b@h.example y git+https://c:d@i.example": "x https://h.example y git+https://i.example",
		"no url":   "no url",
		"https://": "https://",
	} {
		if got := entry.CleanURL(url); got != want {
			t.Errorf("CleanURL(%q) = %q, want %q", url, got, want)
		}
	}
}

func TestHashes(t *testing.T) {
	t.Parallel()
	sri := entry.SRI("sha1-b2Ma7zNtbEY2K1F2QETOIWvjwFE=?opt sha256-short md5-1B2M2Y8AsgTpgAmY7PhCfg== sha512 x-YQ==")
	want := []scan.Hash{{Algorithm: "sha1", Value: "6f631aef336d6c46362b51764044ce216be3c051"}, {Algorithm: "md5", Value: "d41d8cd98f00b204e9800998ecf8427e"}}
	if diff := cmp.Diff(want, sri); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]scan.Hash{{Algorithm: "md5", Value: "d41d8cd98f00b204e9800998ecf8427e"}}, entry.Hex("md5", "D41D8CD98F00B204E9800998ECF8427E")); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []string{"", "xyz", "sha256:00", "foo:00", "md5:"} {
		if got := entry.Hex("", bad); got != nil {
			t.Errorf("Hex(%q) = %v", bad, got)
		}
	}
	got := entry.SortHashes([]scan.Hash{{Algorithm: "b", Value: "2"}, {Algorithm: "b", Value: "1"}, {Algorithm: "a", Value: "9"}, {Algorithm: "b", Value: "2"}})
	if diff := cmp.Diff([]scan.Hash{{Algorithm: "a", Value: "9"}, {Algorithm: "b", Value: "1"}, {Algorithm: "b", Value: "2"}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	f := scan.NewFile(&scan.Entry{Path: "lock"}, []byte("aaaa bbbb cccc"))
	var list entry.List
	a := list.Add(entry.New(f, "npm", "a", "1", 0, 4))
	b := list.Add(entry.New(f, "npm", "b", "1", 5, 9))
	again := entry.New(f, "npm", "a", "1", 10, 14)
	again.Scope, again.Relation = scan.ScopeDev, scan.RelationDirect
	a.Scope = scan.ScopeRuntime
	if list.Add(again) != a {
		t.Error("an equal package was not merged")
	}
	folder := entry.New(f, "npm", "a", "1", 0, 4)
	folder.Source = "dir"
	if list.Add(folder) == a {
		t.Error("a package of another source was merged")
	}
	list.Depend(a, b)
	list.Depend(a, b)
	list.Depend(nil, b)
	list.Depend(b, nil)
	packages := list.Packages()
	if len(packages) != 3 || len(a.Locations) != 2 || a.Scope != scan.ScopeRuntime || a.Relation != scan.RelationDirect {
		t.Errorf("%d packages, first %+v", len(packages), a)
	}
	if diff := cmp.Diff([]string{"pkg:npm/b@1"}, a.DependsOn); diff != "" {
		t.Error(diff)
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	f := scan.NewFile(&scan.Entry{Path: "lock"}, []byte("line\nline"))
	for _, err := range []error{&jsonpos.SyntaxError{Offset: 6}, &tomlpos.SyntaxError{Offset: 6, Err: errors.New("x")}} {
		d := entry.Malformed(f, 0, err)
		if d.Location.Region.StartLine != 2 || d.Location.Region.StartColumn != 2 || !errors.Is(d, err) || d.Kind != scan.DiagMalformed {
			t.Errorf("%+v", d)
		}
	}
}

func TestManyUnnamed(t *testing.T) {
	t.Parallel()
	f := golden.File("lock", []byte(strings.Repeat("x\n", 500)))
	var list entry.List
	for i := range 500 {
		list.Add(entry.New(f, "npm", "", "1.0.0", 2*i, 2*i+1))
	}
	rec := &golden.Recorder{}
	list.Report(rec)
	if n := len(rec.Diagnostics); n != 101 || !strings.HasSuffix(rec.Diagnostics[n-1].Message, ": 400") || rec.Diagnostics[n-1].Location.Region.StartLine != 101 {
		t.Errorf("%d diagnostics, the last %v", n, rec.Diagnostics[n-1])
	}
}
