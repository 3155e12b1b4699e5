package java

import (
	"context"
	"strings"

	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/sbom/internal/xmlpos"
	"github.com/penstock-dev/penstock/scan"
)

// Verification reads gradle/verification-metadata.xml, in which Gradle keeps
// the checksums of every artifact that a build has used (the Gradle user
// manual, "Verifying dependencies"). It grows with every version that was ever
// resolved. Checksums are kept where they are of one archive: the component's
// jar, or its only artifact.
type Verification struct{}

// Name returns "java/gradle-verification".
func (Verification) Name() string { return "java/gradle-verification" }

// Patterns returns verification-metadata.xml.
func (Verification) Patterns() []string { return []string{"verification-metadata.xml"} }

// Extract reads one file.
func (Verification) Extract(_ context.Context, f *scan.File, out scan.Sink) error {
	root, err := entry.XML(f)
	var list entry.List
	for _, c := range root.Child("components").All("component") {
		name := c.Attr("name")
		if group := c.Attr("group"); group != "" && name != "" {
			name = group + ":" + name
		}
		p := entry.New(f, ecosystem, name, c.Attr("version"), c.Start, c.End)
		artifacts := c.All("artifact")
		for _, a := range artifacts {
			if len(artifacts) == 1 || strings.HasSuffix(a.Attr("name"), ".jar") && strings.Contains(a.Attr("name"), "-"+c.Attr("version")+".") {
				p.Hashes = append(p.Hashes, checksums(a)...)
			}
		}
		list.Add(p)
	}
	list.Report(out)
	return err
}

func checksums(artifact *xmlpos.Element) []scan.Hash {
	var hashes []scan.Hash
	for _, sum := range artifact.Children {
		hashes = append(hashes, entry.Hex(sum.Name, sum.Attr("value"))...)
	}
	return entry.SortHashes(hashes)
}
