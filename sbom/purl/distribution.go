package purl

import "strings"

// Distribution returns the ecosystem of a distribution of Linux as the OSV schema
// names it, by what its os-release says as ID, VERSION_ID and CPE_NAME, of which
// the last two may be empty; "" for a distribution that is not known.
func Distribution(id, version, cpe string) string {
	switch id {
	case "rhel":
		_, product, _ := strings.Cut(cpe, ":redhat:")
		return joined("Red Hat", product)
	case "sles", "sled", "sles_sap":
		return joined("SUSE", suse(id, version))
	case "ubuntu":
		return ubuntu(version)
	case "debian", "alpine":
		if version != "" && (version[0] < '0' || version[0] > '9') {
			version = "" // a name of the release: sid, edge
		}
	}
	for _, d := range distributions {
		if d.id == id {
			return joined(d.ecosystem, d.release(version))
		}
	}
	return ""
}

// release returns the part of an ecosystem's name behind the colon.
func (d distribution) release(version string) string {
	parts := strings.Split(version, ".")
	switch {
	case d.parts < 0:
		return beside(d.prefix, version)
	case d.parts == 0:
		return d.prefix
	case d.id == "alpine" && len(parts) < d.parts:
		return ""
	default:
		return beside(d.prefix, strings.Join(parts[:min(d.parts, len(parts))], "."))
	}
}

func beside(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

func joined(name, version string) string {
	if version == "" {
		return name
	}
	return name + ":" + version
}

// ubuntu names a release of Ubuntu; those of every second April are supported
// for long.
func ubuntu(version string) string {
	name := joined("Ubuntu", version)
	if year, ok := strings.CutSuffix(version, ".04"); ok && len(year) == 2 && (year[1]-'0')%2 == 0 {
		name += ":LTS"
	}
	return name
}

// suse names a product of SUSE as its advisories do: 15.5 is "15 SP5".
func suse(id, version string) string {
	if version == "" {
		return ""
	}
	product := map[string]string{"sles": "Server", "sled": "Desktop", "sles_sap": "Server for SAP Applications"}[id]
	major, pack, ok := strings.Cut(version, ".")
	if ok {
		pack = " SP" + pack
	}
	return "Linux Enterprise " + product + " " + major + pack
}

// Installed returns ecosystem, name and version of a package of a distribution:
// one of the types deb, apk, rpm and alpm. The distribution is that of the
// qualifier "distro", or else that of the namespace. An epoch that is a
// qualifier stands in front of the version. The ecosystem is empty for a
// distribution that is not known, the name for another type.
func Installed(u URL) (ecosystem, name, version string) {
	switch u.Type {
	case "deb", "apk", "rpm", "alpm":
	default:
		return "", "", ""
	}
	qualifiers := u.Qualifiers.Map()
	version = u.Version
	if epoch := qualifiers["epoch"]; epoch != "" && epoch != "0" && version != "" && !strings.Contains(version, ":") {
		version = epoch + ":" + version
	}
	text, _, _ := strings.Cut(qualifiers["distro"], ":") // it would pass for a part of the ecosystem
	id, release := distro(text)
	ecosystem = Distribution(id, release, "")
	if ecosystem == "" {
		if id = u.Namespace; aliases[id] != "" {
			id = aliases[id]
		}
		ecosystem = Distribution(id, release, "")
	}
	return ecosystem, u.Name, version
}

// distro splits the qualifier "distro" into the ID of a distribution and its
// release: "opensuse-leap-15.6". Without an ID all is the release, if it is a
// number.
func distro(text string) (id, release string) {
	for i := len(text); i > 0; i = strings.LastIndexByte(text[:i], '-') {
		id, release = text[:i], strings.TrimPrefix(text[i:], "-")
		if aliases[id] != "" {
			id = aliases[id]
		}
		if Distribution(id, release, "") != "" {
			return id, release
		}
	}
	if i := strings.LastIndexByte(text, '-'); i >= 0 {
		return "", text[i+1:]
	}
	if text == "" || text[0] < '0' || text[0] > '9' {
		return "", ""
	}
	return "", text
}
