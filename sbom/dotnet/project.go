package dotnet

import (
	"context"
	"errors"
	"path"
	"regexp"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/xmlpos"
	"github.com/penstock-dev/penstock/scan"
)

// Project reads project files of MSBuild and the files that manage versions
// centrally, Directory.Packages.props.
//
// A version is a lower bound to NuGet, which takes the lowest version that
// there is: that is the package's version here. Ranges and floating versions
// are kept as the property "requirement". Properties are followed in the file
// itself and in Directory.Packages.props and Directory.Build.props of its folder
// and those above; conditions are not evaluated, so that every reference counts.
// A reference whose assets stay private is of scope build.
type Project struct{}

// Name returns "dotnet/project".
func (Project) Name() string { return "dotnet/project" }

const (
	packagesProps = "Directory.Packages.props"
	buildProps    = "Directory.Build.props"
)

// Patterns returns the project files of C#, F# and Visual Basic, and the props
// files.
func (Project) Patterns() []string {
	return []string{"*.csproj", "*.fsproj", "*.vbproj", packagesProps, buildProps}
}

// Extract reads one file on its own.
func (x Project) Extract(ctx context.Context, f *scan.File, out scan.Sink) error {
	return x.Join(ctx, f, func(string) *scan.File { return nil }, out)
}

// Join reads a project with the props files that apply to it.
func (Project) Join(_ context.Context, f *scan.File, near func(string) *scan.File, out scan.Sink) error {
	root, err := entry.XML(f)
	if err == nil && root.Name != "Project" {
		err = entry.Malformed(f, 0, errNoProject)
	}
	r := projectReader{file: f, properties: map[string]string{}, central: map[string]string{}}
	r.define(root)
	for _, base := range []string{buildProps, packagesProps} {
		if props := above(f, base, near); props != nil && props != f {
			other, _ := xmlpos.Parse(props.Bytes()) // its own turn reports what is wrong
			r.define(other)
			r.manage(other)
		}
	}
	r.manage(root)
	for _, group := range root.All("ItemGroup") {
		for _, item := range group.Children {
			r.item(item)
		}
	}
	r.list.Report(out)
	return err
}

var errNoProject = errors.New("the document is no MSBuild project")

// maxAbove is the number of folders that are searched upward.
const maxAbove = 64

// above returns the file of a name in the folder of f or the nearest one above.
func above(f *scan.File, base string, near func(string) *scan.File) *scan.File {
	dir := path.Dir(f.Path)
	for range maxAbove {
		if other := near(path.Join(dir, base)); other != nil {
			return other
		}
		if dir == "." || dir == "/" {
			return nil
		}
		dir = path.Dir(dir)
	}
	return nil
}

// projectReader turns one project file into packages.
type projectReader struct {
	file       *scan.File
	list       entry.List
	properties map[string]string // in lower case: MSBuild ignores it
	central    map[string]string // versions by package, in lower case
}

// define takes in the properties of a file. The first file asked goes first.
func (r *projectReader) define(root *xmlpos.Element) {
	for _, group := range root.All("PropertyGroup") {
		for _, property := range group.Children {
			key := strings.ToLower(property.Name)
			if _, ok := r.properties[key]; !ok {
				r.properties[key] = property.Text()
			}
		}
	}
}

// manage takes in the versions that a file sets for others.
func (r *projectReader) manage(root *xmlpos.Element) {
	for _, group := range root.All("ItemGroup") {
		for _, item := range group.All("PackageVersion") {
			name := strings.ToLower(item.Attr("Include") + item.Attr("Update"))
			r.central[name] = versionOf(item)
		}
	}
}

func versionOf(item *xmlpos.Element) string {
	for _, name := range []string{"VersionOverride", "Version"} {
		if v := item.Attr(name); v != "" {
			return v
		}
		if v := item.Child(name).Text(); v != "" {
			return v
		}
	}
	return ""
}

func (r *projectReader) item(item *xmlpos.Element) {
	switch item.Name {
	case "PackageReference", "GlobalPackageReference", "DotNetCliToolReference", "PackageVersion":
	default:
		return
	}
	version := r.expand(versionOf(item))
	for name := range strings.SplitSeq(item.Attr("Include")+item.Attr("Update"), ";") {
		if name = r.expand(strings.TrimSpace(name)); name == "" || strings.Contains(name, "$(") {
			continue
		}
		v := version
		if v == "" {
			v = r.expand(r.central[strings.ToLower(name)])
		}
		pinned, ok := lowest(v)
		p := entry.New(r.file, ecosystem, name, pinned, item.Start, item.End)
		if !ok {
			entry.Open(p, v)
		}
		p.Relation = scan.RelationDirect
		private := item.Attr("PrivateAssets") + item.Child("PrivateAssets").Text()
		if item.Name == "GlobalPackageReference" || item.Name == "DotNetCliToolReference" || strings.EqualFold(private, "all") {
			p.Scope = scan.ScopeBuild
		}
		r.list.Add(p)
	}
}

var property = regexp.MustCompile(`\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)`)

// maxExpand bounds how deep properties may name each other, and maxExpanded how
// long a value may become.
const (
	maxExpand   = 8
	maxExpanded = 4096
)

// expand replaces the properties whose values are known.
func (r *projectReader) expand(text string) string {
	for range maxExpand {
		if !strings.Contains(text, "$(") || len(text) > maxExpanded {
			break
		}
		text = property.ReplaceAllStringFunc(text, func(use string) string {
			if v, ok := r.properties[strings.ToLower(use[2:len(use)-1])]; ok {
				return v
			}
			return use
		})
	}
	return text
}

// lowest returns the version that NuGet takes for a version or for an exact
// range "[1.0]", and false for anything else.
func lowest(version string) (string, bool) {
	if exact, ok := strings.CutPrefix(version, "["); ok && strings.HasSuffix(exact, "]") {
		version = strings.TrimSuffix(exact, "]")
	}
	version = strings.TrimSpace(version)
	if version == "" || strings.ContainsAny(version, "*[]()$, \t\r\n") || len(version) > maxExpanded {
		return "", false
	}
	return version, true
}
