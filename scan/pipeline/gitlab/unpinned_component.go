package gitlab

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
			Name:        "Included configuration that can change",
			Class:       "unpinned-component",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "What is included becomes part of the pipeline and runs with its variables and token. Without a fixed version it is whatever the other project, or the server, has at that moment.",
			Remediation: "Give `ref:` a tag or a commit's hash, a component a full version or hash, a remote file its `integrity:`.",
			Example:     "include:\n  - project: group/templates\n    file: /build.yml",
			Fixed:       "include:\n  - project: group/templates\n    ref: 0123456789abcdef0123456789abcdef01234567\n    file: /build.yml",
			Fix:         "Safe, with a resolver: names the commit that the tag or branch stands for now.",
		},
		File: func(r *audit.Run) {
			eachInclude(r.File, func(i *include) {
				if remote, ok := i.remote(); ok {
					unpinnedRemote(r, i, remote)
				} else if c := i.node.Get("component"); c != nil {
					unpinnedVersion(r, i, c)
				} else if p := i.node.Get("project"); p != nil {
					unpinnedProject(r, i, p)
				}
			})
		},
	}
}

func unpinnedRemote(r *audit.Run, i *include, remote *document.Node) {
	url := remote.Value()
	if i.node.Get("integrity") != nil || hasHash(url) {
		return
	}
	r.Find(i.job, nil, ci.SpanOf(remote), i.part, "the included file is whatever the server sends", named(url))
}

func unpinnedVersion(r *audit.Run, i *include, c *document.Node) {
	_, version, _ := strings.Cut(c.Value(), "@")
	level := audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	switch {
	case strings.HasPrefix(version, "$"), isHash(version), strings.HasPrefix(c.Value(), "$CI_SERVER_FQDN/$CI_PROJECT_PATH/"):
		return
	case fullVersion.MatchString(version):
		level = audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaAuditor)
	}
	r.Find(i.job, nil, ci.SpanOf(c), i.part, fmt.Sprintf("the version %q of the component can change", version), level, named(c.Value()))
}

func unpinnedProject(r *audit.Run, i *include, p *document.Node) {
	ref := i.node.Get("ref")
	level := audit.Level(scan.SeverityMedium, scan.ConfidenceHigh, scan.PersonaRegular)
	message := fmt.Sprintf("the files of project %s are included at its branch %s", p.Value(), ref.Value())
	at := ref
	switch version := ref.Value(); {
	case p.Value() == "$CI_PROJECT_PATH", isHash(version), strings.Contains(version, "$"):
		return
	case ref == nil:
		at, message = p, fmt.Sprintf("the files of project %s are included at whatever its default branch holds", p.Value())
	case looksTagged.MatchString(version):
		message = fmt.Sprintf("the files of project %s are included at the tag %s, which can be moved", p.Value(), version)
		level = audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaAuditor)
	}
	r.Find(i.job, nil, ci.SpanOf(at), i.part, message, level, named(p.Value()), r.CommitFix(p.Value(), ref, ""))
}

func named(component string) func(*ci.Weakness) {
	return func(w *ci.Weakness) { w.Component = component }
}

var (
	fullVersion = regexp.MustCompile(`^v?\d+\.\d+`)
	looksTagged = regexp.MustCompile(`^(refs/tags/.*|v?\d+(\.\d+)*([-.+].*)?|.*[-_/]v?\d+\.\d+(\.\d+)?)$`)
	hashInText  = regexp.MustCompile(`(^|[^0-9a-f])([0-9a-f]{40}|[0-9a-f]{64})($|[^0-9a-f])`)
)

func isHash(version string) bool { return (&ci.Component{Version: version}).Pinned() }

// hasHash reports whether an address names a commit.
func hasHash(url string) bool { return hashInText.MatchString(url) }
