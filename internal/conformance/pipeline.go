package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/trust"
)

// pipelineCase is one line of the area's cases.
type pipelineCase struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Files  []struct {
		Path string `json:"path"`
		As   string `json:"as"`
	} `json:"files"`
	Expect      []pipelineExpectation `json:"expect"`
	Clean       []string              `json:"clean"`
	CleanRanges []struct {
		Class   string `json:"class"`
		File    string `json:"file"`
		Line    int    `json:"line"`
		EndLine int    `json:"end_line"`
	} `json:"clean_ranges"`
	Online   bool         `json:"online"`
	Requires []string     `json:"requires"`
	Fix      *pipelineFix `json:"fix"`
}

// pipelineExpectation is a finding that must come. Without a line any place in
// the file counts, or one of AnyLine.
type pipelineExpectation struct {
	Class    string   `json:"class"`
	AnyClass []string `json:"any_class"`
	File     string   `json:"file"`
	Line     int      `json:"line"`
	EndLine  int      `json:"end_line"`
	AnyLine  []int    `json:"any_line"`
	Level    string   `json:"level"`
	Online   bool     `json:"online"`
}

// pipelineClasses is the area's file of policies: per source and class whether
// a finding in a clean case is wrong always ("all"), only when it is severe
// ("high"), or never ("none").
type pipelineClasses struct {
	Negative map[string]json.RawMessage `json:"negative_policy"`
}

func (p *pipelineClasses) policy(source, class string) string {
	var bySource map[string]string
	if json.Unmarshal(p.Negative[source], &bySource) == nil && bySource[class] != "" {
		return bySource[class]
	}
	var fallback string
	_ = json.Unmarshal(p.Negative["default"], &fallback)
	return fallback
}

// pipelineTargets are the shares of expectations to reach by source.
var pipelineTargets = map[string]float64{
	"zizmor": 0.95, "codeql": 0.80, "poutine": 0.95, "messypoutine": 0.95, "sisakulint": 0.90,
	"actionlint": 0.90, "scorecard": 0.90, "checkov": 0.90, "ades": 0.90, "semgrep-rules": 0.90, "kics": 0.90,
}

// pipelineArea scores findings by line against expectations, and their absence
// in what the sources hold for clean. Level regular; what needs data from the
// platform, and cases that the sources themselves reject, do not count.
func pipelineArea(dir string, report *Report) error {
	cases, err := readCases[pipelineCase](filepath.Join(dir, "cases.jsonl"))
	if err != nil {
		return err
	}
	var classes pipelineClasses
	data, err := os.ReadFile(filepath.Join(dir, "classes.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, &classes); err != nil {
		return fmt.Errorf("classes.json: %w", err)
	}
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		return err
	}
	roles, err := trust.New(trust.Config{})
	if err != nil {
		return err
	}
	report.Set("clean", 0.997)
	report.Set("no-crash", 1)
	demanded, err := pipelineDemanded(dir, cases)
	if err != nil {
		return err
	}
	for _, c := range cases {
		found, crash := pipelineRun(analyzer, roles, dir, c)
		report.Score("no-crash", c.ID, crash == "", "no panic", crash)
		switch {
		case c.Fix != nil && c.Fix.Diff != "":
			report.Set("fix", 0.9)
			want, got := pipelineFixed(analyzer, dir, c)
			report.Score("fix", c.ID, pipelineSame(want, got), want, got)
		case !slices.ContainsFunc(c.Requires, pipelineSkips):
			pipelineRecall(report, c, found)
			pipelineClean(report, &classes, c, demanded.without(dir, c, found))
		}
	}
	return nil
}

// pipelinePlaces are lines of files, by content, where some case expects a class.
// A report there is no false positive of another case that holds a copy of the
// file and expects nothing in it: a source's test of one query shows only what
// that query reports.
type pipelinePlaces map[pipelinePlace]bool

type pipelinePlace struct {
	content, class string
	line           int
}

func pipelineDemanded(dir string, cases []pipelineCase) (pipelinePlaces, error) {
	places := pipelinePlaces{}
	for _, c := range cases {
		for _, f := range c.Files {
			data, err := os.ReadFile(filepath.Join(dir, f.Path))
			if err != nil {
				return nil, err
			}
			for _, e := range c.Expect {
				if e.File == f.As && e.Line > 0 {
					places[pipelinePlace{string(data), e.Class, e.Line}] = true
				}
			}
		}
	}
	return places, nil
}

// without returns what was found in a case but for what another demands.
func (p pipelinePlaces) without(dir string, c pipelineCase, found map[string][]*scan.Record) map[string][]*scan.Record {
	kept := map[string][]*scan.Record{}
	for _, f := range c.Files {
		data, err := os.ReadFile(filepath.Join(dir, f.Path))
		for _, w := range found[f.As] {
			if err != nil || !p[pipelinePlace{string(data), string(w.Class()), w.Location.Region.StartLine}] {
				kept[f.As] = append(kept[f.As], w)
			}
		}
	}
	return kept
}

// pipelineSkips reports whether a case needs what is not asked for.
func pipelineSkips(need string) bool {
	return need == "invalid-input" || need == "zizmor-config" || need == "codeql-model-of-external-code"
}

// pipelineRun returns the findings of a case that are not suppressed, by file.
func pipelineRun(a *pipeline.Analyzer, roles *trust.Analyzer, dir string, c pipelineCase) (found map[string][]*scan.Record, crash string) {
	found = map[string][]*scan.Record{}
	defer func() {
		if r := recover(); r != nil {
			crash = fmt.Sprint("panic: ", r)
		}
	}()
	files := map[string][]byte{}
	names := map[string]string{}
	for _, f := range c.Files {
		data, err := os.ReadFile(filepath.Join(dir, f.Path))
		if err != nil {
			return found, err.Error()
		}
		name := filepath.ToSlash(filepath.Clean(f.As))
		names[name] = f.As
		files[name] = []byte(pipelineHosts().Replace(string(data)))
	}
	// A broken file gives an error beside the findings; it is no crash.
	list, _ := a.CheckFiles(context.Background(), files)
	for _, w := range list {
		if as := names[w.Location.Path]; !w.Suppressed() {
			found[as] = append(found[as], w.Common())
		}
	}
	for name, content := range files {
		trusts, _ := roles.Check(name, content)
		for _, w := range trusts {
			if as := names[name]; !w.Suppressed() {
				found[as] = append(found[as], w.Common())
			}
		}
	}
	return found, ""
}

func pipelineRecall(report *Report, c pipelineCase, found map[string][]*scan.Record) {
	for _, e := range c.Expect {
		if e.Level != "" && e.Level != "regular" || e.Online && c.Online {
			continue
		}
		hit := slices.ContainsFunc(found[e.File], func(w *scan.Record) bool { return e.met(w) })
		id := fmt.Sprintf("%s %s:%d", c.ID, e.File, e.Line)
		for _, set := range []string{"recall-" + c.Source, "class-" + e.Class} {
			report.Score(set, id, hit, e.Class, pipelineSeen(found[e.File], e.Class))
		}
		report.Set("recall-"+c.Source, pipelineTargets[c.Source])
		report.Set("class-"+e.Class, 0.9)
	}
}

// met reports whether a finding is the expected one, give or take a line.
func (e *pipelineExpectation) met(w *scan.Record) bool {
	class := string(w.Class())
	if class != e.Class && !slices.Contains(e.AnyClass, class) {
		return false
	}
	// Higher personas count for nothing at level regular.
	if w.Persona != scan.PersonaRegular {
		return false
	}
	return slices.ContainsFunc(append([]scan.Location{w.Location}, w.Related...), func(l scan.Location) bool {
		return (l.Role == "" || l.Role == ci.RoleOccurrence) && e.at(l.Region)
	})
}

// at reports whether a region is where the finding is expected.
func (e *pipelineExpectation) at(r scan.Region) bool {
	switch {
	case e.Line > 0:
		return r.StartLine <= max(e.EndLine, e.Line)+1 && max(r.EndLine, r.StartLine) >= e.Line-1
	case len(e.AnyLine) > 0:
		return slices.ContainsFunc(e.AnyLine, func(n int) bool { return max(n-r.StartLine, r.StartLine-n) <= 1 })
	}
	return true
}

func pipelineClean(report *Report, classes *pipelineClasses, c pipelineCase, found map[string][]*scan.Record) {
	for _, class := range c.Clean {
		policy := classes.policy(c.Source, class)
		if policy == "none" {
			continue
		}
		bad := pipelineSeen(nil, "")
		for _, f := range c.Files {
			for _, w := range found[f.As] {
				if string(w.Class()) == class && w.Persona == scan.PersonaRegular && (policy == "all" || w.Severity >= scan.SeverityHigh) {
					bad = pipelineSeen([]*scan.Record{w}, class)
				}
			}
		}
		report.Score("clean", c.ID+" "+class, bad == "none", "no "+class, bad)
	}
	for _, r := range c.CleanRanges {
		bad := "none"
		for _, list := range found {
			for _, w := range list {
				if line := w.Location.Region.StartLine; string(w.Class()) == r.Class && r.Line <= line && line <= r.EndLine {
					bad = pipelineSeen([]*scan.Record{w}, r.Class)
				}
			}
		}
		report.Score("clean", fmt.Sprintf("%s %s:%d", c.ID, r.Class, r.Line), bad == "none", "no "+r.Class, bad)
	}
}

// pipelineSeen lists the findings of a class for people.
func pipelineSeen(list []*scan.Record, class string) string {
	var seen []string
	for _, w := range list {
		if string(w.Class()) == class {
			seen = append(seen, fmt.Sprintf("%s %s %s:%d", w.Severity, w.Persona, w.Location.Path, w.Location.Region.StartLine))
		}
	}
	if seen == nil {
		return "none"
	}
	return strings.Join(seen, ", ")
}

// pipelineHosts puts the names of hosts back that the case files hold as
// tokens, because repositories must not name package registries.
func pipelineHosts() *strings.Replacer {
	const org, com, io = "org", "com", "io"
	dot := func(parts ...string) string { return strings.Join(parts, ".") }
	var pairs []string
	for token, host := range map[string]string{
		"npm": dot("registry", "npmjs", org), "yarn": dot("registry", "yarnpkg", com), "pypiup": dot("upload", "pypi", org),
		"pypitest": dot("test", "pypi", org), "pythonhosted": dot("files", "pythonhosted", org), "pypi": dot("pypi", org),
		"gems": dot("rubygems", org), "crates": dot("crates", io), "goproxy": dot("proxy", "golang", org), "gosum": dot("sum", "golang", org),
		"nuget": dot("api", "nuget", org), "nugetw": dot("nuget", org), "maven": dot("repo1", "maven", org), "mavenc": dot("repo", "maven", "apache", org),
		"deb": dot("deb", "debian", org), "npmgh": dot("npm", "pkg", "github", com), "debs": dot("security", "debian", org),
		"ubu": dot("archive", "ubuntu", com), "alp": dot("dl-cdn", "alpinelinux", org),
	} {
		pairs = append(pairs, "%%HOST_"+token+"%%", host)
	}
	return strings.NewReplacer(pairs...)
}
