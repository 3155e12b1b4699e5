package scan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
)

func ExampleIgnores() {
	text := "image: alpine # penstock: ignore[unpinned-image] until 2030-01-31: for the tests\n"
	for _, c := range scan.Ignores(scan.NewFile(&scan.Entry{Path: "ci.yml"}, []byte(text))) {
		fmt.Println(c.Line, c.Rules, c.Expires, c.Reason)
	}
	// Output: 1 [unpinned-image] 2030-01-31 for the tests
}

// told writes what a file's comments say.
func told(path, text string) string {
	var b strings.Builder
	for _, c := range scan.Ignores(scan.NewFile(&scan.Entry{Path: path}, []byte(text))) {
		fmt.Fprintf(&b, "%s %s line %d below %d file %t own %t", c.Mechanism, strings.Join(c.Rules, "+"), c.Line, c.Below, c.File, c.Own())
		if c.Reason != "" {
			b.WriteString(" reason " + c.Reason)
		}
		if c.Expires != "" {
			b.WriteString(" until " + c.Expires)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestIgnores(t *testing.T) {
	t.Parallel()
	const ours = "penstock: ignore a line 1 below 0 file false own true\n"
	tests := []struct{ path, text, want string }{
		{"a.yml", "x: y # penstock: ignore[a]", ours},
		{"a.yml", "x: y #penstock:ignore[a]", ours},
		{"a.yml", "x: y // penstock: ignore[a]", ""},
		{"a.yml", "x: penstock: ignore[a]", ""},
		{"a.yml", "x: y # see penstock: ignore[a]", ours},
		{"a.yml", "x: y # penstock: ignore", ""},
		{"a.yml", "x: y # penstock: ignore[]", ""},
		{"a.yml", "x: y # penstock: ignore[a", ""},
		{"a.yml", "x: y # other: ignore[a]", ""},
		{"a.yml", "# penstock: ignore[b/c, d] why\nx: y", "penstock: ignore b/c+d line 1 below 2 file false own true reason why\n"},
		{"a.yml", "# penstock: ignore[a]\n# more\n# words\nx: y", "penstock: ignore a line 1 below 4 file false own true\n"},
		{"a.yml", "# penstock: ignore[a]\n\nx: y", ours},
		{"a.yml", "\n# penstock: ignore-file[a] a sample\n", "penstock: ignore-file a line 2 below 0 file true own true reason a sample\n"},
		{"a.yml", "x: y # penstock: ignore[a] until 2027-03-31: see there", "penstock: ignore a line 1 below 0 file false own true reason see there until 2027-03-31\n"},
		{"a.yml", "x: y # penstock: ignore[a] until then", "penstock: ignore a line 1 below 0 file false own true reason until then\n"},
		{"Jenkinsfile", "sh 'x' // penstock: ignore[a]", ours},
		{"Jenkinsfile.release", "/*\n * penstock: ignore[a]\n */\nsh 'x'", "penstock: ignore a line 2 below 4 file false own true\n"},
		{"Jenkinsfile", "sh 'x' # penstock: ignore[a]", ""},
		{".vscode/tasks.json", "{ // penstock: ignore[a] */\n}", ours},
		{"a.jsonc", "{ /* penstock: ignore[a] why */\n}", "penstock: ignore a line 1 below 0 file false own true reason why\n"},
		{"pom.xml", "<a> <!-- penstock: ignore[a] -->", ours},
		{"a.sql", "x -- penstock: ignore[a]", ours},
		{"a.ini", "x ; penstock: ignore[a]", ours},
		{"main.tf", "x // penstock: ignore[a]", ours},
		{"Dockerfile", "# hadolint ignore=DL3006,DL3007\nFROM x", "hadolint ignore DL3006+DL3007 line 1 below 2 file false own false\n"},
		{"Dockerfile", "# hadolint global ignore=DL3006\n\nFROM x", "hadolint global ignore DL3006 line 1 below 0 file true own false\n"},
		{"a.yml", "x: y # zizmor: ignore[a,b] because", "zizmor: ignore a+b line 1 below 0 file false own false reason because\n"},
		{"a.yml", "x: y # zizmor: ignore-file[a]", ""},
		{"main.tf", "# checkov:skip=CKV_1:reviewed: twice", "checkov:skip CKV_1 line 1 below 0 file false own false reason reviewed: twice\n"},
		{"main.tf", "# see checkov:skip=CKV_1", ""},
		{"a.yml", "x: y # nosemgrep: a.b.c, d", "nosemgrep a.b.c+d line 1 below 0 file false own false\n"},
		{"a.yml", "x: y # nosemgrep", ""},
		{"a.yml", "a # penstock: ignore[a]\nb # zizmor: ignore[c]\nd # penstock: ignore[e]", ours + "zizmor: ignore c line 2 below 0 file false own false\npenstock: ignore e line 3 below 0 file false own true\n"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, told(tt.path, tt.text)); diff != "" {
			t.Errorf("%s: %q (-want +got):\n%s", tt.path, tt.text, diff)
		}
	}
}

func TestIgnoreNames(t *testing.T) {
	t.Parallel()
	rule := &scan.Rule{ID: "ci/unpinned", Class: "unpinned-component", Tags: []string{"checkov:CKV_1", "hadolint:DL1", "semgrep:no-tag", "zizmor:uses"}}
	for comment, want := range map[string]bool{
		"# penstock: ignore[ci/unpinned]": true, "# penstock: ignore[unpinned]": true, "# penstock: ignore[unpinned-component]": true,
		"# penstock: ignore[uses]": true, "# penstock: ignore[other, unpinned]": true, "# penstock: ignore[ci]": false, "# penstock: ignore[CKV_1]": false,
		"# zizmor: ignore[uses]": true, "# zizmor: ignore[other]": false,
		"# checkov:skip=CKV_1": true, "# checkov:skip=unpinned": false, "# hadolint ignore=DL1": true, "# hadolint ignore=unpinned": false,
		"# nosemgrep: yaml.x.no-tag": true, "# nosemgrep: yaml.x.other": false, "# nosemgrep: no-tag": true,
	} {
		list := scan.Ignores(scan.NewFile(&scan.Entry{Path: "a.yml"}, []byte(comment)))
		if len(list) != 1 || list[0].Names(rule) != want {
			t.Errorf("%s: %d comments, want %t", comment, len(list), want)
		}
	}
}

func TestIgnoreOn(t *testing.T) {
	t.Parallel()
	c := scan.Ignores(scan.NewFile(&scan.Entry{Path: "a.yml"}, []byte("a\n# penstock: ignore[x]\nb\nc")))[0]
	for lines, want := range map[[2]int]bool{{1, 1}: false, {1, 2}: true, {2, 2}: true, {3, 3}: true, {3, 9}: true, {4, 4}: false} {
		if got := c.On(scan.Region{StartLine: lines[0], EndLine: lines[1]}); got != want {
			t.Errorf("lines %v: %t", lines, got)
		}
	}
	if s := c.Suppression(); s.Kind != "inSource" || s.By() != "penstock: ignore" || s.Location.Region.StartLine != 2 {
		t.Errorf("suppression %+v", s)
	}
}

func FuzzIgnores(f *testing.F) {
	f.Add("a.yml", "x: y # penstock: ignore[a, b] until 2027-01-01: why\n# zizmor: ignore[c]\n")
	f.Add("Jenkinsfile", "/* penstock: ignore-file[a] */\n\xff")
	f.Fuzz(func(t *testing.T, path, text string) {
		file := scan.NewFile(&scan.Entry{Path: path}, []byte(text))
		for _, c := range scan.Ignores(file) {
			if len(c.Rules) == 0 || c.Line < 1 || c.Below != 0 && c.Below <= c.Line {
				t.Fatalf("%+v", c)
			}
		}
	})
}
