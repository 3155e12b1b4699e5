package deps

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// actions is the ecosystem of GitHub's actions and reusable workflows.
const actions = "GitHub Actions"

// highest stands for the parts of a version that a moving tag leaves out.
const highest = "999999999"

// matched returns the version by which a package is matched: its own, but for
// what pipelines use. Their references are names in a repository, and of those
// of GitHub:
//
//   - a full commit hash counts as the version that the comment behind it names,
//     if there is one (the property "version");
//   - a tag of one or two numbers, such as v4 or v4.1, is moved along with the
//     releases: it counts as the newest that begins so. An advisory that is fixed
//     in 4.1.3 is therefore none about v4, and one that is fixed in 5.0.0 is.
//
// Branches and commits without a comment cannot be ordered; "" stands for the
// latter, of which some look like versions.
func matched(p *scan.Package) string {
	if p.Ecosystem != actions {
		return p.Version
	}
	version := p.Version
	if isCommit(version) {
		version = p.Properties["version"]
	}
	plain := strings.TrimPrefix(strings.TrimPrefix(version, "v"), "V")
	if plain == "" || strings.Trim(plain, "0123456789.") != "" || strings.HasPrefix(plain, ".") || strings.HasSuffix(plain, ".") {
		return version
	}
	switch strings.Count(plain, ".") {
	case 0:
		return plain + "." + highest + "." + highest
	case 1:
		return plain + "." + highest
	}
	return version
}

func isCommit(version string) bool {
	return (len(version) == 40 || len(version) == 64) && strings.Trim(strings.ToLower(version), "0123456789abcdef") == ""
}

// namesOf returns the names under which advisories may be about a package. One
// about an action or a workflow is about its repository, or about the very path.
func namesOf(p *scan.Package) []string {
	if p.Ecosystem == actions {
		if parts := strings.SplitN(p.Name, "/", 3); len(parts) == 3 {
			return []string{p.Name, parts[0] + "/" + parts[1]}
		}
	}
	return []string{p.Name}
}

// fromPipeline reports whether scan/pipeline names the package. It checks what
// pipelines use with advisories of its own, and no advisories are published for
// images and most other systems; that these cannot be matched here is a note.
func fromPipeline(p *scan.Package) bool { return p.Properties["pipeline"] != "" }

// unadvised reports whether a package is of a sort that nobody publishes advisories
// about, such as the images and operating systems that bills of materials list:
// that it cannot be matched is a note too.
func unadvised(p *scan.Package) bool {
	return fromPipeline(p) || p.Ecosystem == "" &&
		(p.Properties["penstock:type"] != "" || strings.HasPrefix(p.PURL, "pkg:docker/") || strings.HasPrefix(p.PURL, "pkg:oci/"))
}
