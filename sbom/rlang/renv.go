// Package rlang reads the lockfiles of R.
//
// Source: the documentation of renv ("The lockfile").
package rlang

import (
	"context"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// RenvLock reads renv.lock. Packages of CRAN and Bioconductor have these
// ecosystems; the file tells no other repository from CRAN, of which many are
// mirrors. A package of a forge, a folder or unknown origin has the ecosystem
// "R" and no package URL. The hash in the file is that of its description and
// none of the package.
type RenvLock struct{}

// Name returns "rlang/renv-lock".
func (RenvLock) Name() string { return "rlang/renv-lock" }

// Patterns returns renv.lock.
func (RenvLock) Patterns() []string { return []string{"renv.lock"} }

// Extract reads one lockfile.
func (RenvLock) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.JSON(f, jsonpos.Config{})
	var list entry.List
	byName := map[string]*scan.Package{}
	packages := root.Get("Packages")
	for key, value := range packages.Members() {
		if value.Complete() {
			byName[key.Str()] = list.Add(renv(f, key, value))
		}
	}
	for key, value := range packages.Members() {
		for need := range value.Get("Requirements").Elements() {
			list.Depend(byName[key.Str()], byName[need.Str()])
		}
	}
	list.GuessDirect()
	list.Report(out)
	return err
}

func renv(f *scan.File, key, value jsonpos.Value) *scan.Package {
	start, _ := key.Span()
	_, end := value.Span()
	name := value.Get("Package").Str()
	if name == "" {
		name = key.Str()
	}
	p := entry.New(f, renvEcosystem(value), name, value.Get("Version").Str(), start, end)
	user, repository := value.Get("RemoteUsername").Str(), value.Get("RemoteRepo").Str()
	switch {
	case value.Get("RemoteType").Str() == "github" && user != "" && repository != "":
		p.Source = "https://github.com/" + user + "/" + repository
		entry.SetProperty(p, "commit", value.Get("RemoteSha").Str())
	case value.Get("RemoteUrl").Str() != "":
		p.Source = entry.CleanURL(value.Get("RemoteUrl").Str())
		entry.SetProperty(p, "commit", value.Get("RemoteSha").Str())
	default:
		entry.SetProperty(p, "repository", value.Get("Repository").Str())
	}
	return p
}

func renvEcosystem(value jsonpos.Value) string {
	source, repository := value.Get("Source").Str(), value.Get("Repository").Str()
	switch {
	case source == "Bioconductor":
		return "Bioconductor"
	case repository != "" && (source == "" || source == "Repository" || source == "CRAN"):
		return "CRAN"
	default:
		return "R"
	}
}
