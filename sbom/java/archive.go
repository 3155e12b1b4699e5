package java

import (
	"context"
	"errors"
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// Archive reads Java archives: the pom.properties that Maven puts in, or else
// the manifest and the archive's name, and archives inside of it.
//
// Where a target looks into archives itself, the members come as files of their
// own, with the archive in their origin; they say the same. An archive that says
// nothing about its group has its own name in the group's place, with the
// property "guessed".
type Archive struct{}

// Name returns "java/archive".
func (Archive) Name() string { return "java/archive" }

// Patterns returns the names of archives.
func (Archive) Patterns() []string {
	return []string{"*.jar", "*.war", "*.ear", "*.aar", "*.par", "*.sar", "*.hpi", "*.jpi", "*.kar"}
}

const (
	manifestPath  = "META-INF/MANIFEST.MF"
	pomProperties = "pom.properties"
)

// Chooses wants the members of archives that say what the archive is.
func (x Archive) Chooses(e *scan.Entry) bool {
	if path.Base(e.Path) != pomProperties && e.Path != manifestPath || e.Origin == nil {
		return false
	}
	n := len(e.Origin.Archives)
	return n > 0 && x.isArchive(e.Origin.Archives[n-1])
}

func (x Archive) isArchive(p string) bool {
	for _, pattern := range x.Patterns() {
		if strings.HasSuffix(p, pattern[1:]) {
			return true
		}
	}
	return false
}

// ShadowedBy says that the manifest counts where there is no pom.properties.
func (Archive) ShadowedBy(p string) []string {
	if p != manifestPath {
		return nil
	}
	return []string{"META-INF/maven/*/*/" + pomProperties, "META-INF/*/" + pomProperties, pomProperties}
}

// maxNested is the number of archives that may lie in each other.
const maxNested = 16

// Extract reads an archive, or one of its members.
func (x Archive) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	var list entry.List
	var err error
	switch {
	case f.Base() == pomProperties:
		addProperties(f, &list)
	case f.Path == manifestPath:
		addManifest(f, archiveName(f.Origin), &list)
	default:
		err = x.unpack(ctx, f, maxNested, &list)
	}
	list.Report(out)
	return err
}

func archiveName(o *scan.Origin) string {
	if o == nil || len(o.Archives) == 0 {
		return ""
	}
	return o.Archives[len(o.Archives)-1]
}

// unpack reads an archive and those in it.
func (x Archive) unpack(ctx context.Context, f *scan.File, depth int, list *entry.List) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	members, err := entry.Zip(f, func(name string) bool {
		return path.Base(name) == pomProperties || name == manifestPath || x.isArchive(name)
	})
	if err != nil && members == nil {
		return err
	}
	errs := []error{err}
	named := false
	manifest := entry.Member(f, manifestPath, nil)
	for _, m := range members {
		switch {
		case m.Base() == pomProperties:
			named = addProperties(m, list) || named
		case m.Path == manifestPath:
			manifest = m
		case depth == 1:
			errs = append(errs, entry.AboutFile(m, scan.DiagLimit, "too many archives lie in each other: this one was not read", nil))
		default:
			errs = append(errs, x.unpack(ctx, m, depth-1, list))
		}
	}
	if !named && len(f.Bytes()) > emptyZip {
		addManifest(manifest, f.Path, list)
	}
	return errors.Join(errs...)
}

// emptyZip is the size of a zip file without members.
const emptyZip = 22

// addProperties reads "groupId=...", "artifactId=..." and "version=...", and
// reports whether all were there.
func addProperties(f *scan.File, list *entry.List) bool {
	values := map[string]string{}
	for line := range entry.Lines(f) {
		if key, value, ok := strings.Cut(line.Text, "="); ok && line.Text[0] != '#' {
			values[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
	}
	group, artifact, version := values["groupId"], values["artifactId"], values["version"]
	if !plain(group) || !plain(artifact) || !plain(version) {
		return false
	}
	p := entry.New(f, ecosystem, group+":"+artifact, version, 0, len(f.Bytes()))
	p.Installed = true
	list.Add(p)
	return true
}

func plain(s string) bool { return s != "" && !strings.ContainsAny(s, "${}:/ \t") }

// nameVersion is the file name of an archive: the version begins with a
// number and a dot.
var nameVersion = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9_.-]*?)-([0-9]+\.[A-Za-z0-9_.+-]*)$`)

// addManifest makes a package of what the manifest and the archive's name say.
func addManifest(f *scan.File, archive string, list *entry.List) {
	base := strings.TrimSuffix(path.Base(archive), path.Ext(archive))
	artifact, version := base, ""
	if m := nameVersion.FindStringSubmatch(base); m != nil {
		artifact, version = m[1], m[2]
	}
	var manifest entry.Paragraph
	if list := entry.Paragraphs(f, "", 1); len(list) > 0 {
		manifest = *list[0]
	}
	for _, field := range []string{"Implementation-Version", "Bundle-Version", "Specification-Version", "Plugin-Version"} {
		if v := manifest.Get(field); version == "" && plain(v) {
			version = v
		}
	}
	if !plain(artifact) || !plain(version) {
		return
	}
	group := manifestGroup(&manifest, artifact)
	p := entry.New(f, ecosystem, group+":"+artifact, version, manifest.Start, manifest.End)
	entry.SetProperty(p, "guessed", "true")
	p.Installed = true
	list.Add(p)
}

// manifestGroup finds a name that looks like a group, as in reverse a domain;
// without one the archive's own name stands for it.
func manifestGroup(manifest *entry.Paragraph, artifact string) string {
	for _, field := range []string{"Implementation-Vendor-Id", "Bundle-SymbolicName", "Automatic-Module-Name", "Implementation-Title"} {
		name, _, _ := strings.Cut(manifest.Get(field), ";")
		if name = strings.TrimSpace(name); !plain(name) || !strings.Contains(name, ".") {
			continue
		}
		if strings.HasSuffix(name, "."+artifact) {
			return strings.TrimSuffix(name, "."+artifact)
		}
		if name == artifact {
			return name[:strings.LastIndexByte(name, '.')]
		}
		return name
	}
	return artifact
}
