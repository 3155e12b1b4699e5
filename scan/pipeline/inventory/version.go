package inventory

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// pinOf judges a version of code in a repository or catalog.
func pinOf(version string) Pin {
	name := refName(version)
	switch {
	case name == "":
		return PinNone
	case ci.IsCommit(name):
		return PinCommit
	case strings.HasPrefix(version, "refs/tags/"), looksReleased(name):
		return PinTag
	}
	return PinBranch
}

// refName takes refs/tags/ and refs/heads/ off a version.
func refName(version string) string {
	return strings.TrimPrefix(strings.TrimPrefix(version, "refs/tags/"), "refs/heads/")
}

// looksReleased reports whether a name is like a version: digits at its start
// or behind "v", perhaps behind a name and a hyphen, with dots, as in v4,
// 1.2.3-rc1 and tool-v1.2.
func looksReleased(name string) bool {
	if isVersion(name) {
		return true
	}
	i := strings.LastIndexAny(name, "-_@")
	return i > 0 && !strings.Contains(name[:i], "/") && isVersion(name[i+1:]) && strings.Contains(name[i+1:], ".")
}

// isVersion reports whether a text is digits with dots behind an optional v,
// with anything behind a hyphen or plus sign.
func isVersion(text string) bool {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "v"), "V")
	text, _, _ = strings.Cut(text, "-")
	text, _, _ = strings.Cut(text, "+")
	if text == "" || text[0] < '0' || text[0] > '9' {
		return false
	}
	return strings.Trim(text, "0123456789.x") == ""
}

// versionComment returns the version that the comment behind a reference names,
// as in "# v4.2.1", "# tag=v4.2.1" and "# owner/repo@v4.2.1"; "" for none. The
// first word that is a version counts.
func (r *reader) versionComment(end int) string {
	line := r.file.Source.Bytes()
	line = line[min(end, len(line)):]
	if i := bytes.IndexAny(line, "\r\n"); i >= 0 {
		line = line[:i]
	}
	_, comment, ok := bytes.Cut(line, []byte("#"))
	if !ok {
		return ""
	}
	for word := range strings.FieldsFuncSeq(string(comment), func(c rune) bool { return strings.ContainsRune(" \t,;=:()", c) }) {
		word = word[strings.LastIndexByte(word, '@')+1:]
		if isVersion(word) {
			return word
		}
	}
	return ""
}

// hashOf returns a digest in hexadecimal, of one in base64, as integrity
// attributes have it.
func hashOf(h scan.Hash) scan.Hash {
	raw, err := base64.StdEncoding.DecodeString(h.Value)
	if err != nil || len(raw) < 20 || len(raw) > 64 {
		return scan.Hash{}
	}
	return scan.Hash{Algorithm: strings.ToLower(h.Algorithm), Value: hex.EncodeToString(raw)}
}
