package conformance

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
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
