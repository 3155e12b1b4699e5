// Package dotnet reads the lockfile of NuGet.
//
// Source: the NuGet documentation ("Locking dependencies").
package dotnet

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

const ecosystem = "NuGet"

// PackagesLock reads packages.lock.json and packages.NAME.lock.json. A package
// that several target frameworks need in one version is one package. Projects of
// the same solution are no packages: the file names neither their version nor
// their place.
type PackagesLock struct{}

// Name returns "dotnet/packages-lock".
func (PackagesLock) Name() string { return "dotnet/packages-lock" }

// Patterns returns the names that NuGet allows.
func (PackagesLock) Patterns() []string {
	return []string{"packages.lock.json", "packages.*.lock.json"}
}

// Extract reads one lockfile.
func (PackagesLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	for _, framework := range root.Get("dependencies").Members() {
		readFramework(f, &list, framework)
	}
	list.Report(out)
	return err
}

// readFramework reads the packages of one target framework, which depend on
// each other only.
func readFramework(f *scan.File, list *entry.List, framework jsonpos.Value) {
	byName := map[string]*scan.Package{}
	for key, value := range framework.Members() {
		version := value.Get("resolved").Str()
		if version == "" || value.Get("type").Str() == "Project" {
			continue
		}
		start, _ := key.Span()
		_, end := value.Span()
		p := entry.New(f, ecosystem, key.Str(), version, start, end)
		p.Relation = scan.RelationTransitive
		if value.Get("type").Str() == "Direct" {
			p.Relation = scan.RelationDirect
		}
		if raw, err := base64.StdEncoding.DecodeString(value.Get("contentHash").Str()); err == nil {
			p.Hashes = entry.Hex("sha512", hex.EncodeToString(raw))
		}
		byName[strings.ToLower(key.Str())] = list.Add(p)
	}
	for key, value := range framework.Members() {
		from := byName[strings.ToLower(key.Str())]
		for need := range value.Get("dependencies").Members() {
			list.Depend(from, byName[strings.ToLower(need.Str())])
		}
	}
}
