package azure

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func artifactPoisoning() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Artifact of another pipeline's newest run, whatever its branch",
			Class:       "artifact-poisoning",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceLow,
			Persona:     scan.PersonaPedantic,
			Description: "The task takes what the other pipeline's newest run has published. Without a branch that can be the run of any branch, and of a pull request.",
			Remediation: "Name the branch: `runVersion: latestFromBranch` and `runBranch: refs/heads/main`.",
			Example:     "- task: DownloadPipelineArtifact@2\n  inputs:\n    source: specific\n    project: p\n    pipeline: 12\n    runVersion: latest",
			Fixed:       "- task: DownloadPipelineArtifact@2\n  inputs:\n    source: specific\n    project: p\n    pipeline: 12\n    runVersion: latestFromBranch\n    runBranch: refs/heads/main",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if !step.Uses.Is("azure/downloadpipelineartifact", "azure/downloadbuildartifacts") {
				return
			}
			version := first(step, "runVersion", "buildVersionToDownload")
			if kind := strings.ToLower(first(step, "source", "buildType")); kind != "specific" || version != "" && version != "latest" {
				return
			}
			r.Find(job, step, ci.SpanOf(step.Uses.Ref), "task", "the newest run of the other pipeline can be that of any branch")
		},
	}
}

// first returns the first of several names of an input that is set.
func first(step *ci.Step, names ...string) string {
	for _, name := range names {
		if v := step.Input(name).Value(); v != "" {
			return v
		}
	}
	return ""
}
