package github

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func credentialPersistence() *rule {
	return &rule{
		meta: scan.Rule{
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
			Tags:        []string{"zizmor:artipacked"},
		},
		step: checkPersistence,
	}
}

func checkPersistence(c *check, job *ci.Job, step *ci.Step) {
	if !step.Uses.Is("actions/checkout") {
		return
	}
	setting := step.Input("persist-credentials")
	keep, known := setting.Bool()
	rate := level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaRegular)
	switch {
	case known && !keep:
		return
	case known, setting != nil:
		// Somebody thought about it.
		rate = level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic)
	case step.With != nil && step.With.Value.Kind() == document.Scalar:
		rate = level(scan.SeverityInfo, scan.ConfidenceHigh, scan.PersonaPedantic)
	}
	upload, safe := uploadsWorkTree(job, step)
	switch {
	case safe:
		rate = level(scan.SeverityMedium, scan.ConfidenceLow, scan.PersonaPedantic) // what leaves the job is known
	case upload != nil:
		rate = level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
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
		w.Piece = upload == nil
		if fix, ok := c.persistFix(step); ok {
			w.Fixes = []scan.Fix{fix}
		}
	})
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

// persistFix sets persist-credentials to false by an edit that keeps the text
// around it. Flow mappings and aliases are left to people.
func (c *check) persistFix(step *ci.Step) (scan.Fix, bool) {
	src := c.file.Source
	fix := scan.Fix{Description: "Set persist-credentials to false"}
	edit := func(at, end int, text string) (scan.Fix, bool) {
		fix.Edits = []scan.Edit{{Path: src.Path, Region: src.Region(at, end), Text: text}}
		return fix, true
	}
	if setting := step.Input("persist-credentials"); setting != nil {
		start, end := setting.Span()
		return edit(start, end, "false")
	}
	if step.Node.Style() == document.Flow || step.Node.Aliased() {
		return fix, false
	}
	if step.With == nil {
		indent := c.indent(step.Uses.Key)
		_, end := step.Uses.Ref.Span()
		at := c.endOfLine(end)
		return edit(at, at, "\n"+indent+"with:\n"+indent+"  persist-credentials: false")
	}
	if len(step.With.Vars) == 0 || step.With.Value.Style() == document.Flow || step.With.Value.Aliased() {
		return fix, false
	}
	first := step.With.Vars[0].Key
	return edit(first.Start(), first.Start(), "persist-credentials: false\n"+c.indent(first))
}
