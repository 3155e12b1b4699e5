package bom

import (
	"slices"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// Format is a family of document formats.
type Format string

// The formats.
const (
	CycloneDX Format = "CycloneDX" // ECMA-424
	SPDX      Format = "SPDX"      // ISO/IEC 5962 and SPDX 3
)

// Document is one bill of materials. It is a plain value: whoever holds it may
// change it, and must not while others read.
type Document struct {
	// Format and SpecVersion say what it was read from: "1.6" for CycloneDX,
	// "SPDX-2.3" or "3.0.1" for SPDX. Both are empty on a document that was
	// made and not read.
	Format      Format
	SpecVersion string
	// ID is the serial number of CycloneDX, the document namespace of SPDX 2 and
	// the spdxId of an SPDX 3 document. Writers derive one from the content when it
	// is empty.
	ID string
	// Revision is CycloneDX's version of the document; 0 means none.
	Revision int
	// Name is the title of an SPDX document.
	Name string
	// Created is the time in RFC 3339 as the document writes it; empty for none.
	Created string
	// Comment is the remark of whoever made it.
	Comment string
	// DataLicenses apply to the document itself.
	DataLicenses []License
	// Authors are persons and organisations who made the document.
	Authors []Party
	// Tools made the document.
	Tools []Tool
	// Supplier provides what the document describes, Manufacturer made it.
	Supplier, Manufacturer Party
	// Lifecycles are phases such as "build" in which it was made.
	Lifecycles []string
	// Roots are the references of the components that the document describes.
	Roots []string
	// Components in the order of the document, the roots of CycloneDX first.
	Components []*Component
	// Files of SPDX documents. Those of CycloneDX are components of type file.
	Files []*File
	// Services that are part of what is described, nested ones included.
	Services []*Service
	// Dependencies are the edges of the graph, one entry for each component that
	// the document says something about.
	Dependencies []Dependency
	// Relationships are those of SPDX as they are listed, those that
	// Dependencies were made of included.
	Relationships []Relationship
	// Compositions say what is complete.
	Compositions []Composition
	// Vulnerabilities and what was found out about them.
	Vulnerabilities []*Vulnerability
	// Formulation says how what is described came to be (CycloneDX 1.5 and later).
	Formulation []*Formula
	// References to things outside of the document.
	References []Reference
	// Licenses are texts that expressions of the document refer to by LicenseRef.
	Licenses []License
	// Properties carry what has no field here.
	Properties []Property
	// Signature is that of the document, nil for none. Nothing here checks it.
	Signature *Signature
	// Problems are what the reader had to leave out, in the order of the text.
	Problems []Problem
}

// Party is a person or an organisation; the zero value is none.
type Party struct {
	Name  string
	Email string
	URLs  []string
	// Person is true where the document says so.
	Person bool
}

// IsZero reports whether p is nobody.
func (p Party) IsZero() bool { return p.Name == "" && p.Email == "" && len(p.URLs) == 0 }

// Tool made a document.
type Tool struct{ Vendor, Name, Version string }

// Signature is one that a document bears itself: the JSON signature of
// CycloneDX (JSF), of several signers the first one.
type Signature struct {
	Algorithm, Value string
	// KeyType is that of the public key that comes with it ("RSA", "EC", "OKP"), ""
	// if none does.
	KeyType string
	// Certificates is the number of certificates that come with it.
	Certificates int
}

// Property is a name with a value. Names may repeat.
type Property struct{ Name, Value string }

// Reference leads out of the document.
type Reference struct {
	// Type such as "website", "vcs" or "bom", in the words of the format.
	Type    string
	URL     string
	Comment string
	Hashes  []scan.Hash
}

// License is what a document says about one license: an SPDX expression, an id
// of the SPDX list, or a name.
type License struct {
	// Expression is an SPDX expression or "NONE".
	Expression string
	ID         string
	Name       string
	Text       string
	URL        string
	// Acknowledgement is "declared" (by the authors), "concluded" (by whoever
	// wrote the document) or empty.
	Acknowledgement string
}

// Value returns the expression, the id or the name, whichever there is.
func (l License) Value() string {
	switch {
	case l.Expression != "":
		return l.Expression
	case l.ID != "":
		return l.ID
	default:
		return l.Name
	}
}

// Dependency is what one component needs.
type Dependency struct {
	Ref string
	// DependsOn are the references of direct dependencies; empty means that it
	// needs nothing.
	DependsOn []string
	// Provides are the references of what it implements.
	Provides []string
}

// Relationship is an edge in the words of SPDX.
type Relationship struct {
	From string
	// Type is written as in SPDX 2, such as "DEPENDS_ON".
	Type string
	// To are the targets; SPDX 2 has one for each relationship.
	To []string
	// Completeness is "complete", "incomplete" or empty, as SPDX 3 tells.
	Completeness string
	// Scope is the phase in which it holds, as SPDX 3 tells: "development", "build",
	// "test", "runtime", … or empty.
	Scope string
}

// Composition says how complete parts of a document are.
type Composition struct {
	// Aggregate is a word of CycloneDX: "complete", "incomplete", "unknown",
	// "not_specified", "incomplete_first_party_only", …
	Aggregate string
	// Assemblies are references of components whose parts it is about,
	// Dependencies of those whose dependencies it is about.
	Assemblies, Dependencies []string
}

// Service is something that runs elsewhere.
type Service struct {
	// Ref is as that of [Component]; Parent is the service it is nested in.
	Ref, Parent                       string
	Group, Name, Version, Description string
	Provider                          Party
	Endpoints                         []string
	Licenses                          []License
	Properties                        []Property
}

// File is a file of an SPDX document.
type File struct {
	Ref, Name string
	Types     []string
	Hashes    []scan.Hash
	Licenses  []License
	Copyright string
}

// Problem is something in a document that its reader left out.
type Problem struct {
	Region scan.Region
	// Pointer is the place as JSON pointer (RFC 6901), empty for other syntaxes.
	Pointer string
	Message string
}

// Component returns the component with a reference, nil if there is none.
func (d *Document) Component(ref string) *Component {
	i := slices.IndexFunc(d.Components, func(c *Component) bool { return c.Ref == ref })
	if i < 0 || ref == "" {
		return nil
	}
	return d.Components[i]
}

// CreatedUTC returns the time in RFC 3339 by UTC and in whole seconds, "" for
// none and for text that is no time. This is how documents are written.
func (d *Document) CreatedUTC() string {
	at, err := time.Parse(time.RFC3339, d.Created)
	if err != nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}

// Root returns the component that the document describes, nil unless it is
// one.
func (d *Document) Root() *Component {
	if len(d.Roots) != 1 {
		return nil
	}
	return d.Component(d.Roots[0])
}

// RootFile returns the file that the document describes, nil if that is none or
// several things. Only SPDX has files that are no components.
func (d *Document) RootFile() *File {
	if len(d.Roots) != 1 {
		return nil
	}
	for _, f := range d.Files {
		if f.Ref == d.Roots[0] {
			return f
		}
	}
	return nil
}
