package github

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func artifactPoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "artifact-poisoning",
			Name:       "Another run's artifact unpacked where code is run",
			Class:      "artifact-poisoning",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceMedium,
			Description: "The run that made the artifact may be one of an outsider's pull request, and its files can replace any in the work tree: scripts, manifests, configuration. " +
				"What runs after that is the outsider's code, with the secrets and the token of this run.",
			Remediation: "Unpack into a folder outside the work tree (`${{ runner.temp }}`), take from it what is expected, and treat it as data.",
			Example:     "on: workflow_run\njobs:\n  report:\n    steps:\n      - run: gh run download \"$RUN\"\n      - run: npm install",
			Fixed:       "on: workflow_run\njobs:\n  report:\n    steps:\n      - run: gh run download \"$RUN\" --dir \"$RUNNER_TEMP/report\"\n      - run: npm install",
		},
		Job: onJob(artifactsOf),
		File: onFile(func(c *check) {
			if c.file.Kind == ci.KindComponent {
				for _, j := range c.file.Jobs {
					artifactsOf(c, j)
				}
			}
		}),
	}
}

func artifactsOf(c *check, job *ci.Job) {
	for i, step := range job.Steps {
		if !c.fetchesArtifact(step) || !c.foreignArtifacts(job, step) {
			continue
		}
		unpacked := c.unpacks(job.Steps[i:])
		if c.keepsApart(step) && !unpacked {
			continue
		}
		if unpacked && c.file.Kind == ci.KindComponent && !c.runsWithin(job.Steps[i+1:]) {
			c.find(job, step, ci.SpanOf(step.Node), "", "another run's artifact is unpacked in the work tree of whoever uses this action",
				c.ends(job, step, attack{source: artifactSource, effect: "has files unpacked"}))
			continue
		}
		for _, later := range job.Steps[i:] {
			part, ok := c.executes(later, later == step, "")
			if !ok || !c.foreignArtifacts(job, later) {
				continue
			}
			sink := c.file.Location(ci.SpanOf(later.Node), c.Logical(job, later, part))
			a := attack{source: artifactSource, effect: "runs code", beyond: []scan.Location{sink}}
			c.find(job, step, ci.SpanOf(step.Node), "", "another run's artifact lands in the work tree, and a later step runs what is there", c.ends(job, step, a), func(w *ci.Weakness) {
				w.Related = c.makers(step)
			})
			break
		}
	}
}

// unpacks reports whether one of the steps unpacks an archive into the current
// folder.
func (c *check) unpacks(steps []*ci.Step) bool {
	found := false
	for _, step := range steps {
		c.EachCommand(step, func(cmd *shell.Command) {
			found = found || cmd.Name() == "unzip" && !cmd.Has("-d", "-l", "-p", "-t", "-Z") && len(cmd.Args()) > 0
		})
	}
	return found
}

// runsWithin reports whether one of the steps runs what is in the work tree.
func (c *check) runsWithin(steps []*ci.Step) bool {
	return slices.ContainsFunc(steps, func(s *ci.Step) bool {
		_, ok := c.executes(s, false, "")
		return ok
	})
}

// foreignArtifacts reports whether the run that made an artifact may have been
// an outsider's where the step stands.
func (c *check) foreignArtifacts(job *ci.Job, step *ci.Step) bool {
	if c.file.Kind == ci.KindComponent {
		return true
	}
	for _, name := range c.reachable(job, step) {
		if name == "workflow_run" || name == "issue_comment" {
			return true
		}
	}
	return false
}

// keepsApart reports whether a download goes to a folder outside the work tree.
func (c *check) keepsApart(step *ci.Step) bool {
	if p := step.Input("path").Value(); p != "" {
		return outside(p)
	}
	if p := step.Input("script").Value(); p != "" {
		return strings.Contains(p, "/tmp/") || strings.Contains(p, "RUNNER_TEMP") || strings.Contains(p, "runner.temp")
	}
	script := c.script(step)
	if script == nil {
		return false
	}
	for i := range script.Commands {
		args := script.Commands[i].Args()
		for k, w := range args {
			if k > 0 && (args[k-1].Text == "--dir" || args[k-1].Text == "-D" || args[k-1].Text == "-d") {
				if text := script.Text[w.Start:w.End]; outside(strings.Trim(text, `"'`)) {
					return true
				}
			}
		}
	}
	return false
}

func outside(p string) bool {
	return strings.HasPrefix(p, "/tmp") || strings.HasPrefix(p, "$RUNNER_TEMP") || strings.HasPrefix(p, "${RUNNER_TEMP") ||
		strings.HasPrefix(strings.ReplaceAll(p, " ", ""), "${{runner.temp}}") || strings.HasPrefix(p, "$(mktemp")
}

// artifactSource is what another run hands over.
const artifactSource = "an artifact of another run"

// makers returns the workflows before that outsiders can start, with the steps
// that make an artifact of the name that a step asks for, in them and in what
// they call.
func (c *check) makers(step *ci.Step) []scan.Location {
	var list []scan.Location
	for _, i := range c.openParents() {
		steps := c.repo.uploads(i, step.Input("name").Value(), map[int]bool{})
		if len(steps) == 0 {
			steps = []scan.Location{{Path: c.repo.files.Path(i)}}
		}
		for _, l := range steps {
			l.Role, l.Message = "source", "outsiders start this workflow"
			list = append(list, l)
		}
	}
	return list
}

// uploads returns the steps of a file, and of what it calls, that make an
// artifact of a name; any when the name is empty or computed. Of files that are
// not linked nothing is known.
func (r *repository) uploads(i int, name string, seen map[int]bool) []scan.Location {
	c := r.check(i)
	if c == nil || seen[i] || len(seen) == maxCalls {
		return nil
	}
	seen[i] = true
	var list []scan.Location
	open := func(s string) bool { return s == "" || strings.Contains(s, "${{") }
	for _, job := range c.file.Jobs {
		if to, ok := r.target(c, nil, job.Calls); ok {
			list = append(list, r.uploads(to, name, seen)...)
		}
		for _, s := range job.Steps {
			if to, ok := r.target(c, job, s.Uses); ok {
				list = append(list, r.uploads(to, name, seen)...)
			}
			made := s.Input("name").Value()
			if s.Uses.Is("actions/upload-artifact") && (open(name) || open(made) || made == name) {
				list = append(list, c.file.Location(ci.SpanOf(s.Node), c.Logical(job, s, "")))
			}
		}
	}
	return list
}
