package bitbucket

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func unpinnedComponent() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Pipe or shared pipeline that can change",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A pipe is a container image that gets the variables it is given and the step's work tree; a shared pipeline runs with all variables of the repository. Without a fixed version it is whatever its owner published last.",
			Remediation: "Write the pipe's full version, or `docker://name@sha256:…`; import pipelines at a tag.",
			Example:     "- pipe: docker://acme/deploy:latest",
			Fixed:       "- pipe: docker://acme/deploy@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
		},
		File: func(r *audit.Run) {
			for _, t := range r.File.Triggers {
				imported(r, t.Config)
			}
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			if step.Uses == nil {
				return
			}
			ref := step.Uses.Ref.Value()
			level := audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
			message := fmt.Sprintf("the pipe %s is whatever was published last", ref)
			switch {
			case computed(ref), strings.Contains(ref, "@sha256:"):
				return
			case fullVersion.MatchString(ref), step.Uses.Image != "" && audit.PinOf(ref) == audit.PinTag:
				message = fmt.Sprintf("the pipe %s is named by a tag that can be moved", ref)
				level = audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor)
			}
			r.Find(job, step, ci.SpanOf(step.Uses.Ref), "pipe", message, level, func(w *ci.Weakness) { w.Component = ref })
		},
	}
}

// imported looks at a pipeline that is taken from another repository:
// "import: repository:ref:name".
func imported(r *audit.Run, p *document.Node) {
	source := p.Get("import")
	parts := strings.Split(source.Value(), ":")
	if len(parts) != 3 || isHash.MatchString(parts[1]) {
		return
	}
	level := audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
	message := fmt.Sprintf("the pipeline is whatever the branch %s of %s holds", parts[1], parts[0])
	if tagLike.MatchString(parts[1]) {
		message = fmt.Sprintf("the pipeline is taken at the tag %s, which can be moved", parts[1])
		level = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor)
	}
	r.Find(nil, nil, ci.SpanOf(source), "pipelines.import", message, level, func(w *ci.Weakness) { w.Component = source.Value() })
}

var (
	fullVersion = regexp.MustCompile(`:v?\d+\.\d+\.\d+[^/]*$`)
	tagLike     = regexp.MustCompile(`^v?\d+(\.\d+)*$`)
	isHash      = regexp.MustCompile(`^[0-9a-f]{40}$`)
)
