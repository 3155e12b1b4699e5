package github

import (
	"maps"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// needs are the permissions of the token that a job uses: true for write.
type needs struct {
	scopes map[string]bool
	// why names what writes, by scope.
	why map[string]string
	// unknown are actions that are in no table; they get to read contents.
	unknown []string
}

// add takes permissions as the tables write them, and what uses them.
func (n *needs) add(list, user string) {
	for item := range strings.FieldsSeq(list) {
		scope, access, _ := strings.Cut(item, ":")
		if access == "write" && !n.scopes[scope] {
			n.why[scope] = user
		}
		n.scopes[scope] = n.scopes[scope] || access == "write"
	}
}

// needsOf works out what permissions the steps of a job use. False means that
// something has the token in hand of which it cannot be told what it does with
// it.
func (c *check) needsOf(job *ci.Job) (*needs, bool) {
	n := &needs{scopes: map[string]bool{}, why: map[string]string{}}
	if job.Calls != nil {
		return n, c.calleeNeeds(job, n)
	}
	if packaged(job) {
		n.add("packages:read", "")
	}
	tokenInJob := holdsToken(job.Env) || holdsToken(c.file.Env)
	for _, step := range job.Steps {
		if step.Node.Aliased() || !c.stepNeeds(step, n, tokenInJob) {
			return nil, false
		}
	}
	return n, true
}

// packaged reports whether a job takes an image from the platform's own
// registry.
func packaged(job *ci.Job) bool {
	images := job.Services
	if job.Container != nil {
		images = append(images[:len(images):len(images)], job.Container)
	}
	return slices.ContainsFunc(images, func(i *ci.Image) bool { return strings.HasPrefix(i.Ref.Value(), "ghcr.io/") })
}

// calleeNeeds adds the permissions of a called workflow, which must be at hand
// and say what it needs itself.
func (c *check) calleeNeeds(job *ci.Job, n *needs) bool {
	callee := c.callee(job, job.Calls)
	if callee == nil {
		return false
	}
	for _, inner := range callee.file.Jobs {
		p := inner.Permissions
		if p == nil {
			p = callee.file.Permissions
		}
		if p == nil || p.All != "" {
			return false
		}
		for _, s := range p.Scopes {
			if v := s.Value.Value(); v == "read" || v == "write" {
				n.add(s.Key.Value()+":"+v, "the called workflow")
			}
		}
	}
	return true
}

func (c *check) stepNeeds(step *ci.Step, n *needs, tokenInJob bool) bool {
	token := tokenInJob || holdsToken(step.Env)
	if step.Run != nil {
		return c.scriptNeeds(step, n, token || mentionsToken(step.Run.Text.Value()))
	}
	if step.Uses == nil {
		return true
	}
	name := step.Uses.Name()
	if name == "actions/github-script" {
		// It has the token at hand; what for is in its script.
		return !strings.Contains(step.Input("script").Value(), "github.")
	}
	known, ok := actionNeeds[name]
	if !ok {
		// It may use the token by default; what it is handed it surely uses.
		if token || holdsToken(step.With) || step.Uses.Local {
			return false
		}
		n.unknown = append(n.unknown, step.Uses.Ref.Value())
		n.add("contents:read", name)
		return true
	}
	n.add(known, name)
	for _, input := range inputNeeds[name] {
		key, text, valued := strings.Cut(input[0], "=")
		v := step.Input(strings.TrimPrefix(key, "!"))
		if strings.HasPrefix(key, "!") == (v == nil) && (!valued || strings.Contains(v.Value(), text)) {
			n.add(input[1], name)
		}
	}
	return true
}

// scriptNeeds adds what the commands of a script do with the token.
func (c *check) scriptNeeds(step *ci.Step, n *needs, token bool) bool {
	script := c.script(step)
	known := true
	named := false // the token is used by commands that are known
	for i := range script.Commands {
		cmd := script.Commands[i].Unwrap()
		args := plainArgs(&cmd)
		switch cmd.Name() {
		case "gh":
			need, ok := commandNeeds[strings.Join(args[:min(2, len(args))], " ")]
			if known = known && (ok || !token); token {
				n.add(need, "gh "+strings.Join(args[:min(2, len(args))], " "))
				named = true
			}
		case "git":
			switch {
			case cmd.Has("push"):
				n.add("contents:write", "git push")
				named = true
			case cmd.Has("fetch", "pull", "clone", "submodule", "ls-remote", "lfs"):
				n.add("contents:read", "git")
			}
		case "docker", "podman", "buildah", "helm", "oras", "crane", "skopeo":
			if cmd.Has("push", "login", "copy") {
				n.add(registryNeeds(script), cmd.Name())
				named = true
			}
		case "cosign":
			n.add("id-token:write", "cosign")
		}
	}
	if strings.Contains(script.Text, "ACTIONS_ID_TOKEN_REQUEST") {
		n.add("id-token:write", "the script")
	}
	return known && (!token || named)
}

// plainArgs returns the arguments that are no options.
func plainArgs(cmd *shell.Command) []string {
	var list []string
	for _, w := range cmd.Args() {
		if !strings.HasPrefix(w.Text, "-") {
			list = append(list, w.Text)
		}
	}
	return list
}

func registryNeeds(s *shell.Script) string {
	if strings.Contains(s.Text, "ghcr.io") {
		return "packages:write"
	}
	return ""
}

// holdsToken reports whether settings hand the job's token on.
func holdsToken(e *ci.Env) bool {
	if e == nil {
		return false
	}
	return slices.ContainsFunc(e.Vars, func(v ci.Setting) bool { return mentionsToken(v.Value.Value()) }) || mentionsToken(e.Value.Value())
}

func mentionsToken(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(lower, "secrets.github_token") || strings.Contains(lower, "github.token") || strings.Contains(lower, "tojson(github)") || strings.Contains(lower, "tojson(secrets)")
}

// lines writes permissions as lines of YAML.
func (n *needs) lines() []string {
	if len(n.scopes) == 0 {
		return []string{"permissions: {}"}
	}
	list := []string{"permissions:"}
	for _, scope := range slices.Sorted(maps.Keys(n.scopes)) {
		access := "read"
		if n.scopes[scope] {
			access = "write # for " + n.why[scope]
		}
		list = append(list, "  "+scope+": "+access)
	}
	return list
}

// caveat says what the permissions were worked out from.
func (n *needs) caveat() string {
	if len(n.unknown) > 0 {
		slices.Sort(n.unknown)
		return "what these actions use is not known, so they get to read the contents and no more: " + strings.Join(slices.Compact(n.unknown), ", ")
	}
	return "worked out from what the steps are known to do; what a script starts may do more"
}

// jobPermissionsFix adds the fix that gives a job the permissions that its steps
// use, in place of those that it has, if any.
func (c *check) jobPermissionsFix(job *ci.Job) func(*ci.Weakness) {
	n, ok := c.needsOf(job)
	if !ok {
		return audit.Mend("", "")
	}
	return audit.Mend("Grant what the steps use", n.caveat(), c.grant(job, n)...)
}

// grant returns the edits that give a job permissions.
func (c *check) grant(job *ci.Job, n *needs) []scan.Edit {
	if p := job.Permissions; p != nil {
		if p.Value.Aliased() || p.Value.Kind() != document.Scalar {
			return nil
		}
		return []scan.Edit{c.Edit(p.Key.Start(), ci.SpanOf(p.Value).End, strings.Join(n.lines(), "\n"+c.Indent(p.Key)))}
	}
	return c.beside(job, n.lines()...)
}

// beside returns the edit that adds lines to a job, behind what says where it
// runs; none where that is not written plainly.
func (c *check) beside(job *ci.Job, lines ...string) []scan.Edit {
	if job.Node.Style() == document.Flow || job.Node.Aliased() {
		return nil
	}
	for _, name := range []string{"uses", "runs-on", "steps"} {
		key, value := job.Node.Pair(name)
		if key == nil || name == "uses" && job.Calls == nil {
			continue
		}
		if start, end := job.Node.Span(); key.Start() < start || key.Start() > end {
			return nil // merged from elsewhere
		}
		indent := "\n" + c.Indent(key)
		if name == "steps" || value.Kind() != document.Scalar || value.Aliased() {
			return []scan.Edit{c.Edit(key.Start(), key.Start(), strings.Join(lines, indent)+indent)}
		}
		at := c.EndOfLine(ci.SpanOf(value).End)
		return []scan.Edit{c.Edit(at, at, indent+strings.Join(lines, indent))}
	}
	return nil
}

// workflowPermissionsFix adds the fix that takes all permissions from the
// workflow and gives each job what its steps use.
func (c *check) workflowPermissionsFix() func(*ci.Weakness) {
	none := audit.Mend("", "")
	edits := c.noPermissions()
	if edits == nil {
		return none
	}
	all := &needs{}
	for _, job := range c.file.Jobs {
		if job.Permissions != nil {
			continue
		}
		n, ok := c.needsOf(job)
		if !ok {
			return none
		}
		more := c.grant(job, n)
		if more == nil {
			return none
		}
		edits = append(edits, more...)
		all.unknown = append(all.unknown, n.unknown...)
	}
	return audit.Mend("Grant nothing to the workflow, and to each job what its steps use", all.caveat(), edits...)
}

// noPermissions returns the edit that sets the workflow's permissions to none.
func (c *check) noPermissions() []scan.Edit {
	if p := c.file.Permissions; p != nil {
		if p.Value.Aliased() || p.Value.Kind() != document.Scalar {
			return nil
		}
		span := ci.SpanOf(p.Value)
		return []scan.Edit{c.Edit(span.Start, span.End, "{}")}
	}
	key, _ := c.file.Root.Pair("jobs")
	if key == nil || c.file.Root.Style() == document.Flow || c.Indent(key) != "" {
		return nil
	}
	// Comments right above jobs belong to them.
	at := c.file.Source.Region(key.Start(), key.Start()).StartLine
	for at > 1 && strings.HasPrefix(string(c.file.Source.Line(at-1)), "#") {
		at--
	}
	start := c.file.Source.Offset(at, 1)
	return []scan.Edit{c.Edit(start, start, "permissions: {}\n\n")}
}
