package scan

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
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
	h := sha256.New()
	var n [8]byte
	part := func(s string) {
		binary.LittleEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	part("penstock fingerprint v1")
	part(string(r.EffectiveKind()))
	part(r.RuleID())
	switch {
	case r.Package != nil:
		part("package")
		part(purlWithoutVersion(r.Package))
		if r.Vulnerability != nil {
			part(r.Vulnerability.ID)
		}
	case r.Secret != nil:
		part("secret")
		part(r.Location.Path)
		part(r.Secret.Hash)
	default:
		part("text")
		part(r.Location.Path)
		anchor := r.Anchor
		if anchor == "" {
			anchor = r.Location.Region.Snippet
		}
		part(foldSpace(anchor))
	}
	if ordinal > 0 {
		binary.LittleEndian.PutUint64(n[:], uint64(ordinal))
		h.Write(n[:])
	}
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	return Fingerprint("v1:" + hex.EncodeToString(sum[:16]))
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

func foldSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
