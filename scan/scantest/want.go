package scantest

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
)

// Run runs analyzers over a file system, .gitignore files disregarded, and
// returns the result. A diagnostic does not fail the test.
func Run(t testing.TB, fsys fs.FS, analyzers ...scan.Analyzer) *scan.Result {
	t.Helper()
	runner, err := scan.New(scan.Config{Analyzers: analyzers})
	if err != nil {
		t.Fatal(err)
	}
	result, _ := runner.Run(t.Context(), scan.FS(fsys, scan.TreeConfig{NoGitignore: true}))
	return result
}

// Want runs analyzers over a file system and compares the findings with the
// expectations in its files.
//
// An expectation is a comment that starts with //, #, -- or <!-- and the word
// want, followed by one or more Go string literals: regular expressions that
// must match "RULE-ID: MESSAGE" of a finding that starts in the same line. Each
// matches one finding; a finding that nothing expects is an error, and so is a
// diagnostic other than a note.
func Want(t testing.TB, fsys fs.FS, analyzers ...scan.Analyzer) {
	t.Helper()
	expected, err := expectations(fsys)
	if err != nil {
		t.Fatal(err)
	}
	result := Run(t, fsys, analyzers...)
	for _, d := range result.Incomplete() {
		t.Errorf("diagnostic: %v", d)
	}
	for _, f := range result.Findings {
		r := f.Common()
		text := r.RuleID() + ": " + r.Message
		i := slices.IndexFunc(expected, func(e expectation) bool {
			return e.path == r.Location.Path && e.line == r.Location.Region.StartLine && e.pattern.MatchString(text)
		})
		if i < 0 {
			t.Errorf("%s:%d: unexpected finding: %s", r.Location.Path, r.Location.Region.StartLine, text)
			continue
		}
		expected = slices.Delete(expected, i, i+1)
	}
	for _, e := range expected {
		t.Errorf("%s:%d: no finding matches %q", e.path, e.line, e.pattern)
	}
}

type expectation struct {
	path    string
	line    int
	pattern *regexp.Regexp
}

// expectations reads the want comments of all files, in order.
func expectations(fsys fs.FS) ([]expectation, error) {
	comment := regexp.MustCompile("(?://|#|--|<!--)\\s*want((?:\\s+(?:\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`))+)")
	var list []expectation
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(text), "\n") {
			m := comment.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			patterns, err := compileAll(m[1])
			if err != nil {
				return fmt.Errorf("%s:%d: %w", path, i+1, err)
			}
			for _, p := range patterns {
				list = append(list, expectation{path, i + 1, p})
			}
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b expectation) int { return cmp.Compare(a.path, b.path) })
	return list, err
}

// compileAll compiles a sequence of quoted regular expressions.
func compileAll(literals string) ([]*regexp.Regexp, error) {
	var list []*regexp.Regexp
	for rest := strings.TrimSpace(literals); rest != ""; rest = strings.TrimSpace(rest) {
		quoted, err := strconv.QuotedPrefix(rest)
		if err != nil {
			return nil, fmt.Errorf("want %s: %w", rest, err)
		}
		text, err := strconv.Unquote(quoted)
		if err != nil {
			return nil, fmt.Errorf("want %s: %w", quoted, err)
		}
		p, err := regexp.Compile(text)
		if err != nil {
			return nil, fmt.Errorf("want %s: %w", quoted, err)
		}
		list, rest = append(list, p), rest[len(quoted):]
	}
	return list, nil
}
