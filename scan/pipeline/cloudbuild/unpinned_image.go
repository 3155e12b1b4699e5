package cloudbuild

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func unpinnedImage() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Builder without a digest",
			Class:       "unpinned-image",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A tag can be pushed again with other content; no tag at all, or latest, means whatever is newest. What the image holds runs in the build, with its sources and service account.",
			Remediation: "Add the digest: `name: image:tag@sha256:…`.",
			Example:     "- name: node\n  args: [npm, ci]",
			Fixed:       "- name: node:24@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n  args: [npm, ci]",
			Fix:         "Safe, with a resolver: adds the digest of what the tag stands for now.",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			ref := step.Node.Get("name")
			text := ref.Value()
			if platforms(text) && audit.PinOf(text) != audit.PinDigest {
				r.Find(job, step, ci.SpanOf(ref), "name", "builder "+text+" of the platform is not named by its content",
					audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor), func(w *ci.Weakness) { w.Component = text })
				return
			}
			// What the build itself has made before has no digest yet.
			if !made(job, step, text) {
				r.Image(job, step, ref, "name", strings.Contains(text, "$"))
			}
		},
	}
}

// platforms reports whether an image is one of the platform's own builders,
// whose publisher is the build's host as well.
func platforms(ref string) bool {
	for _, prefix := range []string{"gcr.io/cloud-builders/", "gcr.io/google.com/cloudsdktool/", "google/cloud-sdk", "gcr.io/kaniko-project/", "gcr.io/k8s-skaffold/", "gcr.io/google-appengine/", "gcr.io/buildpacks/"} {
		if strings.HasPrefix(ref, prefix) {
			return true
		}
	}
	return strings.Contains(ref, "-docker.pkg.dev/cloud-builders/")
}

// made reports whether an earlier step builds the image.
func made(job *ci.Job, step *ci.Step, ref string) bool {
	for _, s := range job.Steps {
		if s == step {
			break
		}
		for arg := range s.Node.Get("args").List() {
			if strings.Contains(arg.Value(), ref) {
				return true
			}
		}
	}
	return false
}
