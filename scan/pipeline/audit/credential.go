package audit

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// Credentials reports environment variables that are named like a credential
// and hold one: a text that looks generated, or, with lower confidence, any
// literal for a name that can hold nothing else. The texts that the system
// replaces are not literal: computed says so.
func (r *Run) Credentials(computed func(string) bool) {
	r.EachVariable(func(job *ci.Job, step *ci.Step, v ci.Setting) {
		value := strings.TrimSpace(v.Value.Value())
		if value == "" || computed(value) {
			return
		}
		if confidence := CredentialIn(v.Key.Value(), value); confidence > 0 {
			r.Literal(job, step, v.Value, v.Key.Value(), fmt.Sprintf("the value of %s stands in the file", v.Key.Value()), confidence)
		}
	})
}

// Literal reports a credential that stands in the file. Its text is kept out
// of the finding.
func (r *Run) Literal(job *ci.Job, step *ci.Step, n *document.Node, part, message string, confidence scan.Confidence) {
	r.Find(job, step, ci.SpanOf(n), part, message, func(w *ci.Weakness) {
		w.Confidence = confidence
		w.Location.Region.Snippet = ""
		w.Location.Region.SnippetColumn = 0
		w.Anchor = w.Location.Logical
		if confidence == scan.ConfidenceLow {
			w.Severity, w.Persona = scan.SeverityLow, scan.PersonaPedantic
		}
	})
}

// CredentialIn judges a variable by its name and value: medium confidence for a generated text, low
// for a word under the name of a password, which in a test's database harms
// nobody, 0 for no credential.
func CredentialIn(name, value string) scan.Confidence {
	name = strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(name))
	switch {
	case !endsIn(name, "PASSWORD PASSWD PASSPHRASE SECRET TOKEN API_KEY APIKEY ACCESS_KEY SECRET_KEY PRIVATE_KEY ACCESS_KEY_ID ACCOUNT_KEY CLIENT_SECRET AUTH_KEY"):
		return 0
	case looksRandom(value):
		return scan.ConfidenceMedium
	case endsIn(name, "PASSWORD PASSWD PASSPHRASE") && len(value) >= 4 && !strings.ContainsAny(value, " /$<{%"):
		return scan.ConfidenceLow
	}
	return 0
}

func endsIn(name, suffixes string) bool {
	for s := range strings.FieldsSeq(suffixes) {
		if strings.HasSuffix(name, s) {
			return true
		}
	}
	return false
}

// looksRandom reports whether a text has the make of a generated credential: at
// least 16 characters without a space, of letters and digits well mixed.
func looksRandom(s string) bool {
	if len(s) < 16 || strings.ContainsAny(s, " ${}<>\n\\") || isPath(s) {
		return false
	}
	var letters, digits, changes, kind int
	for _, c := range []byte(s) {
		now := 0
		switch {
		case c >= 'a' && c <= 'z':
			letters, now = letters+1, 1
		case c >= 'A' && c <= 'Z':
			letters, now = letters+1, 2
		case c >= '0' && c <= '9':
			digits, now = digits+1, 3
		}
		if now != kind {
			changes++
		}
		kind = now
	}
	return digits >= 3 && letters >= 6 && changes >= len(s)/4
}

// isPath reports whether a text is the name of a file or an address.
func isPath(s string) bool {
	return strings.HasPrefix(s, "/") || strings.HasPrefix(s, ".") || strings.HasPrefix(s, "~") || strings.Contains(s, "://")
}
