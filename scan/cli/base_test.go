package cli_test

import (
	"strings"
	"testing"
)

// TestBase wants only what a change brings to be reported and judged, whatever the
// state before it is given as.
func TestBase(t *testing.T) {
	t.Parallel()
	files := func() map[string]string {
		return map[string]string{
			"old/a.txt": "bad\n", "old/gone.txt": "bad\n", "old/both.txt": "so-so\n",
			"new/a.txt": "# moved down\nbad\n", "new/both.txt": "so-so\n", "new/b.txt": "nice\n", "worse/a.txt": "bad\n", "worse/b.txt": "bad\n",
			"broken/a.txt": "broken\n", "one.txt": "so-so\nbad\n", "two.txt": "so-so\n",
		}
	}
	for name, test := range map[string]struct {
		args []string
		code int
		want []string
		not  []string
	}{
		"nothing new": {[]string{"scan", "-base", "DIR/old", "DIR/new"}, 0, []string{"judged: 2;", "gone: 1"}, []string{"the word bad"}},
		"new":         {[]string{"scan", "-base", "DIR/old", "DIR/worse"}, 1, []string{"judged: 1;", "the word bad", "b.txt"}, []string{"so-so"}},
		"incomplete":  {[]string{"scan", "-base", "DIR/broken", "DIR/worse"}, 1, []string{"not all of the state before"}, nil},
		"files":       {[]string{"scan", "-base", "DIR/two.txt", "DIR/one.txt"}, 1, []string{"judged: 1;"}, nil},
		"missing":     {[]string{"scan", "-base", "DIR/none", "DIR/new"}, 2, []string{"-base"}, nil},
		"several":     {[]string{"scan", "-base", "DIR/old", "DIR/new", "DIR/worse"}, 2, []string{"one folder or file is compared"}, nil},
		"no report":   {[]string{"scan", "-base", "DIR/none.jsonl", "DIR/new"}, 2, []string{"-base"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, files(), "", test.args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			all := unwrapped(stdout + stderr)
			for _, text := range test.want {
				if !strings.Contains(all, text) {
					t.Errorf("no %q in:\n%s%s", text, stdout, stderr)
				}
			}
			for _, text := range test.not {
				if strings.Contains(stdout, text) {
					t.Errorf("%q in:\n%s", text, stdout)
				}
			}
		})
	}
}

// unwrapped returns text with every run of white space as one space.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

// TestBaseReport compares with a report of an earlier run.
func TestBaseReport(t *testing.T) {
	t.Parallel()
	_, before, _ := run(t, map[string]string{"a.txt": "bad\n"}, "", "scan", "-format", "jsonl", "DIR")
	code, stdout, stderr := run(t, map[string]string{"a.txt": "so-so\nbad\n", "before.jsonl": before}, "", "scan", "-base", "DIR/before.jsonl", "-exclude", "*.jsonl", "DIR")
	if code != 0 || strings.Contains(stdout, "the word bad") || !strings.Contains(unwrapped(stdout+stderr), "judged: 1;") {
		t.Errorf("exit code %d:\n%s%s", code, stdout, stderr)
	}
	code, _, stderr = run(t, map[string]string{"a.txt": "bad\n", "before.jsonl": "{\n"}, "", "scan", "-base", "DIR/before.jsonl", "DIR/a.txt")
	if code != 3 || !strings.Contains(stderr, "line 1") {
		t.Errorf("a broken report: exit code %d: %s", code, stderr)
	}
}
