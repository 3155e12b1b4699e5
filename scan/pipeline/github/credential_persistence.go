package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func credentialPersistence() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:         "credential-persistence",
			Name:       "Checkout leaves its token behind",
			Class:      "credential-persistence",
			Severity:   scan.SeverityMedium,
			Confidence: scan.ConfidenceLow,
			Description: "actions/checkout keeps the job's token where git finds it (.git/config, or a file beside the work tree in newer versions) until the job ends. " +
				"Every later step can read it, and an artifact made of the work tree carries it away.",
			Remediation: "Set `persist-credentials: false`, and hand a token to the steps that push.",
			Example:     "- uses: actions/checkout@v6",
			Fixed:       "- uses: actions/checkout@v6\n  with:\n    persist-credentials: false",
			Fix:         "Sets `persist-credentials: false`. Safe where all later steps are known not to use git with the server.",
			Tags:        []string{"zizmor:artipacked"},
		},
		Step: onStep(checkPersistence),
	}
}

func checkPersistence(c *check, job *ci.Job, step *ci.Step) {
	if !step.Uses.Is("actions/checkout") {
		return
	}
	setting := step.Input("persist-credentials")
	keep, known := setting.Bool()
	rate := audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaRegular)
	switch {
	case known && !keep:
		return
	case known, setting != nil:
		// Somebody thought about it.
		rate = audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
	case step.With != nil && step.With.Value.Kind() == document.Scalar:
		rate = audit.Level(scan.SeverityInfo, scan.ConfidenceHigh, scan.PersonaPedantic)
	}
	upload, safe := uploadsWorkTree(job, step)
	switch {
	case safe:
		rate = audit.Level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic) // what leaves the job is known
	case upload != nil:
		rate = audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	c.find(job, step, ci.SpanOf(step.Node), "uses", "the checkout leaves the token in reach of every later step", rate, func(w *ci.Weakness) {
		w.Anchor = step.Uses.Ref.Value() + " " + step.Input("path").Value()
		w.Component = step.Uses.Ref.Value()
		if upload != nil {
			w.Message = "the checkout leaves the token in the work tree, and an artifact is made of it"
			loc := c.file.Location(ci.SpanOf(upload.Node), c.Logical(job, upload, ""))
			loc.Role = "sink"
			w.Related = append(w.Related, loc)
		}
		if w.Piece = upload == nil; w.Piece {
			w.Group = "checkout"
			w.Anchor = w.Group
		}
	}, audit.Mend("Set persist-credentials to false", c.persistCaveat(job, step), c.setInput(step, "persist-credentials", "false")...))
}

// uploadsWorkTree returns a later step that makes an artifact of the whole work
// tree. It is safe when there are such steps and all of them name other folders.
func uploadsWorkTree(job *ci.Job, checkout *ci.Step) (step *ci.Step, safe bool) {
	for _, s := range job.Steps {
		if s.Index <= checkout.Index || !s.Uses.Is("actions/upload-artifact") {
			continue
		}
		if hidden, ok := s.Input("include-hidden-files").Bool(); ok && !hidden {
			safe = true
			continue
		}
		safe = !strings.Contains(s.Input("path").Value(), "${{")
		for _, p := range strings.Fields(s.Input("path").Value()) {
			switch strings.TrimSuffix(p, "/") {
			case ".", "..", "./.git", ".git", "${{github.workspace}}":
				return s, false
			}
		}
		if strings.TrimSpace(s.Input("path").Value()) == "${{ github.workspace }}" {
			return s, false
		}
	}
	return nil, safe
}
