package bom

// distribution is one whose packages have advisories in the OSV schema.
type distribution struct {
	kind, namespace string // of the package URL
	ecosystem       string
	parts           int    // of the release's number that the ecosystem's name has
	prefix          string // in front of that number
}

func distributions() []distribution {
	return []distribution{
		{"deb", "debian", "Debian", 1, ""},
		{"deb", "ubuntu", "Ubuntu", 2, ""},
		{"apk", "alpine", "Alpine", 2, "v"},
		{"apk", "wolfi", "Wolfi", 0, ""},
		{"apk", "chainguard", "Chainguard", 0, ""},
		{"rpm", "almalinux", "AlmaLinux", 1, ""},
		{"rpm", "rocky", "Rocky Linux", 1, ""},
		{"rpm", "mageia", "Mageia", 1, ""},
	}
}
