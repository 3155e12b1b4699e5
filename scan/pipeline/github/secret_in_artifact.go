package github

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func secretInArtifact() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "secret-in-artifact",
			Name:       "Secret in an artifact or a cache",
			Class:      "secret-in-artifact",
			Severity:   scan.SeverityHigh,
			Confidence: scan.ConfidenceMedium,
			Description: "A script writes a secret to a file, and a later step makes an artifact or a cache of it. Everybody who can read the repository can download its artifacts, " +
				"and every later run, those of pull requests too, restores the caches of the default branch. Nothing in them is masked. " +
				"Steps of the repository's own actions count as steps of the job that uses them.",
			Remediation: "Write the file outside of what is uploaded (`$RUNNER_TEMP`), remove it before, or name the files that are to be uploaded.",
			Example:     "- run: echo \"token=$TOKEN\" > build/config.ini\n  env:\n    TOKEN: ${{ secrets.TOKEN }}\n- uses: actions/upload-artifact@v4\n  with:\n    path: build",
			Fixed:       "- run: echo \"token=$TOKEN\" > \"$RUNNER_TEMP/config.ini\"\n  env:\n    TOKEN: ${{ secrets.TOKEN }}\n- uses: actions/upload-artifact@v4\n  with:\n    path: build",
		},
		Job: onJob(checkSecretFiles),
		File: onFile(func(c *check) {
			if c.file.Kind == ci.KindComponent {
				for _, job := range c.file.Jobs {
					checkSecretFiles(c, job)
				}
			}
		}),
	}
}

// secretFile is a file of the work tree that a secret was written to.
type secretFile struct {
	name  string
	way   secretWay
	place place // of the step that wrote it
}

func checkSecretFiles(c *check, job *ci.Job) {
	var files []secretFile
	type use struct {
		step *ci.Step
		place
	}
	var caches []use // saved when the job ends
	for _, step := range job.Steps {
		for _, p := range c.place(job, step).inside(nil, 0) {
			files = p.removes(files)
			if p.step.Uses.Is("actions/cache") {
				caches = append(caches, use{step, p})
			} else {
				c.leaks(job, step, p, files)
			}
			files = append(files, p.secretFiles()...)
		}
	}
	for _, u := range caches {
		c.leaks(job, u.step, u.place, files)
	}
}

// leaks reports the first of the files with secrets that a place uploads. The
// step is the one of the file at hand in which that happens.
func (c *check) leaks(job *ci.Job, step *ci.Step, p place, files []secretFile) {
	what, patterns := p.uploads()
	if what == "" {
		return
	}
	for _, f := range files {
		within := p.c != c && f.place.c == p.c // what an action does by itself is told there
		if !within && p.takes(patterns, f.name) {
			c.find(job, step, ci.SpanOf(step.Node), "", fmt.Sprintf("the secret %s is in %s, of which %s is made", f.way.name, f.name, what), secretFlow(f, p))
			return
		}
	}
}

// secretFlow returns a change that tells the way of a secret into a file and to
// the step that uploads it.
func secretFlow(f secretFile, upload place) func(*ci.Weakness) {
	return func(w *ci.Weakness) {
		var steps []scan.Location
		for _, h := range f.way.trace {
			steps = append(steps, h.location())
		}
		steps = append(steps, hop{f.place.span(), f.place, "run"}.location(), hop{upload.span(), upload, ""}.location())
		steps[0].Role, steps[len(steps)-1].Role = "source", "sink"
		w.CodeFlows = []scan.CodeFlow{{Message: f.way.name + " is uploaded", Steps: steps}}
	}
}

// inside appends the place, or where its step uses an action of the repository
// those of the action's steps.
func (p place) inside(list []place, depth int) []place {
	callee := p.c.callee(p.job, p.step.Uses)
	if callee == nil || callee.file.Kind != ci.KindComponent || len(callee.file.Jobs) == 0 || depth == maxNested {
		return append(list, p)
	}
	job := callee.file.Jobs[0]
	for _, s := range job.Steps {
		if len(list) >= maxInside || p.c.exhausted() {
			break
		}
		if within := (place{c: callee, job: job, step: s, via: &p}); !within.skipped() {
			list = within.inside(list, depth+1)
		}
	}
	return list
}

// skipped reports whether the condition of the place's step is false for the use
// through which it is looked at.
func (p place) skipped() bool {
	if p.step.If == nil {
		return false
	}
	e, _ := p.c.condition(p.step.If)
	return e != nil && !guard{c: p.c, via: p.via}.judge(e).canTrue
}

// The bounds on how deep actions in actions are looked into, and on how many
// steps of theirs.
const (
	maxNested = 4
	maxInside = 200
)

// secretFiles returns the files that the script of the place's step writes a
// secret to.
func (p place) secretFiles() []secretFile {
	script := p.c.script(p.step)
	if script == nil {
		return nil
	}
	var list []secretFile
	for i := range script.Commands {
		cmd := &script.Commands[i]
		if len(cmd.Outputs) == 0 {
			continue
		}
		way := p.givesOut(script, cmd)
		for _, o := range cmd.Outputs {
			if name, ok := p.inTree(o); ok && way.name != "" {
				list = append(list, secretFile{name, way, p})
			}
		}
	}
	return list
}

// givesOut returns the way of a secret that a command prints.
func (p place) givesOut(script *shell.Script, cmd *shell.Command) secretWay {
	switch cmd.Name() {
	case "echo", "printf", "cat", "write-output":
		d := shell.Data{Range: cmd.Range}
		for _, w := range append(slices.Clip(cmd.Args()), cmd.Inputs...) {
			d.Vars = append(d.Vars, w.Vars...)
		}
		return p.secretInData(script, d, 0)
	case "env", "printenv":
		if len(cmd.Args()) > 0 {
			return secretWay{}
		}
		for _, e := range []*ci.Env{p.step.Env, p.job.Env, p.c.file.Env} {
			if e == nil {
				continue
			}
			for _, v := range e.Vars {
				if way := p.secretIn(v.Value, 0); way.name != "" {
					return way
				}
			}
		}
	}
	return secretWay{}
}

// inTree returns the path of a file in the work tree that a word names; false
// for one elsewhere or that is computed.
func (p place) inTree(w shell.Word) (string, bool) {
	text := w.Text
	for _, root := range []string{"$GITHUB_WORKSPACE/", "${GITHUB_WORKSPACE}/", "${{ github.workspace }}/"} {
		if rest, ok := strings.CutPrefix(text, root); ok {
			return path.Clean(rest), !strings.Contains(rest, "$")
		}
	}
	if text == "" || strings.ContainsAny(text, "$~*&") || strings.HasPrefix(text, "/") {
		return "", false
	}
	name := path.Join(p.step.Node.Get("working-directory").Value(), text)
	return name, !strings.HasPrefix(name, "..") && !strings.Contains(name, "$")
}

// removes returns the files that the script of the place's step leaves there.
func (p place) removes(files []secretFile) []secretFile {
	if len(files) == 0 {
		return nil
	}
	p.c.EachCommand(p.step, func(cmd *shell.Command) {
		if name := cmd.Name(); name != "rm" && name != "shred" && name != "unlink" {
			return
		}
		for _, w := range cmd.Args() {
			gone, ok := p.inTree(w)
			files = slices.DeleteFunc(files, func(f secretFile) bool { return ok && (f.name == gone || strings.HasPrefix(f.name, gone+"/")) })
		}
	})
	return files
}

// uploads returns what the place's step makes of files, "" for nothing, and the
// patterns that name these.
func (p place) uploads() (what string, patterns []string) {
	input := p.step.Input("path").Value()
	switch {
	case p.step.Uses.Is("actions/upload-artifact"):
		what = "an artifact"
	case p.step.Uses.Is("actions/upload-pages-artifact"):
		what, input = "a public page", cmp.Or(input, "_site/")
	case p.step.Uses.Is("actions/cache", "actions/cache/save"):
		what = "a cache"
	default:
		return "", nil
	}
	return what, strings.FieldsFunc(input, func(r rune) bool { return r == '\n' })
}

// takes reports whether patterns take a file along. An artifact leaves hidden
// files out unless it is told not to.
func (p place) takes(patterns []string, name string) bool {
	if p.step.Uses.Is("actions/upload-artifact") && majorVersion(p.c, p.step) >= 4 && (strings.HasPrefix(name, ".") || strings.Contains(name, "/.")) {
		if with, _ := p.step.Input("include-hidden-files").Bool(); !with {
			return false
		}
	}
	taken := false
	for _, pattern := range patterns {
		pattern = strings.TrimSpace(pattern)
		pattern, not := strings.CutPrefix(pattern, "!")
		pattern = strings.TrimPrefix(strings.TrimPrefix(pattern, "${{ github.workspace }}"), "/")
		if pattern = path.Clean(pattern); matches(pattern, name) {
			taken = !not
		}
	}
	return taken
}

// matches reports whether a pattern names a file or a folder that it is in.
func matches(pattern, name string) bool {
	if pattern == "." || pattern == name {
		return true
	}
	for strings.HasSuffix(pattern, "/**") || strings.HasSuffix(pattern, "/*") || pattern == "**" || pattern == "*" {
		if pattern = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(pattern, "*"), "*"), "/"); pattern == "" {
			return true
		}
	}
	if strings.HasPrefix(name, pattern+"/") {
		return true
	}
	if rest, ok := strings.CutPrefix(pattern, "**/"); ok {
		pattern, name = rest, path.Base(name)
	}
	ok, err := path.Match(pattern, name)
	return ok && err == nil
}
