// Package precommit is the front end for pre-commit: .pre-commit-config.yaml,
// whose hooks run on the machines of developers and in the pipelines of
// checks.
//
// What it knows about the tool is from its documentation ("Adding pre-commit
// plugins to your project", "Supported languages"), as of version 4.
package precommit

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// System is the front end; it implements [audit.System]. It is immutable and
// safe for concurrent use.
type System struct{ audit.Rulebook }

// New returns the front end.
func New() *System {
	return &System{audit.NewRulebook("precommit",
		unpinnedComponent(),
		archivedComponent(),
		insecureURLScheme(),
		unpinnedImage(),
		unpinnedPackageInstall(),
	)}
}

// Recognize implements [audit.System].
func (s *System) Recognize(f *scan.File) bool {
	base := path.Base(f.Path)
	return (base == ".pre-commit-config.yaml" || base == ".pre-commit-config.yml") && !audit.Foreign(f.Path)
}

// maxHooks bounds the hooks that are read.
const maxHooks = 5000

// Read implements [audit.System]. Repositories are the jobs, their hooks the
// steps; those of the file's own repository have a script.
func (s *System) Read(src *ci.Source) *ci.File {
	root := src.Root()
	repos := root.Get("repos")
	if root.Kind() == document.Sequence {
		repos = root // as the tool once had it
	}
	if repos.Kind() != document.Sequence {
		return nil
	}
	f := &ci.File{Source: src, Root: root, System: s.Name(), Kind: ci.KindPipeline, Section: "repos", Steps: "hooks"}
	hooks := 0
	for _, n := range repos.Items() {
		repo := n.Get("repo")
		if repo == nil {
			continue
		}
		job := &ci.Job{ID: repo.Value(), Key: repo, Node: n}
		for i, h := range n.Get("hooks").Items() {
			if hooks++; hooks > maxHooks {
				break
			}
			step := &ci.Step{Index: i, ID: h.Get("id").Value(), Node: h, Name: h.Get("name")}
			if key, entry := h.Pair("entry"); runsHere(repo, h) && entry != nil {
				step.Run = &ci.Script{Key: key, Text: entry}
			}
			job.Steps = append(job.Steps, step)
		}
		f.Jobs = append(f.Jobs, job)
	}
	return f
}

// runsHere reports whether a hook is a command on the machine itself.
func runsHere(repo, hook *document.Node) bool {
	if repo.Value() != "local" {
		return false
	}
	switch hook.Get("language").Value() {
	case "system", "script", "unsupported", "unsupported_script":
		return true
	}
	return false
}

// remote reports whether a job is a repository elsewhere.
func remote(job *ci.Job) bool { return job.ID != "local" && job.ID != "meta" && job.ID != "builtin" }

// slug returns owner/name of a repository's address in lower case.
func slug(address string) string {
	address = strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(address, "/"), ".git"))
	if _, rest, ok := strings.Cut(address, "://"); ok {
		_, rest, _ = strings.Cut(rest, "/")
		return rest
	}
	_, rest, _ := strings.Cut(address, ":")
	return rest
}
