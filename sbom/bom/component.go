package bom

import "github.com/penstock-dev/penstock/scan"

// Component is one thing that a document lists: a package, an application, a
// container, a device.
type Component struct {
	// Ref is the bom-ref of CycloneDX, the SPDXID or the spdxId of SPDX. Where the
	// document gives none, readers make one of "#" and the component's place, such
	// as "#/components/3".
	Ref string
	// Parent is the reference of the component it is nested in. Depth counts the
	// components around it.
	Parent string
	Depth  int
	// Type is a word of CycloneDX such as "library"; readers of SPDX translate.
	Type string
	// Group is the namespace of the name, such as a Maven group or an npm scope.
	Group, Name, Version   string
	Description, Copyright string
	// PURL is the package URL as written.
	PURL string
	// CPEs are names of the Common Platform Enumeration.
	CPEs []string
	// SWID is the tag id of a software identification tag.
	SWID string
	// OtherIDs are identifiers of further kinds, such as SWHID or gitoid.
	OtherIDs []string
	// Scope is "required", "optional", "excluded" or empty.
	Scope  string
	Hashes []scan.Hash
	// Licenses as declared and concluded; all of them apply.
	Licenses []License
	// Supplier provides it, Manufacturer or Publisher made it.
	Supplier, Manufacturer Party
	Publisher              string
	Authors                []Party
	// Source is where it can be downloaded.
	Source string
	// SourceInfo is what SPDX says besides about where it comes from: a text, or
	// the URL of its source code.
	SourceInfo string
	FileName   string
	References []Reference
	Properties []Property
	// Occurrences are where it was found, in what the document describes.
	Occurrences []Occurrence
	// Region is the component's place in the text of the document.
	Region scan.Region
}

// Occurrence is a place where a component was found.
type Occurrence struct {
	Path string
	// Line counts from 1; 0 means that only the file is known.
	Line int
	// Offset is the byte offset, counted from 0, of a known line.
	Offset int
}

// FullName returns group and name with a slash between, or the name alone.
func (c *Component) FullName() string {
	if c.Group == "" {
		return c.Name
	}
	return c.Group + "/" + c.Name
}

// Property returns the first value of a property, "" if it is not there.
func (c *Component) Property(name string) string {
	for _, p := range c.Properties {
		if p.Name == name {
			return p.Value
		}
	}
	return ""
}

// Vulnerability is a weakness that a document tells of.
type Vulnerability struct {
	Ref, ID     string
	Source      string
	Aliases     []string
	Description string
	// Recommendation says what to do about it.
	Recommendation string
	Ratings        []Rating
	CWEs           []int
	Analysis       Analysis
	// Affects are the components and their versions.
	Affects []Affected
}

// Rating is one opinion on how bad a vulnerability is.
type Rating struct {
	Source, Severity, Method, Vector string
	// Score is nil where none is given.
	Score *float64
}

// Analysis is what was found out about a vulnerability in its context (VEX).
type Analysis struct {
	State, Justification, Detail string
	Response                     []string
	// FirstIssued and LastUpdated are times in RFC 3339 as the document writes
	// them; empty for none.
	FirstIssued, LastUpdated string
}

// Affected is a component that has, or had, a vulnerability.
type Affected struct {
	Ref      string
	Versions []AffectedVersion
}

// AffectedVersion is a version or a range in the syntax vers, with its status.
type AffectedVersion struct{ Version, Range, Status string }
