package circleci

import (
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func misfeature() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Feature that is better left alone",
			Class:       "misfeature",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "`machine: true` names no image: the job runs on an old default that gets no fixes. A `setup: true` configuration computes the pipeline that follows, so that reading the file does not tell what runs.",
			Remediation: "Name the machine's image. Keep what a setup workflow continues with in files of the repository, and let it choose between them only.",
			Example:     "jobs:\n  build:\n    machine: true",
			Fixed:       "jobs:\n  build:\n    machine:\n      image: ubuntu-2404:2025.09.1",
		},
		File: func(r *audit.Run) {
			key, setup := r.File.Root.Pair("setup")
			if on, _ := setup.Bool(); on {
				r.Find(nil, nil, ci.Between(key, setup), "setup", "the pipeline is computed while it runs",
					audit.Level(scan.SeverityInfo, scan.ConfidenceHigh, scan.PersonaAuditor))
			}
		},
		Job: func(r *audit.Run, job *ci.Job) {
			key, machine := job.Node.Pair("machine")
			if on, _ := machine.Bool(); on && job.Runner == nil {
				r.Find(job, nil, ci.Between(key, machine), "machine", "the machine's image is an old default")
			}
		},
	}
}
