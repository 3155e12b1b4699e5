package formulation

import (
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/inventory"
)

// typeOf returns the type of task (CycloneDX, taskType) that a word in the name
// of a job, step or component stands for, "" for none.
func typeOf(word string) string {
	switch word {
	case "build", "compile", "package", "bundle", "make", "gradle", "maven", "docker", "image":
		return "build"
	case "test", "tests", "testing", "unit", "e2e", "integration", "coverage", "pytest", "jest", "bench", "benchmark", "fuzz":
		return "test"
	case "lint", "linter", "linting", "fmt", "format", "prettier", "eslint", "vet", "staticcheck", "style", "check", "pre":
		return "lint"
	case "scan", "codeql", "trivy", "grype", "snyk", "sast", "dast", "security", "audit", "scorecard", "gitleaks", "sonar", "semgrep", "zizmor":
		return "scan"
	case "deploy", "deployment", "rollout", "promote":
		return "deploy"
	case "release", "releases", "goreleaser", "tag", "version":
		return "release"
	case "publish", "push", "upload", "deliver", "pypi":
		return "deliver"
	case "checkout", "clone", "fetch":
		return "clone"
	case "clean", "cleanup", "prune", "stale":
		return "clean"
	case "merge", "automerge", "backport":
		return "merge"
	case "copy", "sync", "mirror", "download":
		return "copy"
	}
	return ""
}

// types returns the types of a job, by the words in the names of the job, its
// steps and what it uses; "other" where none says anything.
func types(p *inventory.Pipeline, job *inventory.Job) []string {
	found := map[string]bool{}
	note := func(text string) {
		for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(c rune) bool { return (c < 'a' || c > 'z') && (c < '0' || c > '9') }) {
			if t := typeOf(word); t != "" {
				found[t] = true
			}
		}
	}
	note(job.ID)
	note(job.Name)
	for _, s := range job.Steps {
		note(s.Name)
		for _, c := range s.Components {
			if c.Kind == ci.UseAction || c.Kind == ci.UseTask || c.Kind == ci.UsePipe {
				note(c.Name)
			}
		}
	}
	if p.Kind == ci.KindImage {
		found["build"] = true
	}
	var list []string
	for t := range found {
		list = append(list, t)
	}
	slices.Sort(list)
	if list == nil {
		return []string{"other"}
	}
	return list
}
