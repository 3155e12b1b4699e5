// Package sbom takes inventory: it finds the packages that lockfiles and
// manifests name and reports them as [scan.Package] values, each with its
// package URL, scope, relation, dependencies, hashes and the exact place of
// its entry.
//
// An [Analyzer] is put into a run beside the analyzers that check packages.
// [Extract] reads a single file without a run, and [NewInventory] merges what
// a run found into one entry per package. The formats lie in one folder per
// ecosystem, each behind the [Extractor] interface; a program that needs few
// of them lists those in [Config].
//
// # Decisions
//
// Tools differ in what they take out of the same file. This package decides as
// follows, in every format:
//
//   - Development, test, optional and peer dependencies are reported, with
//     their [scan.Scope]; leaving them out is the caller's choice. A package
//     that is needed for several reasons has the scope of the widest reach.
//   - The project itself is reported with [scan.RelationRoot] where the file
//     names it. Members of its workspace are reported with their folder as
//     source; advisories do not apply to either, but the graph starts there.
//   - A package is what is really installed: an alias is reported under the
//     name behind it, a replaced Go module as its replacement. The name used
//     in the file is kept as the property "alias" or "replaces".
//   - A dependency on a Git repository keeps name and version where the file
//     tells them; repository and commit are in Source, in the vcs_url
//     qualifier of the package URL and in the property "commit".
//   - A dependency on a folder or archive keeps its name; Source is the path.
//     Its version is that of the file, or empty.
//   - In a Go workspace, what go.work replaces goes before what its modules
//     replace, and a member that another one requires is its folder.
//   - The toolchain of a go.mod or go.work is the package "stdlib" in the version of the
//     toolchain line, or else of the go line.
//   - go.sum counts beside a go.mod before Go 1.17 only, for the modules that
//     go.mod does not name; alone it yields every module in its highest
//     version, which is the module graph of a tidy project.
//   - A requirement of a manifest that leaves the version open is a package
//     without version, with what is asked for as the property "requirement":
//     nobody can say what will be installed. In a requirements file of pip,
//     which is meant to pin, it becomes a [scan.Diagnostic] of kind
//     [scan.DiagUnpinned] instead, one for all of a file.
//   - A manifest counts where no lockfile of its own lies beside it (for
//     Cargo.toml and package.json, above it): what was resolved goes before what
//     was asked for.
//   - What describes itself as installed has Installed set: metadata of Python,
//     package.json below node_modules, data bases of distributions, programs
//     with build information, Java archives. Members of archives that a target
//     looks into, and archives that it does not look into, yield the same.
//   - A package that the OSV schema has no ecosystem for has that of its
//     registry, such as "CocoaPods" or "Terraform"; one that stands for a Git
//     repository has "GIT".
//   - A lockfile that the package manager ignores because of another one in
//     its folder is ignored here too, with a note.
//   - Files below node_modules and site-packages are ignored, but by formats
//     that describe what is installed there: the lockfiles that packages ship
//     decide nothing.
//   - A package that a file names several times is reported once, with all
//     places. Artifacts of Maven that differ in their classifiers are different
//     packages.
//   - An entry that lacks the name of its package, or half of it, is a
//     diagnostic, or has the part of the name that there is.
//   - Plugins of Gradle in a version catalog are packages of scope build, by the
//     name of their marker artifact.
//   - Packages with epochs, in data bases of rpm, have "epoch:version-release" as
//     version; in their package URL the epoch is a qualifier.
//   - A dependency by a protocol that the package manager does not know keeps
//     its name and version.
//   - A broken file yields the packages up to the break, and a diagnostic.
//   - Passwords in URLs are cut out of sources and snippets.
//
// # Adding a format
//
// An extractor is a type without state in the folder of its ecosystem, and one
// line in [Extractors]. The readers in internal (JSON, TOML, YAML and XML
// with offsets) bound depth and report where a file breaks; the list in
// sbom/internal/entry merges repeated entries, follows dependencies and spreads
// scopes; sbom/internal/golden tests an extractor against archives in testdata
// and fuzzes it for what must hold of any input.
package sbom
