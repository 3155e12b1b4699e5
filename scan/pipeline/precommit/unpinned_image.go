package precommit

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Hook's image without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all, or latest, means whatever is newest. What the image holds runs with every commit, with the work tree in its reach.",
			Remediation: "Add the digest: `entry: name:tag@sha256:… command`.",
			Example:     "- id: lint\n  language: docker_image\n  entry: linter check",
			Fixed:       "- id: lint\n  language: docker_image\n  entry: linter:2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef check",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			entry := step.Node.Get("entry")
			if step.Node.Get("language").Value() != "docker_image" || entry == nil {
				return
			}
			ref, from := imageIn(entry.Value())
			span := r.Within(entry, from, from+len(ref))
			component := func(w *ci.Weakness) { w.Component = ref }
			switch audit.PinOf(ref) {
			case audit.PinNothing:
				r.Find(job, step, span, "entry", "image "+ref+" is whatever is newest", component)
			case audit.PinTag:
				r.Find(job, step, span, "entry", "image "+ref+" is named by a tag that can be pushed again",
					audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor), component)
			}
		},
	}
}

// imageIn returns the image in the words that are handed to docker run, the
// first that is no option nor the value of one, and where it stands.
func imageIn(entry string) (string, int) {
	at := 0
	value := false
	for word := range strings.FieldsSeq(entry) {
		from := at + strings.Index(entry[at:], word)
		at = from + len(word)
		switch {
		case value:
			value = false
		case strings.HasPrefix(word, "-"):
			value = word == "--entrypoint" || word == "-e" || word == "-v" || word == "-w" || word == "-u" || word == "--env" || word == "--volume" || word == "--network"
		default:
			return strings.Trim(word, `"'`), from + len(word) - len(strings.TrimLeft(word, `"'`))
		}
	}
	return "", 0
}
