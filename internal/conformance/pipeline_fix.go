package conformance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/github"
)

// pipelineFix is a file with what it shall look like once the findings of a
// class are fixed, as a unified diff with one line of context.
type pipelineFix struct {
	Class string `json:"class"`
	File  string `json:"file"`
	Diff  string `json:"diff"`
}

// pipelineFixed returns the file as it should be, and as our fixes make it. The
// fixes are applied one by one, each to the result of the one before.
func pipelineFixed(a *pipeline.Analyzer, dir string, c pipelineCase) (want, got string) {
	if c.Online {
		var err error
		if a, err = pipelineOnline(c.Fix.Diff); err != nil {
			return "", err.Error()
		}
	}
	for _, f := range c.Files {
		if f.As != c.Fix.File {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, f.Path))
		if err != nil {
			return "", err.Error()
		}
		text := pipelineHosts().Replace(string(data))
		got = text
		for range 50 {
			fix := pipelineNextFix(a, f.As, got, c.Fix.Class)
			if fix == nil {
				break
			}
			got = pipelineApply(got, fix.Edits)
		}
		return pipelinePatch(text, pipelineHosts().Replace(c.Fix.Diff)), got
	}
	return "", "no such file"
}

// pipelineAnswers are what the platform would say about the references of a
// case that needs it: the case's own diff is all that is known of that. It maps
// owner/repo to the commit and the version.
type pipelineAnswers map[string]github.Component

func (p pipelineAnswers) Component(owner, repo, _ string) (github.Component, bool) {
	known, ok := p[owner+"/"+repo]
	return known, ok
}

var pipelineAnswer = regexp.MustCompile(`(?m)^\+.*uses: ([\w.-]+/[\w.-]+)[^@\s]*@([0-9a-f]{40}) # (\S+)`)

// pipelineOnline returns an analyzer that has the platform's answers for a case.
func pipelineOnline(diff string) (*pipeline.Analyzer, error) {
	answers := pipelineAnswers{}
	for _, m := range pipelineAnswer.FindAllStringSubmatch(diff, -1) {
		answers[m[1]] = github.Component{Tag: true, Commit: m[2], Tags: []string{m[3]}}
	}
	system, err := github.Configure(github.Config{Platform: answers})
	if err != nil {
		return nil, err
	}
	return pipeline.New(pipeline.Config{Systems: []audit.System{system}})
}

// pipelineNextFix returns the first fix for a finding of the class.
func pipelineNextFix(a *pipeline.Analyzer, path, text, class string) *scan.Fix {
	list, _ := a.Check(context.Background(), filepath.ToSlash(path), []byte(text))
	for _, w := range list {
		if string(w.Class()) == class && len(w.Fixes) > 0 && pipelineApply(text, w.Fixes[0].Edits) != text {
			return &w.Fixes[0]
		}
	}
	return nil
}

// pipelineApply applies edits from the end of the text to its start.
func pipelineApply(text string, edits []scan.Edit) string {
	for i := len(edits) - 1; i >= 0; i-- {
		last := i
		for j := range edits[:i+1] {
			if edits[j].Region.StartOffset > edits[last].Region.StartOffset {
				last = j
			}
		}
		edits[i], edits[last] = edits[last], edits[i]
		r := edits[i].Region
		text = text[:r.StartOffset] + edits[i].Text + text[r.EndOffset:]
	}
	return text
}

// pipelinePatch applies a unified diff; hunks name their first old line.
func pipelinePatch(text, diff string) string {
	old := strings.SplitAfter(text, "\n")
	var out strings.Builder
	next := 0
	for _, line := range strings.Split(diff, "\n") {
		switch {
		case strings.HasPrefix(line, "@@ -"):
			first, _, _ := strings.Cut(strings.Fields(line)[1][1:], ",")
			n, _ := strconv.Atoi(first)
			for ; next < n-1 && next < len(old); next++ {
				out.WriteString(old[next])
			}
		case strings.HasPrefix(line, "+"):
			out.WriteString(line[1:] + "\n")
		case strings.HasPrefix(line, "-"):
			next++
		case strings.HasPrefix(line, " ") && next < len(old):
			out.WriteString(old[next])
			next++
		}
	}
	return out.String() + strings.Join(old[min(next, len(old)):], "")
}

// pipelineSame reports whether two files mean the same and have the same
// comments.
func pipelineSame(want, got string) bool {
	var a, b any
	if yaml.Unmarshal([]byte(want), &a) != nil || yaml.Unmarshal([]byte(got), &b) != nil {
		return false
	}
	return reflect.DeepEqual(a, b) && fmt.Sprint(pipelineComments(want)) == fmt.Sprint(pipelineComments(got))
}

func pipelineComments(text string) []string {
	var list []string
	for _, line := range strings.Split(text, "\n") {
		if _, comment, ok := strings.Cut(line, " #"); ok {
			list = append(list, strings.TrimSpace(comment))
		}
	}
	return list
}
