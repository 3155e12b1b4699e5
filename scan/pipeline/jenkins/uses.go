package jenkins

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: shared libraries, images of agents and of
// the pods that they are given as text.
func (s *System) Uses(f *ci.File) []ci.Use {
	t, _ := parse(f.Source.Bytes()) // an error was told when the file was read
	c := newCheck(audit.NewRun(f, nil), t)
	var list audit.Catalog
	for _, cl := range t.calls {
		switch {
		case cl.name == "@Library", cl.name == "library", cl.name == "lib" && cl.within("libraries") != nil:
			for _, tok := range stringsOf(cl.first("identifier")) {
				list.Add(c.libraryUse(cl, tok))
			}
		}
	}
	for _, i := range c.images() {
		list.Add(&ci.Use{Kind: ci.UseImage, Text: i.ref, Span: i.tok.span(), Job: c.stage(i.at), Image: i.ref, Computed: i.open || !ci.IsImage(i.ref)})
	}
	for _, line := range c.podLines() {
		if line.key == "image" && line.value != "" {
			list.Add(&ci.Use{Kind: ci.UseImage, Text: line.value, Span: ci.Span{Start: line.start, End: line.end}, Job: c.stage(line.at), Image: line.value, Computed: !ci.IsImage(line.value)})
		}
	}
	return list
}

// libraryUse returns the library that an identifier "name@version" names: in the
// repository that the call gives, or else one that the controller knows.
func (c *check) libraryUse(cl *call, tok token) *ci.Use {
	id := c.raw(tok)
	name, version, _ := strings.Cut(id, "@")
	if name == "" {
		return nil
	}
	u := &ci.Use{Kind: ci.UseLibrary, Text: id, Span: tok.span(), Version: version, Computed: len(tok.holes) > 0}
	if c.ownLibrary(cl) {
		u.Local, u.Path, u.Version = true, name, ""
		return u
	}
	for _, inner := range c.calls {
		for _, remote := range stringsOf(inner.argument("remote")) {
			if inner.start >= cl.start && inner.end <= cl.end && cl.end > cl.start && len(remote.holes) == 0 {
				u.URL, u.Git = c.raw(remote), true
				return u
			}
		}
	}
	u.Catalog, u.Repo = "jenkins-libraries", name
	return u
}

// Secrets implements [audit.Confidant]: the ids of credentials that steps and
// the environment are bound to.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	t, _ := parse(f.Source.Bytes())
	c := newCheck(audit.NewRun(f, nil), t)
	var list []ci.Secret
	for _, cl := range t.calls {
		value := cl.argument("credentialsId")
		if cl.name == "credentials" {
			value = cl.first("id")
		}
		for _, tok := range stringsOf(value) {
			if len(tok.holes) == 0 && c.raw(tok) != "" {
				list = append(list, ci.Secret{Name: c.raw(tok), Span: tok.span(), Job: c.stage(cl)})
			}
		}
	}
	return list
}
