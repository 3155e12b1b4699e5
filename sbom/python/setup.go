package python

import (
	"context"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// SetupPy reads the lists of literal requirements in setup.py: install_requires,
// tests_require and setup_requires. The program is not run; a requirement that
// it computes is not seen.
type SetupPy struct{}

// Name returns "python/setup-py".
func (SetupPy) Name() string { return "python/setup-py" }

// Patterns returns setup.py.
func (SetupPy) Patterns() []string { return []string{"setup.py"} }

var (
	setupList    = regexp.MustCompile(`\b(install_requires|tests_require|setup_requires)\s*=\s*\[`)
	setupLiteral = regexp.MustCompile(`'([^'\\\n]*)'|"([^"\\\n]*)"|#[^\n]*|\]`)
)

// Extract reads one program.
func (SetupPy) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	m := manifest{file: f}
	text := f.Bytes()
	for _, at := range setupList.FindAllSubmatchIndex(text, -1) {
		scope := setupScope(string(text[at[2]:at[3]]))
		for pos := at[1]; ; {
			found := setupLiteral.FindSubmatchIndex(text[pos:])
			if found == nil || text[pos+found[0]] == ']' {
				break
			}
			for _, g := range []int{2, 4} {
				if found[g] >= 0 {
					start, end := pos+found[g], pos+found[g+1]
					m.add(strings.TrimSpace(string(text[start:end])), start, end, scope)
				}
			}
			pos += found[1]
		}
	}
	m.list.Report(out)
	return nil
}

func setupScope(list string) scan.Scope {
	switch list {
	case "tests_require":
		return scan.ScopeTest
	case "setup_requires":
		return scan.ScopeBuild
	default:
		return scan.ScopeRuntime
	}
}

// SetupCfg reads the requirements in setup.cfg (the documentation of
// setuptools, "Configuring setuptools using setup.cfg files").
type SetupCfg struct{}

// Name returns "python/setup-cfg".
func (SetupCfg) Name() string { return "python/setup-cfg" }

// Patterns returns setup.cfg.
func (SetupCfg) Patterns() []string { return []string{"setup.cfg"} }

// Extract reads one file.
func (SetupCfg) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	r := cfgReader{manifest: manifest{file: f}}
	for line := range entry.Lines(f) {
		r.line(line)
	}
	r.list.Report(out)
	return nil
}

type cfgReader struct {
	manifest
	section, key string
	name         string
	at           entry.Line
}

func (r *cfgReader) line(line entry.Line) {
	switch {
	case line.Text[0] == '#' || line.Text[0] == ';':
	case line.Indent == 0 && line.Text[0] == '[':
		r.section, r.key = strings.Trim(line.Text, "[]"), ""
	case line.Indent == 0:
		key, value, _ := strings.Cut(line.Text, "=")
		r.key = strings.TrimSpace(key)
		r.value(strings.TrimSpace(value), line)
	default:
		r.value(line.Text, line)
	}
}

func (r *cfgReader) value(value string, line entry.Line) {
	switch {
	case value == "":
	case r.section == "metadata" && r.key == "name":
		r.name, r.at = value, line
	case r.section == "metadata" && r.key == "version" && r.name != "" && !strings.Contains(value, ":"):
		r.project(r.name, value, r.at.Start, line.End)
	case r.section == "options" && (r.key == "install_requires" || r.key == "tests_require" || r.key == "setup_requires"):
		r.requirement(value, line, setupScope(r.key))
	case r.section == "options.extras_require":
		r.requirement(value, line, extraScope(r.key))
	}
}

func (r *cfgReader) requirement(value string, line entry.Line, scope scan.Scope) {
	value, _, _ = strings.Cut(value, " #")
	r.add(strings.TrimSpace(value), line.End-len(value), line.End, scope)
}
