package shell_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// words returns the words of a command in one text.
func words(c *shell.Command) string {
	var list []string
	for _, w := range c.Words {
		list = append(list, w.Text)
	}
	return strings.Join(list, "|")
}

func TestNested(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		dialect    shell.Dialect
		want       []string
	}{
		{"word behind -c", `sh -c "a b | c"`, shell.Bash, []string{"sh|-c|a b | c", "a|b", "c"}},
		{"letters together", `bash -ec 'a; b'`, shell.Bash, []string{"bash|-ec|a; b", "a", "b"}},
		{"another user", `sudo su -c "a b" root`, shell.Bash, []string{"sudo|su|-c|a b|root", "a|b"}},
		{"twice", `sh -c "bash -c 'a b'"`, shell.Bash, []string{"sh|-c|bash -c 'a b'", "bash|-c|a b", "a|b"}},
		{"here document", "bash <<EOF\na b\nEOF\n", shell.Bash, []string{"bash", "a|b"}},
		{"here document of another program", "cat <<EOF\na b\nEOF\n", shell.Bash, []string{"cat"}},
		{"script file", "bash x.sh -c y", shell.Bash, []string{"bash|x.sh|-c|y"}},
		{"PowerShell in a shell", `pwsh -Command "a b; c"`, shell.Bash, []string{"pwsh|-Command|a b; c", "a|b", "c"}},
		{"line by line", `powershell -NoProfile -Command "a b | c"`, shell.Cmd, []string{"powershell|-NoProfile|-Command|a b | c", "a|b", "c"}},
		{"no script behind -c", `bash -c`, shell.Bash, []string{"bash|-c"}},
		{"broken inside", `bash -c "if ("`, shell.Bash, []string{"bash|-c|if ("}},
		{"PowerShell goes on", "a b `\r\n  -c d `\n  e\nf\n", shell.PowerShell, []string{"a|b|-c|d|e", "f"}},
		{"here string", "$a = @\"\nb c\n\"@\nd\n", shell.PowerShell, []string{"$a|=|@", "@", "d"}},
		{"here string without its end", "$a = @'\nb c\n", shell.PowerShell, []string{"$a|=|@"}},
		{"cmd goes on", "a ^\nb\nc", shell.Cmd, []string{"a|b", "c"}},
		{"broken shell goes on", "if ( \\\n a\nb `\nc", shell.Bash, []string{"if|(|a", "b|`", "c"}},
		{"assignments and options in front", "env -u A B=c sudo -u root timeout -k 5 10s nice -n 3 a b", shell.Bash, []string{"env|-u|A|B=c|sudo|-u|root|timeout|-k|5|10s|nice|-n|3|a|b"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := shell.Parse(tt.text, tt.dialect)
			var got []string
			for i := range s.Commands {
				got = append(got, words(&s.Commands[i]))
				c := &s.Commands[i]
				if first := strings.Trim(tt.text[c.Words[0].Start:c.Words[0].End], `"'`); !strings.HasPrefix(first, c.Words[0].Text) {
					t.Errorf("the first word %q stands at %q", c.Words[0].Text, first)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("commands (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBare(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sudo -E -u root a b":   "a|b",
		"env -u A B=c a":        "a",
		"sudo A=1 a":            "a",
		"timeout -k 5 10s a -x": "a|-x",
		"xargs -n 1 a":          "a",
		"nohup nice -n 3 a":     "a",
		"npx a b":               "npx|a|b",
		"python3 -m a b":        "python3|-m|a|b",
		"env":                   "env",
		"env -i":                "env|-i",
		"sudo -l":               "sudo|-l",
		"env -u A B=c sudo -u r timeout 10s nice a": "a",
	} {
		s := shell.Parse(text, shell.Bash)
		bare := s.Commands[0].Bare()
		if got := words(&bare); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestUnwrap(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"sudo npx --yes a b":     "a|b",
		"python3.12 -m pip x":    "pip|x",
		"poetry run a":           "a",
		"poetry add a":           "poetry|add|a",
		"pnpm dlx a":             "a",
		"uv run --with x python": "x|python",
		"npm exec":               "npm|exec",
	} {
		s := shell.Parse(text, shell.Bash)
		cmd := s.Commands[0].Unwrap()
		if got := words(&cmd); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestAround checks what is known about input and output of commands.
func TestAround(t *testing.T) {
	t.Parallel()
	text := "a | b > f\nc 2>&1\nd >&2\n{ e; g; } > h\ni <<< \"$J\"\nk < l\nx=$(m)\nn > /dev/stderr\no 2> p\n"
	s := shell.Parse(text, shell.Bash)
	var got []string
	for i := range s.Commands {
		c := &s.Commands[i]
		line := c.Name()
		for _, w := range c.Inputs {
			line += " <" + w.Text
		}
		for _, w := range c.Outputs {
			line += " >" + w.Text
		}
		if c.Captured {
			line += " captured"
		}
		if c.Pipeline.End > 0 {
			line += fmt.Sprintf(" in %q", text[c.Pipeline.Start:c.Pipeline.End])
		}
		got = append(got, line)
	}
	want := []string{
		`a captured in "a | b > f"`, `b >f captured in "a | b > f"`, "c", "d", "e >h captured", "g >h captured", "i <$J", "k <l", "m captured", "n >/dev/stderr", "o",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("commands (-want +got):\n%s", diff)
	}
}

func TestNear(t *testing.T) {
	t.Parallel()
	s := shell.Parse("z; a | b | c $(d | e); f", shell.Bash)
	names := map[string]*shell.Command{}
	for i := range s.Commands {
		names[s.Commands[i].Name()] = &s.Commands[i]
	}
	var before, inside string
	for c := range s.Before(names["c"]) {
		before += c.Name()
	}
	for c := range s.Inside(names["c"].Range) {
		inside += c.Name()
	}
	if before != "ba" || inside != "cde" {
		t.Errorf("before c stand %q, inside %q", before, inside)
	}
	for c := range s.Before(names["f"]) {
		t.Errorf("%s stands before f", c.Name())
	}
}

func TestAssignedValues(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text    string
		dialect shell.Dialect
		want    []string
	}{
		{"A='x y' B=\"$C\" run\nexport D=e\n", shell.Bash, []string{"A=x y", "B=$C", "D=e"}},
		{"$env:A = \"0\"\n$B=1\n$c = foo | bar\n", shell.PowerShell, []string{"A=0", "B=1", "c=foo"}},
		{"set A=1\nexport B=2 && if (\n", shell.Cmd, []string{"A=1", "B=2"}},
	}
	for _, tt := range tests {
		s := shell.Parse(tt.text, tt.dialect)
		var got []string
		for _, a := range s.Assigns {
			got = append(got, a.Name+"="+a.Value.Text)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.text, diff)
		}
	}
}
