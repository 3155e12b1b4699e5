package javascript

import (
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/registry"
	"github.com/penstock-dev/penstock/scan"
)

// npmSource says where a package comes from, out of what a lockfile gives as
// its resolved place: a registry's archive, another archive, a Git repository
// or a path.
func npmSource(p *scan.Package, resolved string) {
	switch repository, commit, git := gitSource(resolved); {
	case git:
		entry.SetGit(p, repository, commit)
	case strings.HasPrefix(resolved, "file:"):
		p.Source = strings.TrimPrefix(resolved, "file:")
	case !registry.Default(ecosystem, resolved):
		p.Source = entry.CleanURL(resolved)
	}
}

// address returns a resolved place of npm if it is one: a text without a scheme is
// no folder.
func address(resolved string) string {
	if !strings.Contains(resolved, ":") {
		return ""
	}
	return resolved
}

// gitSource takes repository and commit out of the ways in which npm writes a
// Git dependency: git+ssh://host/path#commit, git://..., github:owner/name#ref
// and owner/name#ref.
func gitSource(s string) (repository, commit string, ok bool) {
	repository, commit, _ = strings.Cut(s, "#")
	switch {
	case strings.HasPrefix(repository, "git+"), strings.HasPrefix(repository, "git:"), strings.HasPrefix(repository, "git@"):
		return repository, commit, true
	case strings.HasPrefix(repository, "github:"):
		return "https://github.com/" + repository[len("github:"):] + ".git", commit, true
	case strings.HasPrefix(repository, "gitlab:"):
		return "https://gitlab.com/" + repository[len("gitlab:"):] + ".git", commit, true
	case strings.HasPrefix(repository, "bitbucket:"):
		return "https://bitbucket.org/" + repository[len("bitbucket:"):] + ".git", commit, true
	case strings.HasSuffix(repository, ".git") && strings.Contains(repository, "://"):
		return repository, commit, true
	}
	return "", "", false
}
