package javascript

import (
	"context"
	"path"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Installed reads the package.json of packages below node_modules. One without
// name or version is no package, and an extension of VS Code is none of npm. What
// npm's hidden lockfile lists is read from there too; the file itself only says
// that it is installed. The package.json of a project is for [Manifest].
type Installed struct{}

// Name returns "javascript/installed".
func (Installed) Name() string { return "javascript/installed" }

// Patterns returns the package.json of packages with and without scope, and npm's
// hidden lockfile.
func (Installed) Patterns() []string {
	return []string{"node_modules/*/package.json", "node_modules/@*/*/package.json", hiddenLock}
}

const hiddenLock = "node_modules/.package-lock.json"

// Resident returns true.
func (Installed) Resident() bool { return true }

// Extract reads one manifest.
func (Installed) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	if f.Base() == path.Base(hiddenLock) {
		return err
	}
	e := readEntry(root)
	name, version := e.name.Str(), e.version.Str()
	extension := root.Get("engines").Get("vscode").Str() != "" && root.Get("publisher").Str() != ""
	if err != nil || name == "" || version == "" || extension {
		return err
	}
	start, _ := e.name.Span()
	_, end := e.name.Span()
	p := entry.New(f, ecosystem, name, version, start, end)
	p.Installed = true
	p.Licenses = appendLicenses(appendLicenses(nil, e.license), e.licenses)
	npmSource(p, root.Get("_resolved").Str())
	p.Hashes = entry.SRI(root.Get("_integrity").Str())
	p.Supplier = root.Get("author").Str() + root.Get("author").Get("name").Str()
	entry.SetProperty(p, "deprecated", deprecation(e.deprecated))
	for _, script := range []string{"preinstall", "install", "postinstall"} {
		if root.Get("scripts").Get(script).Str() != "" {
			entry.SetProperty(p, "installScript", "true")
		}
	}
	out.Package(p)
	return nil
}
