package scan

// Package is one component that a target holds or names: what inventories
// collect and package passes check.
type Package struct {
	// PURL is the canonical package URL, with version.
	PURL string `json:"purl,omitempty"`
	// Name as its ecosystem writes it, with group or namespace.
	Name string `json:"name"`
	// Version as the source writes it; empty where it names none.
	Version string `json:"version,omitempty"`
	// Ecosystem as the OSV schema names it, with suffix, such as "npm", "Go"
	// or "Debian:12".
	Ecosystem string `json:"ecosystem,omitempty"`
	// Scope says what the package is needed for.
	Scope Scope `json:"scope,omitempty"`
	// Relation says how the package came in.
	Relation Relation `json:"relation,omitempty"`
	// Locations are all places that name it, in walk order.
	Locations []Location `json:"locations,omitempty"`
	// DependsOn holds the package URLs of direct dependencies, in rising
	// order, where the source tells.
	DependsOn []string `json:"dependsOn,omitempty"`
	// Paths are dependency paths (package URLs, root first) that lead here,
	// the shortest first; filled on findings.
	Paths [][]string `json:"paths,omitempty"`
	// Licenses are SPDX expressions or the source's own words.
	Licenses []string `json:"licenses,omitempty"`
	// Hashes of the package's archive.
	Hashes []Hash `json:"hashes,omitempty"`
	// Source is where it is fetched from: a registry, Git or archive URL, or a
	// path; empty means the ecosystem's default registry.
	Source string `json:"source,omitempty"`
	// Supplier is who provides it.
	Supplier string `json:"supplier,omitempty"`
	// Installed is true for what is present in the target, false for what a
	// manifest or lockfile only names.
	Installed bool `json:"installed,omitempty"`
	// Properties carry what has no field here.
	Properties map[string]string `json:"properties,omitempty"`
}

// Hash is a digest of a package's archive or file.
type Hash struct {
	// Algorithm is lower case, such as "sha256" or "sha512".
	Algorithm string `json:"algorithm"`
	// Value is lower-case hexadecimal.
	Value string `json:"value"`
}

// Scope says what a package is needed for. The zero value means that the
// source does not tell, which is treated as runtime.
type Scope string

// The scopes.
const (
	ScopeUnknown  Scope = ""
	ScopeRuntime  Scope = "runtime"
	ScopeDev      Scope = "dev"
	ScopeTest     Scope = "test"
	ScopeBuild    Scope = "build"
	ScopeOptional Scope = "optional"
	ScopePeer     Scope = "peer"
)

// Relation says how a package came in. The zero value means that the source
// does not tell.
type Relation string

// The relations.
const (
	RelationUnknown    Relation = ""
	RelationRoot       Relation = "root"       // the project itself
	RelationDirect     Relation = "direct"     // named by the project
	RelationTransitive Relation = "transitive" // needed by a dependency
)
