package purl

// distribution links a distribution of Linux, by its ID in os-release, with an
// ecosystem of the OSV schema, or with the name that versions of it are compared
// by where the schema has none.
type distribution struct {
	id, ecosystem string
	parts         int    // of the release's number that the ecosystem's name has, -1 for all
	prefix        string // in front of that number
}

var distributions = [...]distribution{
	{"almalinux", "AlmaLinux", 1, ""},
	{"alpine", "Alpine", 2, "v"},
	{"amzn", "Amazon Linux", -1, ""},
	{"arch", "Arch Linux", 0, ""},
	{"azurelinux", "Azure Linux", 1, ""},
	{"centos", "CentOS", 1, ""},
	{"chainguard", "Chainguard", 0, ""},
	{"debian", "Debian", 1, ""},
	{"fedora", "Fedora", 1, ""},
	{"mageia", "Mageia", 1, ""},
	{"mariner", "Azure Linux", 1, ""},
	{"ol", "Oracle Linux", 1, ""},
	{"openEuler", "openEuler", -1, ""},
	{"opensuse-leap", "openSUSE", -1, "Leap "},
	{"opensuse-tumbleweed", "openSUSE", 0, "Tumbleweed"},
	{"photon", "Photon OS", -1, ""},
	{"rocky", "Rocky Linux", 1, ""},
	{"wolfi", "Wolfi", 0, ""},
}

// aliases are IDs by the names that tools write in package URLs in their place.
var aliases = map[string]string{
	"alma": "almalinux", "amazon": "amzn", "amazonlinux": "amzn", "cbl-mariner": "mariner", "openeuler": "openEuler",
	"opensuse.leap": "opensuse-leap", "opensuse.tumbleweed": "opensuse-tumbleweed", "oracle": "ol", "oraclelinux": "ol", "redhat": "rhel",
	"rockylinux": "rocky", "suse": "sles",
}
