package deps

import "strings"

// ecosystems are the names that the OSV schema defines (its section "Defined
// Ecosystems"), and that of repositories.
var ecosystems = [...]string{
	"AlmaLinux", "Alpaquita", "Alpine", "Android", "BellSoft Hardened Containers", "Bioconductor", "Bitnami", "Chainguard",
	"CleanStart", "ConanCenter", "CRAN", "crates.io", "Debian", "Docker Hardened Images", "Echo", "FreeBSD", "GHC", "GIT",
	"GitHub Actions", "Go", "Hackage", "Hex", "Julia", "Kubernetes", "Linux", "Mageia", "Maven", "MinimOS", "npm", "NuGet",
	"opam", "openEuler", "openSUSE", "OSS-Fuzz", "Packagist", "Photon OS", "Pub", "PyPI", "Red Hat", "Rocky Linux", "Root",
	"RubyGems", "SUSE", "SwiftURL", "Ubuntu", "VSCode", "Wolfi",
}

// meant returns the ecosystem that a name in other letters is likely to mean; "" for
// one that is written as it should be, and for one that nothing resembles.
func meant(name string) string {
	base, suffix, some := strings.Cut(name, ":")
	for _, known := range ecosystems {
		if known == base || !strings.EqualFold(known, base) {
			continue
		}
		if some {
			known += ":" + suffix
		}
		return known
	}
	return ""
}
