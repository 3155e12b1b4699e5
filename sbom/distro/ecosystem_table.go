package distro

import "strings"

// rpmDistribution links a distribution that uses rpm, by its ID in os-release,
// with an ecosystem of the OSV schema, or with the name that versions of it are
// compared by where the schema has none.
type rpmDistribution struct {
	id, ecosystem string
	parts         int    // of the release's number that the ecosystem's name has, -1 for all
	prefix        string // in front of that number
}

var rpmDistributions = [...]rpmDistribution{
	{"almalinux", "AlmaLinux", 1, ""},
	{"amzn", "Amazon Linux", -1, ""},
	{"azurelinux", "Azure Linux", 1, ""},
	{"centos", "CentOS", 1, ""},
	{"fedora", "Fedora", 1, ""},
	{"mageia", "Mageia", 1, ""},
	{"mariner", "Azure Linux", 1, ""},
	{"ol", "Oracle Linux", 1, ""},
	{"openEuler", "openEuler", -1, ""},
	{"opensuse-leap", "openSUSE", -1, "Leap "},
	{"opensuse-tumbleweed", "openSUSE", 0, "Tumbleweed"},
	{"photon", "Photon OS", -1, ""},
	{"rocky", "Rocky Linux", 1, ""},
}

// rpmEcosystem names a distribution that uses rpm, "" for one that is not known.
func (r release) rpmEcosystem() string {
	switch r.id {
	case "rhel":
		_, product, _ := strings.Cut(r.cpe, ":redhat:")
		return joined("Red Hat", product)
	case "sles", "sled", "sles_sap":
		return joined("SUSE", r.suse())
	}
	for _, d := range rpmDistributions {
		if d.id != r.id {
			continue
		}
		parts := strings.Split(r.version, ".")
		if d.parts >= 0 {
			parts = parts[:min(d.parts, len(parts))]
		}
		return joined(d.ecosystem, d.prefix+strings.Join(parts, "."))
	}
	return ""
}

// suse names a product of SUSE as its advisories do: 15.5 is "15 SP5".
func (r release) suse() string {
	if r.version == "" {
		return ""
	}
	product := map[string]string{"sles": "Server", "sled": "Desktop", "sles_sap": "Server for SAP Applications"}[r.id]
	major, pack, ok := strings.Cut(r.version, ".")
	if ok {
		pack = " SP" + pack
	}
	return "Linux Enterprise " + product + " " + major + pack
}
