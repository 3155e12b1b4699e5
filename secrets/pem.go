package secrets

import (
	"bytes"
	"encoding/base64"

	"github.com/penstock-dev/penstock/scan"
)

// pemAnchor starts every PEM block (RFC 7468).
const pemAnchor = "-----BEGIN "

// awsSecretID is the rule of what stands beside an access key id.
const awsSecretID = "aws-secret-access-key"

// keyTable returns the rules of keys that more than their own form tells:
// private keys, which [matchPEM] finds, and secrets that belong to a key id.
func keyTable() []definition {
	return []definition{
		{"private-key", "private-key", "(PEM)", "", option{severity: critical}},
		{"private-key-encrypted", "private-key", "(PEM, encrypted)", "", option{severity: medium}},
		{"private-key-pgp", "private-key", "(OpenPGP)", "", option{severity: critical}},
		{awsSecretID, "aws", "secret access key", "b64e{40}", option{severity: critical, check: allSorts, share: contextShare, near: "aws_secret|aws-secret|awssecret|secret_access_key|secretaccesskey|secret-access-key|aws_key|aws.secret|aws_access|amazon_secret"}},
		{"gcp-service-account", "gcp", "service account key", "", option{severity: critical}},
	}
}

// Bounds of a PEM block.
const (
	pemLabel   = 40 // longest label
	pemMinBody = 60 // characters of base64; an Ed25519 key has 64
	pemReach   = 24 << 10
)

// pemBlock is a private key found in the text.
type pemBlock struct {
	span
	rule    string
	verdict verdict
}

// matchPEM looks at a block that begins at pos. Line ends may be written as
// \n, and lines may have quotes, comment marks or plus signs around them, as
// in the source of programs.
func matchPEM(w *window, pos int) (pemBlock, bool) {
	top := min(w.top, pos+pemReach)
	text := w.text[pos+len(pemAnchor) : top]
	labelEnd := bytes.Index(text[:min(len(text), pemLabel+5)], []byte("-----"))
	if labelEnd < 0 {
		return pemBlock{}, false
	}
	label := text[:labelEnd]
	if !bytes.HasSuffix(label, []byte("PRIVATE KEY")) && !bytes.HasSuffix(label, []byte("PRIVATE KEY BLOCK")) {
		return pemBlock{}, false
	}
	body := text[labelEnd+5:]
	end, complete := pemBody(body)
	payload := pemPayload(body[:end])
	if len(payload) < pemMinBody || placeholderKey(payload) || !complete && !encoded(body[:end]) {
		return pemBlock{}, false
	}
	b := pemBlock{span: span{pos, pos + len(pemAnchor) + labelEnd + 5 + end}, rule: "private-key"}
	if complete {
		b.end += endLine(w.text[b.end:top], label)
	}
	b.verdict = judgeKey(body[:end], payload, label)
	if bytes.HasPrefix(label, []byte("PGP")) {
		b.rule = "private-key-pgp"
	}
	if b.verdict.severity == medium {
		b.rule = "private-key-encrypted"
	}
	if b.rule == "private-key" && serviceAccount(w, b.span) {
		b.rule = "gcp-service-account"
	}
	return b, true
}

// pemBody returns the length of the body: up to the dashes of the end line, or
// to the last character that can be part of a body.
func pemBody(body []byte) (n int, complete bool) {
	for i, c := range body {
		switch {
		case c == '-' && bytes.HasPrefix(body[i:], []byte("-----")):
			return i, bytes.HasPrefix(body[i:], []byte("-----END "))
		case c >= 0x7f || c < 0x20 && !isSpace(c), c == '<', c == '{', c == '$':
			return i, false
		}
	}
	return len(body), false
}

// pemPayload returns the base64 characters of a body, without headers such as
// Proc-Type and without what stands around the lines.
func pemPayload(body []byte) []byte {
	var payload []byte
	for i := 0; i < len(body); i++ {
		c := body[i]
		if c == '\\' {
			i++ // an escaped line end
			continue
		}
		if c == ':' { // the name that was taken so far is a header: drop its line
			for len(payload) > 0 && payload[len(payload)-1] != '\n' {
				payload = payload[:len(payload)-1]
			}
			for i < len(body) && body[i] != '\n' && body[i] != '\\' {
				i++
			}
			i--
			continue
		}
		if c == '+' && i > 0 && (body[i-1] == ' ' || body[i-1] == '"') {
			continue // joins two strings of a program
		}
		if isDigit(c) || isLetter(c) || c == '/' || c == '+' || c == '=' || c == '\n' {
			payload = append(payload, c)
		}
	}
	return bytes.ReplaceAll(payload, []byte("\n"), nil)
}

// encoded reports whether a body holds a line of base64, which tells a key that
// was cut off from prose about keys.
func encoded(body []byte) bool {
	const line = 40
	run := 0
	for _, c := range body {
		if !isDigit(c) && !isLetter(c) && c != '/' && c != '+' {
			run = 0
			continue
		}
		if run++; run == line {
			return true
		}
	}
	return false
}

// placeholderKey reports whether a payload is too regular to be a key.
func placeholderKey(payload []byte) bool {
	var h histogram
	h.add(payload[:min(len(payload), 4096)])
	return h.bits() < 3.6
}

// endLine returns the length of the end line in front of text.
func endLine(text, label []byte) int {
	line := append(append([]byte("-----END "), label...), "-----"...)
	if bytes.HasPrefix(text, line) {
		return len(line)
	}
	return 0
}

// judgeKey decodes the payload: DER starts with a SEQUENCE of its own length,
// an OpenSSH key names its cipher.
func judgeKey(body, payload, label []byte) verdict {
	head, _ := base64.StdEncoding.DecodeString(string(payload[:min(len(payload), 64)&^3]))
	v := verdict{}
	switch {
	case bytes.Contains(label, []byte("ENCRYPTED")), bytes.Contains(body[:min(len(body), 200)], []byte("ENCRYPTED")):
		v.severity, v.note = medium, "It is encrypted with a passphrase."
	case bytes.HasPrefix(label, []byte("PGP")): // packets, which are not looked into
	case bytes.HasPrefix(head, []byte("openssh-key-v1\x00")):
		v.confidence = scan.ConfidenceHigh
		if !bytes.HasPrefix(head[15:], []byte("\x00\x00\x00\x04none")) {
			v.severity, v.note = medium, "It is encrypted with a passphrase."
		}
	case len(head) > 4 && head[0] == 0x30:
		v.confidence = scan.ConfidenceHigh
	default:
		v.confidence = scan.ConfidenceLow
	}
	return v
}

// serviceAccount reports whether the key is the private_key of the JSON of a
// Google service account.
func serviceAccount(w *window, key span) bool {
	const around = 3000
	front := w.text[max(w.floor, key.start-around):key.start]
	name, _ := bytes.CutSuffix(bytes.TrimRight(front, " \t\"\\"), []byte(":"))
	if !bytes.HasSuffix(bytes.TrimRight(name, " \t\"\\"), []byte("private_key")) {
		return false
	}
	back := w.text[key.end:min(w.top, key.end+around)]
	return bytes.Contains(front, []byte(`service_account`)) || bytes.Contains(back, []byte(`service_account`))
}
