package java

import (
	"cmp"
	"context"
	"errors"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/xmlpos"
	"github.com/penstock-dev/penstock/sbom/purl"
	"github.com/penstock-dev/penstock/scan"
)

// POM reads project files of Maven (the Maven documentation, "POM Reference"
// and "Introduction to the Dependency Mechanism").
//
// Reported are the project and the dependencies that it declares or inherits,
// those of profiles too. Properties and managed versions are followed through
// parents that lie in the target at their relative path; parents and imported
// bills of materials of a repository are not at hand. A version that stays open,
// or is a range, is kept as the property "requirement". Plugins are no packages,
// and the copy of a project file inside of its archive is not read.
//
// The scope provided is reported as peer, system as peer too.
type POM struct{}

// Name returns "java/pom".
func (POM) Name() string { return "java/pom" }

// Patterns returns pom.xml and *.pom.
func (POM) Patterns() []string { return []string{"pom.xml", "*.pom"} }

// Extract reads one file on its own.
func (x POM) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// maxParents is the number of parents that are followed.
const maxParents = 16

var errNoProject = errors.New("the document is no Maven project")

// Join reads one project with its parents.
func (POM) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	if packed(f) {
		return nil
	}
	root, err := entry.XML(f)
	if err == nil && root.Name != "project" {
		err = entry.Malformed(f, 0, errNoProject)
	}
	r := pomReader{chain: []pomLevel{{f, root}}, properties: map[string]string{}, managed: map[string]*xmlpos.Element{}}
	for range maxParents {
		last := r.chain[len(r.chain)-1]
		parent := parentOf(last, near)
		if parent == nil {
			break
		}
		project, _ := xmlpos.Parse(parent.Bytes()) // its own turn reports what is wrong
		r.chain = append(r.chain, pomLevel{parent, project})
	}
	r.read()
	r.list.Report(out)
	return err
}

// packed reports whether a file is the copy that Maven puts into the archive of
// a project: what it asked for is not in there.
func packed(f *scan.File) bool {
	return f.Origin != nil && len(f.Origin.Archives) > 0 && strings.HasPrefix(f.Path, "META-INF/")
}

// pomLevel is a project or one of its parents.
type pomLevel struct {
	file    *scan.File
	project *xmlpos.Element
}

// parentOf finds the parent's file, which must be the artifact that is asked
// for.
func parentOf(l pomLevel, near func(string) *scan.File) *scan.File {
	parent := l.project.Child("parent")
	if parent == nil {
		return nil
	}
	relative := "../pom.xml"
	if r := parent.Child("relativePath"); r != nil {
		relative = r.Text()
	}
	if relative == "" {
		return nil
	}
	at := path.Join(l.file.Dir(), relative)
	f := near(at)
	if f == nil {
		f = near(path.Join(at, "pom.xml"))
	}
	if f == nil || f.Path == l.file.Path {
		return nil
	}
	if project, _ := xmlpos.Parse(f.Bytes()); project.Child("artifactId").Text() != parent.Child("artifactId").Text() {
		return nil
	}
	return f
}

// pomReader turns one project into packages.
type pomReader struct {
	chain      []pomLevel // the project first, its parents behind it
	list       entry.List
	root       *scan.Package
	properties map[string]string
	managed    map[string]*xmlpos.Element // by group, artifact, type and classifier
}

func (r *pomReader) read() {
	for _, l := range r.chain {
		for _, property := range l.project.Child("properties").Elements() {
			r.define(property.Name, property.Text())
		}
	}
	r.defineProject()
	for _, l := range r.chain {
		for _, scope := range append([]*xmlpos.Element{l.project}, l.project.Child("profiles").All("profile")...) {
			for _, d := range scope.Child("dependencyManagement").Child("dependencies").All("dependency") {
				if k := r.key(d); r.managed[k] == nil {
					r.managed[k] = d
				}
			}
		}
	}
	seen := map[string]bool{}
	for _, l := range r.chain {
		for _, d := range l.project.Child("dependencies").All("dependency") {
			if k := r.key(d); !seen[k] || l.file == r.chain[0].file {
				seen[k] = true
				r.dependency(l.file, d, "")
			}
		}
		for _, profile := range l.project.Child("profiles").All("profile") {
			for _, d := range profile.Child("dependencies").All("dependency") {
				r.dependency(l.file, d, profile.Child("id").Text())
			}
		}
	}
}

// define sets a property; the project goes before its parents.
func (r *pomReader) define(name, value string) {
	if _, ok := r.properties[name]; !ok {
		r.properties[name] = value
	}
}

// defineProject sets what a project may call itself by, and reports it.
func (r *pomReader) defineProject() {
	l := r.chain[0]
	parent := l.project.Child("parent")
	group := cmp.Or(l.project.Child("groupId").Text(), parent.Child("groupId").Text())
	version := cmp.Or(l.project.Child("version").Text(), parent.Child("version").Text())
	artifact := l.project.Child("artifactId").Text()
	for _, prefix := range []string{"project.", "pom.", ""} {
		r.define(prefix+"groupId", group)
		r.define(prefix+"version", version)
		r.define(prefix+"artifactId", artifact)
		r.define(prefix+"parent.version", parent.Child("version").Text())
		r.define(prefix+"parent.groupId", parent.Child("groupId").Text())
	}
	group, artifact, version = r.expand(group), r.expand(artifact), r.expand(version)
	if !plain(group) || !plain(artifact) {
		return
	}
	if !fixed(version) {
		version = ""
	}
	id := l.project.Child("artifactId")
	p := entry.New(l.file, ecosystem, group+":"+artifact, version, id.Start, id.End)
	p.Relation = scan.RelationRoot
	for _, license := range l.project.Child("licenses").All("license") {
		if name := license.Child("name").Text(); name != "" {
			p.Licenses = append(p.Licenses, name)
		}
	}
	r.root = r.list.Add(p)
}

// key is what makes two dependencies the same to Maven.
func (r *pomReader) key(d *xmlpos.Element) string {
	parts := []string{}
	for _, name := range []string{"groupId", "artifactId", "type", "classifier"} {
		parts = append(parts, r.expand(d.Child(name).Text()))
	}
	parts[2] = cmp.Or(parts[2], "jar")
	return strings.Join(parts, ":")
}

func (r *pomReader) dependency(f *scan.File, d *xmlpos.Element, profile string) {
	group, artifact := r.expand(d.Child("groupId").Text()), r.expand(d.Child("artifactId").Text())
	if group == "" || artifact == "" || strings.ContainsAny(group+artifact, ":/ \t\r\n") {
		return
	}
	managed := r.managed[r.key(d)]
	of := func(name string) string {
		return r.expand(cmp.Or(d.Child(name).Text(), managed.Child(name).Text()))
	}
	asked := of("version")
	version := strings.TrimSuffix(strings.TrimPrefix(asked, "["), "]")
	if !fixed(version) {
		version = ""
	}
	p := entry.New(f, ecosystem, group+":"+artifact, version, d.Start, d.End)
	if version == "" {
		entry.Open(p, asked)
	}
	kind, classifier := of("type"), of("classifier")
	if kind == "jar" {
		kind = ""
	}
	if u := purl.Of(ecosystem, p.Name, version, purl.Qualifier{Key: "classifier", Value: classifier}, purl.Qualifier{Key: "type", Value: kind}); u != "" {
		p.PURL = u
	}
	p.Scope = mavenScope(of("scope"), of("optional"))
	p.Relation = scan.RelationDirect
	entry.SetProperty(p, "profile", profile)
	r.list.Depend(r.root, r.list.Add(p))
}

func mavenScope(scope, optional string) scan.Scope {
	switch {
	case scope == "test":
		return scan.ScopeTest
	case scope == "provided", scope == "system":
		return scan.ScopePeer
	case optional == "true":
		return scan.ScopeOptional
	default:
		return scan.ScopeRuntime
	}
}

// maxExpand bounds how deep properties may name each other, and maxExpanded how
// long a value may become.
const (
	maxExpand   = 16
	maxExpanded = 4096
)

// expand replaces ${name} by the property's value, where it is known.
func (r *pomReader) expand(text string) string {
	for range maxExpand {
		before, rest, ok := strings.Cut(text, "${")
		name, after, closed := strings.Cut(rest, "}")
		value, known := r.properties[name]
		if !ok || !closed || !known || len(text) > maxExpanded {
			break
		}
		text = before + value + after
	}
	return text
}
