package scan

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Fingerprint identifies a weakness over time. The form is "v1:" and 32
// hexadecimal digits; a later form gets another prefix. It holds no line
// number and no commit, so it survives insertions, moved lines, squash and
// rebase; a changed secret on the same line has another one. Fingerprints are
// API.
type Fingerprint string

// ComputeFingerprint returns the version 1 fingerprint of r.
//
// It is a hash of the kind, the rule's id and what makes the finding itself:
// for a package its package URL without version and the vulnerability's id,
// for a secret the path and the keyed hash of the value, otherwise the path
// and the whitespace-folded Anchor (or snippet). The ordinal counts from 0
// the findings of one file that are equal in all that.
func (r *Record) ComputeFingerprint(ordinal int) Fingerprint {
	text := cmp.Or(r.Anchor, r.Location.Region.Snippet)
	h := make(parts, 0, 128+len(r.Location.Path)+len(text))
	h.add("penstock fingerprint v1")
	h.add(string(r.EffectiveKind()))
	h.add(r.RuleID())
	switch {
	case r.Package != nil:
		h.add("package")
		h.add(purlWithoutVersion(r.Package))
		if r.Vulnerability != nil {
			h.add(r.Vulnerability.ID)
		}
	case r.Secret != nil:
		h.add("secret")
		h.add(r.Location.Path)
		h.add(r.Secret.Hash)
	default:
		h.add("text")
		h.add(r.Location.Path)
		h.addFolded(text)
	}
	if ordinal > 0 {
		h = binary.LittleEndian.AppendUint64(h, uint64(ordinal))
	}
	sum := sha256.Sum256(h)
	out := [3 + 32]byte{'v', '1', ':'}
	hex.Encode(out[3:], sum[:16])
	return Fingerprint(out[:])
}

// parts is the input of the hash: each part with its length in front.
type parts []byte

func (h *parts) add(s string) {
	*h = append(binary.LittleEndian.AppendUint64(*h, uint64(len(s))), s...)
}

// addFolded adds s with every run of white space as one space and none at the
// ends.
func (h *parts) addFolded(s string) {
	start := len(*h) + 8
	*h = append(*h, 0, 0, 0, 0, 0, 0, 0, 0)
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if space && len(*h) > start {
			*h = append(*h, ' ')
		}
		space = false
		*h = utf8.AppendRune(*h, r)
	}
	binary.LittleEndian.PutUint64((*h)[start-8:], uint64(len(*h)-start))
}

// purlWithoutVersion cuts the version out of a canonical package URL and keeps
// its qualifiers and subpath, which name another package.
func purlWithoutVersion(p *Package) string {
	if p.PURL == "" {
		return p.Ecosystem + "/" + p.Name
	}
	rest, tail := p.PURL, ""
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest, tail = rest[:i], rest[i:]
	}
	// A literal @ in a name is percent-encoded; the version's is the last one.
	if i := strings.LastIndexByte(rest, '@'); i > strings.LastIndexByte(rest, '/') {
		rest = rest[:i]
	}
	return rest + tail
}
