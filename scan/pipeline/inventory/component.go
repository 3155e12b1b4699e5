package inventory

import (
	"cmp"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

// Component is something that a pipeline takes from elsewhere or, if it is
// local, from its own repository.
type Component struct {
	Kind ci.UseKind `json:"kind"`
	// Text is the reference as the file writes it, without credentials in an
	// address.
	Text string `json:"text"`
	// Name is owner/repository/path, or that of an image without tag and digest.
	Name string `json:"name,omitempty"`
	// Version is a tag, branch, commit or digest as the file writes it.
	Version string `json:"version,omitempty"`
	// Comment is the version that a comment behind a commit names.
	Comment string `json:"comment,omitempty"`
	// Tag is that of an image that has a digest too.
	Tag string `json:"tag,omitempty"`
	// PURL is the package URL; empty for what is local or computed.
	PURL string `json:"purl,omitempty"`
	// Ecosystem as the OSV schema names it, where advisories are published.
	Ecosystem string `json:"ecosystem,omitempty"`
	Pinned    Pin    `json:"pinned"`
	// Local says that it lies in the same repository; Name is its path then.
	Local bool `json:"local,omitempty"`
	// Computed says that the reference has parts that only a run can tell.
	Computed bool `json:"computed,omitempty"`
	// Source is the address of its repository or file, where the file names it.
	Source string `json:"source,omitempty"`
	// Hashes of its content, where the reference has one.
	Hashes   []scan.Hash   `json:"hashes,omitempty"`
	Scope    scan.Scope    `json:"scope,omitempty"`
	Location scan.Location `json:"location"`
}

// Pin says how firmly a reference holds.
type Pin string

// The pins, from firm to loose.
const (
	PinCommit Pin = "commit" // a full commit hash
	PinDigest Pin = "digest" // a digest of the content
	PinTag    Pin = "tag"    // named like a version
	PinBranch Pin = "branch" // any other name: it moves
	PinNone   Pin = "none"   // no version: whatever is newest
)

// actions is the ecosystem of GitHub's actions in the OSV schema.
const actions = "GitHub Actions"

// component describes what a use refers to.
func (r *reader) component(u *ci.Use) *Component {
	c := &Component{
		Kind: u.Kind, Text: withoutUser(u.Text), Version: u.Version, Local: u.Local, Computed: u.Computed,
		Scope: cmp.Or(u.Scope, scan.ScopeBuild), Location: r.place(u.Span), Pinned: PinNone,
	}
	c.Location.Logical = r.logical(u.Job, u.Step)
	switch {
	case u.Local:
		c.Name, c.Version = cmp.Or(u.Path, c.Text), ""
	case u.Image != "":
		c.image(u.Image)
	case u.URL != "":
		c.address(u)
	case u.Catalog != "":
		c.catalog(u)
	default:
		c.repository(u)
	}
	if c.Pinned == PinCommit {
		c.Comment = r.versionComment(u.Span.End)
	}
	if c.Computed || c.Local {
		c.PURL, c.Ecosystem = "", ""
	}
	for _, text := range []*string{&c.Text, &c.Name, &c.Version, &c.Comment, &c.Tag, &c.Source} {
		*text = strings.Clone(*text)
	}
	return c
}

// repository describes what lies in a repository of a known platform.
func (c *Component) repository(u *ci.Use) {
	c.Name = strings.Trim(u.Repo+"/"+u.Path, "/")
	c.Version = refName(u.Version)
	c.Pinned = pinOf(u.Version)
	p := purl{version: c.Version, subpath: u.Path}
	p.namespace, p.name = path.Split(u.Repo)
	switch u.Host {
	case "github.com":
		p.kind = "github"
		if u.Kind == ci.UseAction || u.Kind == ci.UseWorkflow {
			c.Ecosystem = actions
		}
	case "bitbucket.org":
		p.kind = "bitbucket"
	case "", "gitlab.com":
		p.kind = "gitlab"
	default:
		p.kind = "gitlab"
		p.qualify("repository_url", "https://"+u.Host)
	}
	c.PURL = p.String()
}

// catalog describes an entry of a platform's register.
func (c *Component) catalog(u *ci.Use) {
	c.Name = u.Repo
	c.Version = refName(u.Version)
	c.Pinned = pinOf(u.Version)
	p := purl{kind: "generic", version: c.Version, subpath: u.Path}
	p.namespace, p.name = path.Split(u.Catalog + "/" + u.Repo)
	c.PURL = p.String()
}

// address describes a Git repository or a single file by its address.
func (c *Component) address(u *ci.Use) {
	c.Source = withoutUser(u.URL)
	at := locate(c.Source, u.Git)
	version := cmp.Or(u.Version, at.version)
	c.Name, c.Version, c.Pinned = strings.Trim(at.repo+"/"+cmp.Or(u.Path, at.path), "/"), refName(version), pinOf(version)
	p := purl{version: c.Version, subpath: cmp.Or(u.Path, at.path)}
	p.namespace, p.name = path.Split(at.repo)
	switch p.kind = at.platform(); {
	case p.kind != "":
	case u.Git:
		p = purl{kind: "generic", name: path.Base(at.repo), version: c.Version, subpath: u.Path}
		vcs := at.clone
		if c.Version != "" {
			vcs += "@" + c.Version
		}
		p.qualify("vcs_url", vcs)
		c.Name = strings.Trim(at.host+"/"+c.Name, "/")
	default:
		p = purl{kind: "generic", name: path.Base(at.path), version: c.Version}
		p.qualify("download_url", c.Source)
		c.Name = at.host + "/" + at.path
	}
	if h := hashOf(u.Hash); h.Value != "" {
		c.Hashes = []scan.Hash{h}
		c.Pinned = PinDigest
		if p.kind == "generic" {
			p.qualify("checksum", h.Algorithm+":"+h.Value)
		}
	}
	c.PURL = p.String()
}
