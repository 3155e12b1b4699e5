package dockerfile

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

func remoteAdd() *rule {
	return &rule{
		meta: scan.Rule{
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
		check: func(c *check) {
			c.addresses(func(stage int, in *instruction, w word) {
				if _, ok := in.flag("checksum"); !ok && strings.HasPrefix(w.text, "https://") {
					start, end := in.source(w.from, w.to)
					c.find(stage, in, start, end, "the file is added as the server hands it out, without a checksum")
				}
			})
		},
	}
}

func plaintextAdd() *rule {
	return &rule{
		meta: scan.Rule{
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
		check: func(c *check) {
			c.addresses(func(stage int, in *instruction, w word) {
				if _, ok := in.flag("checksum"); !ok && strings.HasPrefix(w.text, "http://") {
					start, end := in.source(w.from, w.to)
					c.find(stage, in, start, end, "the file is fetched over an unencrypted connection")
				}
			})
		},
	}
}

// addresses visits what ADD instructions take from the network.
func (c *check) addresses(visit func(stage int, in *instruction, w word)) {
	c.each(func(stage int, in *instruction) {
		ws := words(in.value)
		if items, ok := list(in.value); ok {
			ws = items
		}
		for i := 0; i+1 < len(ws); i++ {
			visit(stage, in, ws[i])
		}
	}, "ADD")
}
