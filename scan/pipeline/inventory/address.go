package inventory

import "strings"

// address is what an address says about code in a repository.
type address struct {
	host, repo, path, version string
	clone                     string // the address to clone from, with git+ in front
}

// locate reads the address of a Git repository (https, ssh, or as git itself
// writes it, user@host:path) or of a file. Files in the raw views of GitHub,
// GitLab and Bitbucket are known to lie in a repository.
func locate(text string, git bool) address {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		scheme, rest = "ssh", text
		if head, tail, scp := strings.Cut(text, ":"); scp && !strings.Contains(head, "/") {
			rest = head + "/" + tail
		}
	}
	rest, _, _ = strings.Cut(rest, "?")
	rest, _, _ = strings.Cut(rest, "#")
	host, path, _ := strings.Cut(rest, "/")
	host = host[strings.LastIndexByte(host, '@')+1:]
	a := address{host: strings.TrimPrefix(strings.ToLower(host), "www."), path: strings.Trim(path, "/")}
	if git {
		a.repo, a.path = strings.TrimSuffix(a.path, ".git"), ""
		a.clone = "git+" + strings.TrimPrefix(scheme, "git+") + "://" + rest
		return a
	}
	a.file()
	return a
}

// platform returns the type of package URL for repositories of a known platform,
// "" where the address is none of one.
func (a *address) platform() string {
	if a.repo == "" || !strings.Contains(a.repo, "/") {
		return ""
	}
	switch a.host {
	case "github.com":
		return "github"
	case "gitlab.com":
		return "gitlab"
	case "bitbucket.org":
		return "bitbucket"
	}
	return ""
}

// file takes the path of a raw view apart. What is none stays without a
// repository.
func (a *address) file() {
	parts := strings.Split(a.path, "/")
	switch {
	case a.host == "raw.githubusercontent.com" && len(parts) > 3:
		a.host = "github.com"
		rest := parts[2:]
		if len(rest) > 3 && rest[0] == "refs" {
			rest = rest[2:]
		}
		a.repo, a.version, a.path = strings.Join(parts[:2], "/"), rest[0], strings.Join(rest[1:], "/")
	case a.host == "github.com" && len(parts) > 4 && (parts[2] == "raw" || parts[2] == "blob"):
		a.repo, a.version, a.path = strings.Join(parts[:2], "/"), parts[3], strings.Join(parts[4:], "/")
	case a.host == "bitbucket.org" && len(parts) > 4 && parts[2] == "raw":
		a.repo, a.version, a.path = strings.Join(parts[:2], "/"), parts[3], strings.Join(parts[4:], "/")
	case a.host == "gitlab.com":
		repo, view, ok := strings.Cut(a.path, "/-/raw/")
		version, file, found := strings.Cut(view, "/")
		if ok && found {
			a.repo, a.version, a.path = repo, version, file
		}
	}
}

// withoutUser takes user and password out of an address.
func withoutUser(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return text
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	if i := strings.LastIndexByte(rest[:end], '@'); i >= 0 && (scheme != "ssh" && scheme != "git+ssh" || strings.Contains(rest[:i], ":")) {
		rest = rest[i+1:]
	}
	return scheme + "://" + rest
}
