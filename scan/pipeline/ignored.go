package pipeline

import (
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/internal/glob"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// IgnoreFile is the configuration of another tool in which findings are ignored:
// zizmor's zizmor.yml (rules.<id>.ignore and rules.<id>.disable), poutine's
// .poutine.yml (skip by rule, path, job, purl and osv_id), or actionlint's
// actionlint.yaml (paths.<pattern>.ignore, on findings that actionlint has a
// message for, and self-hosted-runner.labels). The name decides which it is. An
// entry that is not understood ignores nothing, and a note says so.
type IgnoreFile struct {
	// Name is the path of the file, as it is told.
	Name    string
	Content []byte
}

// ignored is a decision to live with findings. All of its parts that are set
// must fit.
type ignored struct {
	file  string
	rules []string // tags of rules
	// paths are whole ones, or the ends of some; line and column those of the
	// finding's start, 0 for any.
	paths        []string
	line, column int
	// jobs are ids, components beginnings of names, advisories ids.
	jobs, components, advisories []string
	// patterns are those of paths in the repository, message one of what actionlint
	// says.
	patterns []*glob.Pattern
	message  *regexp.Regexp
}

// ignoring are the decisions of several files, and what was not understood.
type ignoring struct {
	list  []ignored
	notes []*scan.Diagnostic
	// labels are those of runners of the user's own.
	labels []*glob.Pattern
}

func (g *ignoring) note(kind scan.DiagnosticKind, file, format string, args ...any) {
	g.notes = append(g.notes, &scan.Diagnostic{
		Kind: kind, Location: scan.Location{Path: file}, Note: true,
		Message: fmt.Sprintf(format, args...) + ": what it ignores is reported",
	})
}

// read adds the decisions of a file.
func (g *ignoring) read(f IgnoreFile) {
	roots, err := document.Parse(f.Content)
	if err != nil {
		g.note(scan.DiagMalformed, f.Name, "the file cannot be read (%v)", err)
		return
	}
	if len(roots) == 0 {
		return
	}
	switch path.Base(filepath.ToSlash(f.Name)) {
	case "zizmor.yml", "zizmor.yaml":
		g.zizmor(f.Name, roots[0])
	case ".poutine.yml", ".poutine.yaml":
		g.poutine(f.Name, roots[0])
	case "actionlint.yml", "actionlint.yaml":
		g.actionlint(f.Name, roots[0])
	default:
		g.note(scan.DiagUnsupported, f.Name, "only zizmor.yml, .poutine.yml and actionlint.yaml are known")
	}
}

func (g *ignoring) zizmor(file string, root *document.Node) {
	for rule, config := range root.Get("rules").Pairs() {
		tags := []string{"zizmor:" + rule.Value()}
		if off, _ := config.Get("disable").Bool(); off {
			g.list = append(g.list, ignored{file: file, rules: tags})
		}
		for _, n := range config.Get("ignore").Items() {
			parts := strings.Split(n.Value(), ":")
			item := ignored{file: file, rules: tags, paths: parts[:1]}
			var wrong error
			for i, at := range []*int{&item.line, &item.column} {
				if len(parts) > i+1 && wrong == nil {
					*at, wrong = strconv.Atoi(parts[i+1])
				}
			}
			if wrong != nil || len(parts) > 3 || parts[0] == "" {
				g.note(scan.DiagUnsupported, file, "rules.%s.ignore: %q is no file:line:column", rule.Value(), n.Value())
				continue
			}
			g.list = append(g.list, item)
		}
	}
}

func (g *ignoring) poutine(file string, root *document.Node) {
	for i, n := range root.Get("skip").Items() {
		item, known := ignored{file: file}, n.Len() > 0
		for key, value := range n.Pairs() {
			for v := range value.List() {
				if !item.skip(key.Value(), v.Value()) && known {
					known = false
					g.note(scan.DiagUnsupported, file, "skip[%d].%s is not understood", i, key.Value())
				}
			}
		}
		if known {
			g.list = append(g.list, item)
		}
	}
}

// skip adds a property of the findings that are ignored; false for one that is
// not known.
func (i *ignored) skip(key, value string) bool {
	switch key {
	case "rule":
		i.rules = append(i.rules, "poutine:"+value)
	case "path":
		i.paths = append(i.paths, strings.TrimPrefix(value, "./"))
	case "job":
		i.jobs = append(i.jobs, value)
	case "purl":
		component, _, _ := strings.Cut(strings.TrimPrefix(value, "pkg:githubactions/"), "@")
		i.components = append(i.components, strings.ToLower(component))
	case "osv_id":
		i.advisories = append(i.advisories, value)
	default:
		return false
	}
	return true
}

// configured marks a finding that a configuration ignores.
func (a *Analyzer) configured(w *Weakness) {
	for i := range a.ignoring.list {
		if c := &a.ignoring.list[i]; c.concerns(w) {
			w.Suppressions = append(w.Suppressions, scan.Suppression{Kind: "external", Mechanism: path.Base(c.file)})
			return
		}
	}
}

func (i *ignored) concerns(w *Weakness) bool {
	at := w.Location.Region
	if i.line > 0 && i.line != at.StartLine || i.column > 0 && i.column != at.StartColumn {
		return false
	}
	if i.message != nil && (!inRepository(i.patterns, w.Location.Path) || !slices.ContainsFunc(actionlintMessages(w), i.message.MatchString)) {
		return false
	}
	return fits(i.rules, func(tag string) bool { return slices.Contains(w.Rule.Tags, tag) }) &&
		fits(i.paths, func(p string) bool { return strings.HasSuffix("/"+w.Location.Path, "/"+p) }) &&
		fits(i.jobs, func(id string) bool { return id == w.Job }) &&
		fits(i.components, func(c string) bool {
			own := strings.ToLower(w.Component)
			return own == c || strings.HasPrefix(own, c+"@") || strings.HasPrefix(own, c+"/")
		}) &&
		fits(i.advisories, func(id string) bool {
			return w.Vulnerability != nil && (w.Vulnerability.ID == id || slices.Contains(w.Vulnerability.Aliases, id))
		})
}

// fits reports whether one of a list is right, or there is none.
func fits(list []string, right func(string) bool) bool {
	return len(list) == 0 || slices.ContainsFunc(list, right)
}
