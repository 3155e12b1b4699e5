package purl

import packageurl "github.com/package-url/packageurl-go"

// ecosystemType links an ecosystem of the OSV schema (1.7, section
// affected[].package) with a type of package URL.
type ecosystemType struct {
	osv  string // name in the OSV schema
	purl string // package URL type
	sep  string // what stands between namespace and name in the ecosystem's names
}

// ecosystems lists the ecosystems of programming languages and tools; those
// that the schema does not know have the name of their registry. The operating
// systems' packages carry their distribution in the namespace and are built by
// the reader of their data base.
func ecosystems() []ecosystemType {
	return ecosystemTable[:]
}

var ecosystemTable = [...]ecosystemType{
	{"npm", packageurl.TypeNPM, "/"},
	{"Go", packageurl.TypeGolang, "/"},
	{"PyPI", packageurl.TypePyPi, ""},
	{"crates.io", packageurl.TypeCargo, ""},
	{"Maven", packageurl.TypeMaven, ":"},
	{"RubyGems", packageurl.TypeGem, ""},
	{"Packagist", packageurl.TypeComposer, "/"},
	{"NuGet", packageurl.TypeNuget, ""},
	{"Pub", packageurl.TypePub, ""},
	{"Hex", packageurl.TypeHex, "/"},
	{"ConanCenter", packageurl.TypeConan, "/"},
	{"CRAN", packageurl.TypeCran, ""},
	{"Hackage", packageurl.TypeHackage, ""},
	{"SwiftURL", packageurl.TypeSwift, "/"},
	{"Julia", packageurl.TypeJulia, ""},
	{"GitHub Actions", packageurl.TypeGithub, "/"},
	{"CocoaPods", packageurl.TypeCocoapods, ""},
	{"Conda", packageurl.TypeConda, ""},
	{"CPAN", packageurl.TypeCpan, ""},
	{"Helm", packageurl.TypeHelm, ""},
	{"opam", packageurl.TypeOpam, ""},
	{"Terraform", packageurl.TypeTerraform, "/"},
	{"vcpkg", packageurl.TypeVcpkg, ""},
	{"SWI-Prolog", "swiplpack", ""},
}
