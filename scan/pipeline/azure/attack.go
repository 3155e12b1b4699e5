package azure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// stageOf returns what is known of who starts the jobs of a file and what they
// have.
func stageOf(r *audit.Run, s *System) audit.Stage {
	return audit.Stage{
		Entries: func(job *ci.Job, step *ci.Step, a *audit.Attack) []ci.Entry {
			return startedBy(r.File, job, step, a.Source)
		},
		Reach:   func(job *ci.Job, reach *ci.Reach) { reaches(r, s, job, reach) },
		Takes:   takes,
		Depends: depends,
	}
}

const (
	pullRequest = "pr"
	requestCode = "the code of a pull request"
	filledIn    = "a parameter"
)

// roots returns the pipelines that a file belongs to: itself, or for a template
// those that use it.
func roots(f *ci.File) []*ci.File {
	if f.Kind == ci.KindPipeline {
		return []*ci.File{f}
	}
	var list []*ci.File
	for _, part := range f.Linked {
		if part.Kind == ci.KindPipeline {
			list = append(list, part)
		}
	}
	return list
}

// startedBy returns the ways to have a source come into a step. Of a template
// that no file uses nobody knows.
func startedBy(f *ci.File, job *ci.Job, step *ci.Step, source string) []ci.Entry {
	var list []ci.Entry
	for _, root := range roots(f) {
		list = append(list, startedIn(root, job, step, source)...)
	}
	return list
}

func startedIn(f *ci.File, job *ci.Job, step *ci.Step, source string) []ci.Entry {
	if source == filledIn || source == userName {
		return []ci.Entry{{Event: "manual", Who: "whoever may run the pipeline", Members: true}}
	}
	var list []ci.Entry
	if pullRequests(f) != requestsNever && !onlyTrusted(job, step) {
		e := ci.Entry{Event: pullRequest, Who: "whoever opens a pull request"}
		if key, _ := f.Root.Pair("pr"); key != nil {
			e.Location = f.Location(ci.SpanOf(key), "pr")
		}
		list = append(list, e)
	}
	if key, trigger := f.Root.Pair("trigger"); source != requestCode && trigger.Value() != "none" {
		e := ci.Entry{Event: "push", Who: "whoever may push a branch", Members: true}
		if key != nil {
			e.Location = f.Location(ci.SpanOf(key), "trigger")
		}
		if onFixedBranch(f) {
			e.Who = "whoever gets a commit onto one of the branches that start it"
		}
		if !onFixedBranch(f) || source != branchName {
			list = append(list, e)
		}
	}
	if source == branchName && len(list) == 0 {
		list = append(list, ci.Entry{Event: "manual", Who: "whoever may run the pipeline on a branch of theirs", Members: true})
	}
	for i := range list {
		list[i].Guards = guards(job, step)
	}
	return list
}

// guards returns the conditions that may be meant to keep somebody out.
func guards(job *ci.Job, step *ci.Step) []string {
	var list []string
	for _, cond := range []string{job.If.Value(), step.If.Value()} {
		if lower := strings.ToLower(cond); strings.Contains(lower, "build.requestedfor") || strings.Contains(lower, "build.reason") || strings.Contains(lower, "sourcebranch") ||
			strings.Contains(lower, "pullrequest") || strings.Contains(lower, "sourceversion") {
			list = append(list, strings.Join(strings.Fields(cond), " "))
		}
	}
	return list
}

// reaches notes what a job has: groups of variables, connections, the secret
// variables that it asks for, the token where it is handed over or left in the
// work tree, and where it runs and deploys to.
func reaches(r *audit.Run, s *System, job *ci.Job, reach *ci.Reach) {
	for _, part := range append([]*ci.File{r.File}, roots(r.File)...) {
		for _, secret := range s.Secrets(part) {
			if secret.Job == job || secret.Job == nil {
				note(reach, secret.Name)
			}
		}
	}
	reach.Secrets = append(reach.Secrets, r.NamedCredentials(job, isToken)...)
	if reach.Unlisted = "the token of the job, which the agent has for its own work"; handsToken(job) {
		reach.Token, reach.Unlisted = ci.Token{Name: "System.AccessToken", Default: true}, ""
	}
	env := job.Environment
	if name := env.Get("name"); name != nil {
		env = name
	}
	if name := env.Value(); name != "" && !strings.Contains(name, "$") {
		reach.Environments = []string{name}
	}
	if name := ownPool(job); name.Value() != "" {
		reach.Runner = fmt.Sprintf("an agent of the pool %s", name.Value())
	}
}

// note adds what the settings know under a name.
func note(reach *ci.Reach, secret string) {
	kind, name, _ := strings.Cut(secret, "/")
	if strings.Contains(name, "$(") || strings.Contains(name, "${{") {
		name = "that is computed"
	}
	switch kind {
	case "group":
		reach.Groups = append(reach.Groups, "variable group "+name)
	case "file":
		reach.Groups = append(reach.Groups, "secure file "+name)
	case "vault":
		reach.Groups = append(reach.Groups, "key vault "+name)
	case "connection":
		reach.Accounts = append(reach.Accounts, "service connection "+name)
	}
}

// isToken reports whether a variable is one of the platform's.
func isToken(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "_", "."))
	for _, prefix := range []string{"system.", "build.", "agent.", "release."} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return name == "accesstoken"
}

// handsToken reports whether a job hands its token to a step, or leaves it in
// the work tree.
func handsToken(job *ci.Job) bool {
	found := false
	for _, step := range job.Steps {
		on, _ := step.Node.Get("persistCredentials").Bool()
		found = found || on
		if step.Env != nil {
			found = found || slices.ContainsFunc(step.Env.Vars, func(v ci.Setting) bool {
				return strings.Contains(strings.ToLower(v.Value.Value()), "$(system.accesstoken)")
			})
		}
		if step.Run != nil {
			found = found || strings.Contains(strings.ToLower(step.Run.Text.Value()), "$(system.accesstoken)")
		}
	}
	return found
}

// takes says what a later job takes over from one.
func takes(later, from *ci.Job) string {
	if later.Node == nil || from.ID == "" || !slices.ContainsFunc(later.Needs, func(id string) bool { return strings.EqualFold(id, from.ID) }) {
		return ""
	}
	outputs := false
	later.Node.Walk(func(n *node) { outputs = outputs || strings.Contains(n.Value(), "ependencies."+from.ID+".outputs") })
	if outputs {
		return "outputs"
	}
	publishes := slices.ContainsFunc(from.Steps, func(s *ci.Step) bool {
		return s.Node.Get("publish") != nil || s.Uses.Is("azure/publishpipelineartifact", "azure/publishbuildartifacts")
	})
	downloads := slices.ContainsFunc(later.Steps, func(s *ci.Step) bool {
		return s.Node.Get("download").Value() != "" && s.Node.Get("download").Value() != "none" || s.Uses.Is("azure/downloadpipelineartifact", "azure/downloadbuildartifacts")
	})
	if publishes && (downloads || later.Node.Get("deployment") != nil) {
		return "artifact"
	}
	return ""
}

// depends tells which settings decide on a path.
func depends(p *ci.Path) []string {
	var list []string
	if slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == pullRequest && e.Location.Path == "" }) {
		list = append(list, "whether the repository is on GitHub or Bitbucket, whose pull requests start it")
	}
	if slices.ContainsFunc(p.Entries, func(e ci.Entry) bool { return e.Event == pullRequest }) {
		list = append(list, "whether builds of forks are on and get secrets")
	}
	return list
}
