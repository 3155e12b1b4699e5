package dockerfile

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

func remoteAdd() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "unverified-add",
			Name:        "File added from the network without a checksum",
			Class:       "missing-integrity",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "What the server hands out when the image is built goes into it, whatever it is.",
			Remediation: "State what is expected: `ADD --checksum=sha256:… https://…`.",
			Example:     "ADD https://example.com/tool.tgz /opt/",
			Fixed:       "ADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/tool.tgz /opt/",
		},
		File: with(func(c *check) {
			c.downloads("https://", "the file is added as the server hands it out, without a checksum",
				"%d files are added as the server hands them out, without a checksum")
		}),
	}
}

func plaintextAdd() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "insecure-url-scheme",
			Name:        "File added over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Whoever is on the way between the builder and the server can put another file in place of the one that is added.",
			Remediation: "Use `https://`, and state the checksum.",
			Example:     "ADD http://example.com/tool.tgz /opt/",
			Fixed:       "ADD --checksum=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef https://example.com/tool.tgz /opt/",
		},
		File: with(func(c *check) {
			c.downloads("http://", "the file is fetched over an unencrypted connection", "%d files are fetched over an unencrypted connection")
		}),
	}
}

// downloads reports what ADD instructions take from addresses of a scheme without
// a checksum: one finding for each instruction, at the first of its files.
func (c *check) downloads(scheme, one, many string) {
	c.each(func(stage int, in *instruction) {
		if _, ok := in.flag("checksum"); ok {
			return
		}
		ws := words(in.value)
		if items, ok := list(in.value); ok {
			ws = items
		}
		var found []word
		for i := 0; i+1 < len(ws); i++ {
			if strings.HasPrefix(ws[i].text, scheme) {
				found = append(found, ws[i])
			}
		}
		if len(found) == 0 {
			return
		}
		message := one
		if len(found) > 1 {
			message = fmt.Sprintf(many, len(found))
		}
		start, end := in.source(found[0].from, found[0].to)
		c.find(stage, in, start, end, message)
	}, "ADD")
}
