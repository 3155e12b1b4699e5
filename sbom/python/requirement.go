package python

import (
	"cmp"
	"errors"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// requirement is one parsed requirement.
type requirement struct {
	name    string
	extras  []string
	version string // when pinned
	url     string
	commit  string
	marker  string
	hashes  []scan.Hash

	file *scan.File
	line line
}

func (q requirement) normal() string { return purl.NormalizePyPI(q.name) }

func (q requirement) relation() scan.Relation {
	if q.line.via == viaPackage {
		return scan.RelationTransitive
	}
	return scan.RelationDirect
}

var (
	errNoName  = errors.New("want a name, a URL or a path")
	errTrailer = errors.New("unexpected text behind the name")

	namePattern = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?`)
	pinPattern  = regexp.MustCompile(`^(===?)\s*([A-Za-z0-9.!+_-]+)$`)
	specPattern = regexp.MustCompile(`^(?:===|==|~=|!=|<=|>=|<|>)\s*[^\s,;]+$`)
	commitHash  = regexp.MustCompile(`^[0-9a-f]{40}$`)
	distPattern = regexp.MustCompile(`^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)-([0-9][A-Za-z0-9.!+_]*)$`)
)

// parseRequirement reads a requirement of PEP 508, with pip's options behind
// it, or a URL or path alone.
func parseRequirement(text string) (requirement, error) {
	var q requirement
	text, q.hashes = cutOptions(text)
	if isLocation(text) {
		text, q.marker = cutMarker(text)
		q.setURL(text)
		return q, nil
	}
	q.name = namePattern.FindString(text)
	if q.name == "" {
		return q, errNoName
	}
	rest := strings.TrimSpace(text[len(q.name):])
	if strings.HasPrefix(rest, "[") {
		extras, after, ok := strings.Cut(rest[1:], "]")
		if !ok {
			return q, errTrailer
		}
		for e := range strings.SplitSeq(extras, ",") {
			q.extras = append(q.extras, strings.TrimSpace(e))
		}
		rest = strings.TrimSpace(after)
	}
	if after, ok := strings.CutPrefix(rest, "@"); ok {
		after, q.marker = cutMarker(strings.TrimSpace(after))
		q.setURL(after)
		return q, nil
	}
	specs, marker, _ := strings.Cut(rest, ";")
	q.marker = strings.TrimSpace(marker)
	return q, q.setSpecs(strings.TrimSpace(specs))
}

// cutOptions separates a requirement from the options behind it and returns the
// hashes among those.
func cutOptions(text string) (string, []scan.Hash) {
	i := strings.Index(text, " --")
	if i < 0 {
		return strings.TrimSpace(text), nil
	}
	var hashes []scan.Hash
	fields := strings.FieldsFunc(text[i:], func(c rune) bool { return c == ' ' || c == '\t' || c == '=' })
	for j, field := range fields {
		if field == "--hash" && j+1 < len(fields) {
			hashes = append(hashes, entry.Hex("", fields[j+1])...)
		}
	}
	return strings.TrimSpace(text[:i]), hashes
}

// cutMarker separates the marker behind a URL, which a space must set off.
func cutMarker(text string) (rest, marker string) {
	if i := strings.Index(text, " ;"); i >= 0 {
		return strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+2:])
	}
	return text, ""
}

// isLocation reports whether a requirement is a URL or a path alone.
func isLocation(text string) bool {
	scheme := strings.Index(text, "://")
	return scheme > 0 && !strings.ContainsAny(text[:scheme], " @[=") || strings.HasPrefix(text, "file:") ||
		strings.HasPrefix(text, ".") || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "~/") || strings.HasSuffix(text, ".whl")
}

// setSpecs reads the version specifiers. One that pins the version decides,
// whatever else is asked for.
func (q *requirement) setSpecs(specs string) error {
	specs = strings.TrimSuffix(strings.TrimPrefix(specs, "("), ")")
	if specs == "" {
		return nil
	}
	for spec := range strings.SplitSeq(specs, ",") {
		spec = strings.TrimSpace(spec)
		if spec == "" {
			continue
		}
		if !specPattern.MatchString(spec) {
			return errTrailer
		}
		if m := pinPattern.FindStringSubmatch(spec); m != nil {
			q.version = m[2]
		}
	}
	return nil
}

// setURL reads a direct reference: what is in the fragment, in the file name of
// an archive and behind the @ of a version control URL.
func (q *requirement) setURL(text string) {
	location, fragment, _ := strings.Cut(text, "#")
	q.url = location
	if values, err := url.ParseQuery(fragment); err == nil {
		if egg, _, _ := strings.Cut(values.Get("egg"), "["); q.name == "" {
			q.name = namePattern.FindString(egg)
		}
		for _, algorithm := range []string{"sha256", "sha384", "sha512", "sha1", "md5"} {
			q.hashes = append(q.hashes, entry.Hex(algorithm, values.Get(algorithm))...)
		}
	}
	if i := strings.LastIndexByte(location, '@'); strings.HasPrefix(location, "git+") && i > strings.LastIndexByte(location, '/') {
		if q.url = location[:i]; commitHash.MatchString(location[i+1:]) {
			q.commit = location[i+1:]
		}
	}
	if q.commit != "" && q.name == "" {
		q.name = strings.TrimSuffix(path.Base(q.url), ".git")
	}
	if name, version, ok := archiveName(path.Base(location)); ok && (q.name == "" || purl.NormalizePyPI(name) == q.normal()) {
		q.name, q.version = cmp.Or(q.name, name), version
	}
}

// archiveName reads project and version out of the name of a wheel or source
// archive.
func archiveName(base string) (name, version string, ok bool) {
	base, _, _ = strings.Cut(base, "?")
	if stem, ok := strings.CutSuffix(base, ".whl"); ok {
		parts := strings.Split(stem, "-")
		if len(parts) < 5 {
			return "", "", false
		}
		return parts[0], parts[1], true
	}
	i := slices.IndexFunc([]string{".tar.gz", ".tar.bz2", ".tgz", ".zip"}, func(ext string) bool {
		stem, found := strings.CutSuffix(base, ext)
		base = stem
		return found
	})
	m := distPattern.FindStringSubmatch(base)
	if i < 0 || m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}
