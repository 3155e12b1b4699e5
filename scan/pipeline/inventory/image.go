package inventory

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// dockerHub is the registry of images whose name has no host.
const dockerHub = "docker.io"

// image describes a container image by its reference
// (host/name:tag@algorithm:digest). Its package URL is of the type oci where it
// has a digest, and docker otherwise.
func (c *Component) image(ref string) {
	rest, digest, _ := strings.Cut(ref, "@")
	name, tag := rest, ""
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, '/') {
		name, tag = rest[:i], rest[i+1:]
	}
	c.Name, c.Version = name, tag
	host, repo := splitImage(name)
	algorithm, value, ok := strings.Cut(digest, ":")
	if !ok {
		c.Pinned = pinOfTag(tag)
		p := purl{kind: "docker", version: tag}
		p.namespace, p.name = path.Split(strings.TrimPrefix(strings.ToLower(repo), "library/"))
		if host != dockerHub {
			p.qualify("repository_url", host)
		}
		c.PURL = p.String()
		return
	}
	c.Version, c.Tag, c.Pinned = digest, tag, PinDigest
	c.Hashes = []scan.Hash{{Algorithm: strings.ToLower(algorithm), Value: strings.ToLower(value)}}
	p := purl{kind: "oci", name: path.Base(strings.ToLower(repo)), version: digest}
	p.qualify("repository_url", host+"/"+strings.ToLower(repo))
	p.qualify("tag", tag)
	c.PURL = p.String()
}

// splitImage returns the registry and the repository of an image's name. The
// first part is a host if it has a dot or a port or is localhost; what has none
// lies on Docker Hub, and there in library if its name has one part.
func splitImage(name string) (host, repo string) {
	first, rest, ok := strings.Cut(name, "/")
	if ok && (strings.ContainsAny(first, ".:") || first == "localhost") {
		host, repo = strings.ToLower(first), rest
		if host == "index.docker.io" || host == "registry-1.docker.io" {
			host = dockerHub
		}
	} else {
		host, repo = dockerHub, name
	}
	if host == dockerHub && !strings.Contains(repo, "/") {
		repo = "library/" + repo
	}
	return host, repo
}

func pinOfTag(tag string) Pin {
	switch tag {
	case "":
		return PinNone
	case "latest":
		return PinBranch
	}
	return PinTag
}
