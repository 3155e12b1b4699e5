package shell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func Example() {
	s := shell.Parse("title=$(echo \"$BODY\")\necho \"title=$title\" >> \"$GITHUB_OUTPUT\"\n", shell.Bash)
	for _, w := range s.Writes {
		fmt.Println(w.File, w.Name, w.Vars)
	}
	for _, a := range s.Assigns {
		fmt.Println(a.Name, a.Vars, a.Computed)
	}
	// Output:
	// GITHUB_OUTPUT title [title]
	// title [BODY] true
}

func TestDialectOf(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]shell.Dialect{
		"": shell.Bash, "bash": shell.Bash, "/bin/bash -e {0}": shell.Bash, "sh": shell.POSIX, "pwsh": shell.PowerShell,
		`C:\x\PowerShell.exe -File {0}`: shell.PowerShell, "cmd": shell.Cmd, "python": shell.Other, "${{ x }}": shell.Other,
	} {
		if got := shell.DialectOf(setting); got != want {
			t.Errorf("%q is %v, want %v", setting, got, want)
		}
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		dialect    shell.Dialect
		want       []string
	}{
		{"words and quotes", `npm install "a b" 'c' d\e $F`, shell.Bash, []string{`npm|install|a b|c|d\e|$F`}},
		{"lists and pipes", "a; b && c || d | e & f", shell.Bash, []string{"a", "b", "c", "d", "<e", "f"}},
		{"compound", "if a; then b; elif c; then d; else e; fi; for i in x; do f; done; while g; do h; done; case x in y) i;; esac; (j); { k; }; l() { m; }; time n; ! o", shell.Bash,
			[]string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "m", "n", "o"}},
		{"substitutions", "x=$(a $(b)) c <(d) \"`e`\" $(<file)", shell.Bash, []string{"a|$(b)", "b", "c|<(d)|`e`|$(<file)", "d", "e", "cat|file"}},
		{"continued", "bun \\\n  publish", shell.Bash, []string{"bun|publish"}},
		{"assignment in front", "A=1 B=2 c", shell.Bash, []string{"c"}},
		{"expression", "echo ${{ a.b }} x", shell.Bash, []string{"echo|EEEEEEEEEE|x"}},
		{"redirection", "a > b 2>&1 < c", shell.Bash, []string{"a"}},
		{"no shell code", "if (a) {\n  npm install x\n}", shell.Bash, []string{"if|(a)|{", "npm|install|x", "}"}},
		{"PowerShell", "Write-Host \"a b\"; npm install x # note\n$y = 1 | foo", shell.PowerShell, []string{"Write-Host|a b", "npm|install|x", "$y|=|1", "<foo"}},
		{"other language", "import os", shell.Other, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := shell.Parse(tt.text, tt.dialect)
			var got []string
			for _, c := range s.Commands {
				var words []string
				for _, w := range c.Words {
					words = append(words, w.Text)
				}
				text := strings.Join(words, "|")
				if c.Piped {
					text = "<" + text
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(tt.want, got, cmp.Transformer("sort", sorted)); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}

// sorted makes the order of nested commands irrelevant.
func sorted(list []string) map[string]int {
	count := map[string]int{}
	for _, s := range list {
		count[s]++
	}
	return count
}

func TestWrites(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		dialect    shell.Dialect
		want       []string
	}{
		{"echo", `echo "a=$B" >> $GITHUB_ENV`, shell.Bash, []string{`GITHUB_ENV a [B] "a=$B"`}},
		{"braces and quotes", `echo "a=${B:-x}" >> "${GITHUB_OUTPUT}"`, shell.Bash, []string{`GITHUB_OUTPUT a [B] "a=${B:-x}"`}},
		{"tee", `echo "a=$B" | tee -a "$GITHUB_OUTPUT"`, shell.Bash, []string{`GITHUB_OUTPUT a [B] "a=$B"`}},
		{"pipeline", `cat x | tr a b >> $GITHUB_ENV`, shell.Bash, []string{`GITHUB_ENV  [] computed cat x | tr a b`}},
		{"block with a mark", "{\n  echo 'a<<END'\n  cat x\n  echo END\n} >> $GITHUB_ENV", shell.Bash,
			[]string{`GITHUB_ENV a [] 'a<<END'`, `GITHUB_ENV a [] computed cat x`, `GITHUB_ENV a [] END`}},
		{"here document", "cat <<X >> $GITHUB_ENV\na=$B\nX\n", shell.Bash, []string{"GITHUB_ENV a [B] a=$B\n"}},
		{"old command", `echo "::set-output name=a::$B"`, shell.Bash, []string{`GITHUB_OUTPUT a [B] echo "::set-output name=a::$B"`}},
		{"path", `echo "$B" >> $GITHUB_PATH`, shell.Bash, []string{`GITHUB_PATH  [B] "$B"`}},
		{"other file", `echo "a=$B" >> out.txt`, shell.Bash, nil},
		{"PowerShell's name of the file in what may be another shell", `echo "a=$B" >> $env:GITHUB_ENV`, shell.Bash, []string{`GITHUB_ENV a [B] "a=$B"`}},
		{"PowerShell", `"a=$env:B" >> $env:GITHUB_ENV`, shell.PowerShell, []string{`GITHUB_ENV a [B] "a=$env:B" >> $env:GITHUB_ENV`}},
		{"PowerShell, Out-File", `echo "a=$B" | Out-File -Append $env:GITHUB_OUTPUT`, shell.PowerShell, []string{`GITHUB_OUTPUT a [B] echo "a=$B" | Out-File -Append $env:GITHUB_OUTPUT`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := shell.Parse(tt.text, tt.dialect)
			var got []string
			for _, w := range s.Writes {
				computed := ""
				if w.Computed {
					computed = " computed"
				}
				got = append(got, fmt.Sprintf("%s %s %v%s %s", w.File, w.Name, w.Vars, computed, tt.text[w.Start:w.End]))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("writes (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAssigns(t *testing.T) {
	t.Parallel()
	s := shell.Parse("A=\"x $B\"\nexport C=$(d)\nfor e in $F; do :; done\nlocal G=1\n", shell.Bash)
	var got []string
	for _, a := range s.Assigns {
		got = append(got, fmt.Sprintf("%s %v %v", a.Name, a.Vars, a.Computed))
	}
	if diff := cmp.Diff([]string{"A [B] false", "C [] true", "e [F] false", "G [] false"}, got); diff != "" {
		t.Errorf("assignments (-want +got):\n%s", diff)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"echo \"a=$B\" >> $GITHUB_ENV", "cat <<X | tee $GITHUB_OUTPUT\n$A\nX\n", "$x = 1; y | Out-File $env:GITHUB_ENV", "a $(b `c`) ${{ d }} ${e[1]}", "for i in ; do\n", "echo ${{ 'x\n' }}"} {
		f.Add(seed, uint8(0))
		f.Add(seed, uint8(2))
	}
	f.Fuzz(func(t *testing.T, text string, dialect uint8) {
		s := shell.Parse(text, shell.Dialect(dialect%5))
		ok := func(r shell.Range) bool { return r.Start >= 0 && r.Start <= r.End && r.End <= len(text) }
		for _, c := range s.Commands {
			if !ok(c.Range) || len(c.Words) == 0 {
				t.Fatalf("command %+v of %d bytes", c, len(text))
			}
			for _, w := range c.Words {
				if !ok(w.Range) {
					t.Fatalf("word %+v of %d bytes", w, len(text))
				}
			}
		}
		for _, w := range s.Writes {
			if !ok(w.Range) {
				t.Fatalf("write %+v of %d bytes", w, len(text))
			}
		}
		for _, a := range s.Assigns {
			if !ok(a.Range) {
				t.Fatalf("assignment %+v of %d bytes", a, len(text))
			}
		}
	})
}
