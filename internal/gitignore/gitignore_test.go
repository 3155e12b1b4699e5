package gitignore_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/gitignore"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, file string
		ignored    []string // a trailing slash marks a folder
		kept       []string
	}{
		{"base name at any depth", "x\n", []string{"x", "a/x", "a/x/"}, []string{"y", "xx", "x.y"}},
		{"suffix", "*.log", []string{"a.log", ".log", "d/a.log"}, []string{"a.logs"}},
		{"rooted", "/x", []string{"x"}, []string{"a/x"}},
		{"inner slash roots", "a/x", []string{"a/x"}, []string{"b/a/x", "x"}},
		{"folder only", "x/", []string{"x/", "a/x/"}, []string{"x", "a/x"}},
		{"double star", "**/x\na/**/b\nc/**", []string{"x", "a/x", "a/b", "a/1/2/b", "c/d"}, []string{"c/", "ab"}},
		{"last one wins", "*.log\n!keep.log", []string{"a.log"}, []string{"keep.log", "d/keep.log"}},
		{"and wins again", "*.log\n!keep.log\nkeep.log", []string{"keep.log"}, nil},
		{"comments and blanks", "# x\n\n\\#y\n\\!z\n", []string{"#y", "!z"}, []string{"x", "# x"}},
		{"trailing spaces", "x  \ny\\ \n", []string{"x", "y "}, []string{"y"}},
		{"crlf", "x\r\ny\r\n", []string{"x", "y"}, nil},
		{"invalid pattern matches nothing", "[\nx", []string{"x"}, []string{"["}},
		{"byte order mark", "\ufeffx", []string{"x"}, nil},
		{"class and question mark", "[ab]?", []string{"ax", "d/bx"}, []string{"cx", "a"}},
		{"star stops at a slash", "a/*", []string{"a/b", "a/b/"}, []string{"a/b/c", "a/"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rules := gitignore.Parse([]byte(tt.file))
			check := func(paths []string, want bool) {
				for _, p := range paths {
					got, _ := rules.Match(strings.TrimSuffix(p, "/"), strings.HasSuffix(p, "/"))
					if got != want {
						t.Errorf("%q ignored: %v, want %v", p, got, want)
					}
				}
			}
			check(tt.ignored, true)
			check(tt.kept, false)
		})
	}
}

// TestAgainstGit compares every pair of a pattern and a path with what Git
// itself says.
func TestAgainstGit(t *testing.T) {
	t.Parallel()
	patterns := []string{
		"x", "/x", "x/", "*.log", "a/x", "/a/x", "a/*", "a/**", "**/x", "a/**/x", "**/a/x", "*", "a*", "[ab]x", "[!a]x", "?x", `\x`, `a\*`,
		"!x", "a/", "**", "*/x", "a/*/x", "**/", "a//x", "./x", "x ", `x\ `, "[", "[]x]", "a**x", "***", "é", "a/x/", "/*", "/", "//", "a?x",
	}
	paths := []string{"x", "a/x", "a/b/x", "b/x", "ax", "bx", "a.log", "a/a.log", "a*", "aax", "é", "x ", "]", "a/b/c/x", "x.log/y"}
	dir := t.TempDir()
	git := func(stdin string, args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+filepath.Join(dir, "none"), "GIT_CONFIG_NOSYSTEM=1")
		cmd.Stdin = strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil && cmd.ProcessState.ExitCode() != 1 {
			t.Fatalf("git %v: %v", args, err)
		}
		return string(out)
	}
	git("", "init", "-q")
	for _, pattern := range patterns {
		if err := os.WriteFile(filepath.Join(dir, ".gitignore"), []byte(pattern+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		out := git(strings.Join(paths, "\x00")+"\x00", "check-ignore", "-z", "--stdin", "--no-index")
		byGit := map[string]bool{}
		for p := range strings.SplitSeq(out, "\x00") {
			byGit[p] = true
		}
		rules := gitignore.Parse([]byte(pattern + "\n"))
		for _, p := range paths {
			if got := ignoredWithParents(rules, p); got != byGit[p] {
				t.Errorf("pattern %q, path %q: ignored %v, git says %v", pattern, p, got, byGit[p])
			}
		}
	}
}

// ignoredWithParents judges a file as a walk does: from the top, stopping at
// the first ignored folder.
func ignoredWithParents(rules *gitignore.Rules, path string) bool {
	for i, c := range path {
		if c == '/' {
			if ignored, _ := rules.Match(path[:i], true); ignored {
				return true
			}
		}
	}
	ignored, _ := rules.Match(path, false)
	return ignored
}

func FuzzParse(f *testing.F) {
	f.Add("*.log\n!/a/**/b\n[x]/\n", "a/b")
	f.Fuzz(func(t *testing.T, file, path string) {
		gitignore.Parse([]byte(file)).Match(path, len(path)%2 == 0)
	})
}
