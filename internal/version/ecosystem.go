package version

import "strings"

// The schemes. They are never changed.
var (
	semVer    = &Scheme{name: "SemVer", encode: encodeSemVer}
	golang    = &Scheme{name: "Go", encode: encodeGo}
	cargo     = &Scheme{name: "crates.io", encode: encodeCargo}
	pub       = &Scheme{name: "Pub", encode: encodePub}
	nuget     = &Scheme{name: "NuGet", encode: encodeNuGet}
	bitnami   = &Scheme{name: "Bitnami", encode: encodeBitnami}
	pypi      = &Scheme{name: "PyPI", encode: encodePyPI, astray: legacyPyPI}
	rubyGems  = &Scheme{name: "RubyGems", encode: encodeRubyGems, blank: true}
	maven     = &Scheme{name: "Maven", encode: encodeMaven}
	packagist = &Scheme{name: "Packagist", encode: encodePackagist, astray: branchPackagist}
	debian    = &Scheme{name: "Debian", encode: encodeDebian}
	rpm       = &Scheme{name: "RPM", encode: encodeRPM}
	alpine    = &Scheme{name: "Alpine", encode: encodeAlpine}
	arch      = &Scheme{name: "Arch Linux", encode: encodeArch}
	gentoo    = &Scheme{name: "Gentoo", encode: encodeGentoo}
	jvm       = &Scheme{name: "JVM", encode: encodeJVM}
	dotted    = &Scheme{name: "CRAN", encode: encodeDotted}
)

// Of returns the scheme of an ecosystem, named as in the OSV schema, with or
// without a suffix such as that of "Debian:12", and of "SemVer", "JVM", "Arch
// Linux" and "Gentoo". It returns false for an ecosystem whose versions are not
// ordered by any scheme here.
func Of(ecosystem string) (*Scheme, bool) {
	base, _, _ := strings.Cut(ecosystem, ":")
	s := schemeOf(base)
	return s, s != nil
}

func schemeOf(base string) *Scheme {
	switch base {
	case "npm", "SemVer", "Hex", "SwiftURL", "ConanCenter", "GitHub Actions", "Julia", "VSCode",
		"Bioconductor", "Kubernetes", "GHC", "GIT", "Linux":
		return semVer
	case "Go":
		return golang
	case "crates.io":
		return cargo
	case "Pub":
		return pub
	case "NuGet":
		return nuget
	case "Bitnami":
		return bitnami
	case "PyPI":
		return pypi
	case "RubyGems":
		return rubyGems
	case "Maven":
		return maven
	case "Packagist":
		return packagist
	case "Debian", "Ubuntu", "Echo", "opam":
		return debian
	case "Red Hat", "AlmaLinux", "Rocky Linux", "openSUSE", "SUSE", "Mageia", "openEuler",
		"Photon OS", "Azure Linux", "Amazon Linux", "Oracle Linux", "Fedora", "CentOS":
		return rpm
	case "Alpine", "Alpaquita", "BellSoft Hardened Containers", "Chainguard", "Wolfi", "MinimOS":
		return alpine
	case "Arch Linux":
		return arch
	case "Gentoo":
		return gentoo
	case "JVM":
		return jvm
	case "CRAN", "Hackage":
		return dotted
	}
	return nil
}
