package travis

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func insecureURLScheme() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Packages or their key fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "A signing key that comes over `http://` is that of whoever is on the way, who can then sign the packages as well. A source without a key of its own is checked by the keys that the machine has.",
			Remediation: "Use `https://`.",
			Example:     "addons:\n  apt:\n    sources:\n      - sourceline: deb http://apt.example.com/ stable main\n        key_url: http://apt.example.com/key.asc",
			Fixed:       "addons:\n  apt:\n    sources:\n      - sourceline: deb https://apt.example.com/ stable main\n        key_url: https://apt.example.com/key.asc",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			for source := range job.Node.At("addons", "apt", "sources").List() {
				line, key := source.Get("sourceline"), source.Get("key_url")
				if strings.HasPrefix(key.Value(), "http://") {
					r.Find(job, nil, ci.SpanOf(key), "addons.apt.sources", "the signing key comes over an unencrypted connection",
						audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular))
				}
				// Packages are signed: the connection alone is hygiene.
				if strings.Contains(line.Value(), " http://") {
					r.Find(job, nil, ci.SpanOf(line), "addons.apt.sources", "packages come over an unencrypted connection", unsigned(line.Value()))
				}
			}
		},
	}
}

// unsigned rates a source of packages: it matters to everybody where their
// signatures are not checked.
func unsigned(line string) func(*ci.Weakness) {
	if strings.Contains(line, "trusted=yes") {
		return audit.Level(scan.SeverityHigh, scan.ConfidenceHigh, scan.PersonaRegular)
	}
	return audit.Level(scan.SeverityLow, scan.ConfidenceHigh, scan.PersonaPedantic)
}
