package github

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"
)

func selfHostedRunner() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "self-hosted-runner",
			Name:       "Job on a self-hosted runner",
			Class:      "self-hosted-runner",
			Severity:   scan.SeverityMedium,
			Confidence: scan.ConfidenceHigh,
			Persona:    scan.PersonaAuditor,
			Description: "A self-hosted runner is usually not thrown away after a job. Code of a pull request that runs on it can stay there, " +
				"read what other jobs leave behind and reach the network that the runner is in.",
			Remediation: "Run pull requests on runners of the platform, or on ones that are made for one job and thrown away.",
			Example:     "on: pull_request\njobs:\n  test:\n    runs-on: self-hosted",
			Fixed:       "on: pull_request\njobs:\n  test:\n    runs-on: ubuntu-24.04",
			Tags:        []string{"zizmor:self-hosted-runner"},
		},
		Job: onJob(checkRunner),
	}
}

func checkRunner(c *check, job *ci.Job) {
	if job.Runner == nil {
		return
	}
	hosted, why := c.runnerHosted(job)
	if hosted {
		c.listedRunner(job)
		return
	}
	span := ci.SpanOf(job.Runner)
	if job.Matrix != nil && strings.Contains(job.Runner.Value(), "matrix.") {
		span = ci.Between(job.Matrix, job.Matrix)
		if r := ci.SpanOf(job.Runner); r.End > span.End {
			span.End = r.End
		} else {
			span.Start = min(r.Start, span.Start)
		}
	}
	c.find(job, nil, span, "runs-on", fmt.Sprintf("job %s runs on %s", job.ID, why), func(w *ci.Weakness) {
		for _, name := range c.reachable(job, nil) {
			if e := events[name]; e.code {
				w.Severity, w.Persona = scan.SeverityHigh, scan.PersonaRegular
				w.Message += ", and pull requests of outsiders start it"
				break
			}
		}
	})
}

// listedRunner reports a job on a runner whose label a configuration lists as one
// of the user's own. Larger runners of the platform are listed alike, so that
// nothing more is made of it.
func (c *check) listedRunner(job *ci.Job) {
	labels := job.Runner
	if labels.Kind() == document.Mapping {
		labels = labels.Get("labels")
	}
	for label := range labels.List() {
		if text := strings.TrimSpace(label.Value()); c.OwnRunner != nil && text != "" && c.OwnRunner(text) {
			c.find(job, nil, ci.SpanOf(job.Runner), "runs-on", fmt.Sprintf("job %s runs on a runner labelled %s, which is listed as one of your own", job.ID, text))
			return
		}
	}
}

// runnerHosted reports whether all runners that the job can get are the
// platform's, and otherwise what kind it can get.
func (c *check) runnerHosted(job *ci.Job) (ok bool, why string) {
	n := job.Runner
	if n.Kind() == document.Mapping {
		if labels := n.Get("labels"); labels != nil {
			return c.labelsHosted(job, labels)
		}
		return false, "a group of runners"
	}
	return c.labelsHosted(job, n)
}

func (c *check) labelsHosted(job *ci.Job, n *document.Node) (ok bool, why string) {
	for label := range n.List() {
		text := strings.TrimSpace(label.Value())
		if !strings.Contains(text, "${{") {
			if text == "self-hosted" || n.Kind() == document.Scalar && !hostedLabel(text) {
				return false, "a runner labelled " + text
			}
			continue
		}
		if ok, why := c.computedLabel(job, text); !ok {
			return false, why
		}
	}
	return true, ""
}

// computedLabel judges a label with an expression; one that the file does not
// tell counts as the platform's, unless a matrix is computed.
func (c *check) computedLabel(job *ci.Job, text string) (ok bool, why string) {
	for _, f := range expr.Fences(text) {
		e := c.expression(text[f.Inner:f.InnerEnd])
		if e == nil {
			continue
		}
		for _, label := range resultTexts(e) {
			if strings.Contains(label, "self-hosted") {
				return false, "a self-hosted runner"
			}
		}
		for _, flow := range e.Flows() {
			parts := strings.Split(flow.Path(), ".")
			if parts[0] != "matrix" || len(parts) < 2 || job.Matrix.Kind() != document.Mapping {
				continue
			}
			if ok, why := c.matrixHosted(job.Matrix, parts[1:]); !ok {
				return false, why
			}
		}
	}
	return true, ""
}

// matrixHosted judges the labels at a path of a matrix.
func (c *check) matrixHosted(m *document.Node, path []string) (ok bool, why string) {
	excluded := map[string]bool{}
	for _, item := range m.Get("exclude").Items() {
		if item.Len() == 1 {
			excluded[item.Get(path[0]).Value()] = true
		}
	}
	ok = true
	for _, n := range matrixValues(m, path[0]) {
		n.Resolve().Walk(func(s *document.Node) {
			text := s.Value()
			switch {
			case strings.Contains(text, "self-hosted") && !excluded[text]:
				ok, why = false, "a self-hosted runner"
			case strings.Contains(text, "${{") && c.fromPlatform(text):
				ok, why = false, "a runner that is computed"
			}
		})
	}
	return ok, why
}

// fromPlatform reports whether a computed label comes from the run's context,
// so that nothing in the file or in a caller says what it is.
func (c *check) fromPlatform(text string) bool {
	for _, f := range expr.Fences(text) {
		if e := c.expression(text[f.Inner:f.InnerEnd]); e != nil {
			for _, flow := range e.Flows() {
				if path := flow.Path(); strings.HasPrefix(path, "github.") && !strings.HasPrefix(path, "github.event.inputs.") {
					return true
				}
			}
		}
	}
	return false
}

// hostedLabel reports whether a single label is one of the platform's runners,
// or of a kind that is used for rented ones with a name after the same pattern.
func hostedLabel(label string) bool {
	label = strings.ToLower(label)
	for _, prefix := range []string{"ubuntu-", "macos-", "windows-"} {
		if strings.HasPrefix(label, prefix) {
			return true
		}
	}
	return !strings.Contains(label, "self-hosted")
}
