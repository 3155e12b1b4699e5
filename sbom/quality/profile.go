package quality

// Profile is a list of elements that somebody wants in a document.
type Profile string

// The profiles.
const (
	// NTIA is "The Minimum Elements For a Software Bill of Materials" (NTIA, July
	// 2021), data fields, as tools that test for conformance read them: an SPDXID is
	// an identifier, and the tool that made a document is an author.
	NTIA Profile = "ntia-2021"
	// NTIAStrict is the same list read for use: identifiers must be those that
	// others look up (package URL, CPE), and the component that the document is
	// about must say what it depends on, or that this is all.
	NTIAStrict Profile = "ntia-2021-strict"
	// CISA is the draft "2025 Minimum Elements for a Software Bill of Materials"
	// (CISA, August 2025). The producer is that of what the document describes,
	// which SPDX has no field for. Where no phase of the life cycle is stated, the
	// time counts as context; that the phase is missing is told as optional.
	CISA Profile = "cisa-2025"
	// FSCT is the minimum expected level of "Framing Software Component
	// Transparency", third edition (CISA, 2024), for every component: that of NTIA,
	// with licenses and copyright holders.
	FSCT Profile = "fsct-3"
	// FSCTBaseline are the nine groups of baseline attributes of the same document:
	// digests and the completeness of dependencies too, but licenses and copyright
	// holders of the component that the document is about only.
	FSCTBaseline Profile = "fsct-3-baseline"
	// BSI is the technical guideline TR-03183-2 of the German BSI, version 2.1. Its
	// words for CycloneDX are those of the taxonomy "bsi". Digests of the SHA-2 and
	// SHA-3 families are accepted.
	BSI Profile = "bsi-tr-03183-2"
	// BSI20 is version 2.0 of that guideline; digests are SHA-512.
	BSI20 Profile = "bsi-tr-03183-2-2.0"
	// BSI11 is version 1.1 of that guideline; digests are SHA-256.
	BSI11 Profile = "bsi-tr-03183-2-1.1"
	// Telco is the "OpenChain Telco SBOM Guide", version 1.1. It is written for
	// SPDX: a document of CycloneDX lacks name, namespace and identifier.
	Telco Profile = "openchain-telco-1.1"
	// General is no public body's: it is what makes a document useful, whoever
	// asks for it.
	General Profile = "general"
)

// Profiles returns the profiles in rising order.
func Profiles() []Profile {
	return []Profile{BSI, BSI11, BSI20, CISA, FSCT, FSCTBaseline, General, NTIA, NTIAStrict, Telco}
}

// Title returns the name of the profile for people, "" for an unknown one.
func (p Profile) Title() string {
	return map[Profile]string{
		NTIA: "NTIA minimum elements (2021)", NTIAStrict: "NTIA minimum elements (2021), strictly", CISA: "CISA minimum elements (2025 draft)",
		FSCT: "Framing Software Component Transparency (third edition)", FSCTBaseline: "Framing Software Component Transparency (third edition), baseline attributes",
		BSI: "BSI TR-03183-2 version 2.1", BSI20: "BSI TR-03183-2 version 2.0", BSI11: "BSI TR-03183-2 version 1.1",
		Telco: "OpenChain Telco SBOM Guide 1.1", General: "General quality",
	}[p]
}

// Level says how much a profile wants an element.
type Level uint8

// The levels.
const (
	// Required elements decide whether a document conforms.
	Required Level = iota
	// Additional elements are wanted where the information exists. They count in
	// the score as soon as one component states them.
	Additional
	// Optional elements are welcome, and count in no score.
	Optional
)

// String returns the level in lower case.
func (l Level) String() string {
	return []string{"required", "additional", "optional"}[min(l, Optional)]
}

// elements returns what a profile wants, nil for an unknown one.
func (p Profile) elements() []element {
	switch p {
	case NTIA:
		return append(minimum(), each("identifier", Required, hasIdentifier))
	case NTIAStrict:
		return ntiaStrict()
	case CISA:
		return cisa()
	case FSCT:
		return append(minimum(), each("identifier", Required, hasIdentifier), each("license", Required, hasConcludedLicense), each("copyright", Required, hasCopyright))
	case FSCTBaseline:
		return fsctBaseline()
	case BSI:
		return bsi()
	case BSI20:
		return bsi20()
	case BSI11:
		return bsi11()
	case Telco:
		return telco()
	case General:
		return general()
	default:
		return nil
	}
}

// minimum are the elements that the conformance tests for NTIA and FSCT share.
func minimum() []element {
	return []element{
		once("author", Required, hasMaker), once("timestamp", Required, hasTime), once("relationships", Required, hasRelationships),
		each("name", Required, hasName), each("version", Required, hasVersion), each("supplier", Required, hasSupplier),
	}
}

func ntiaStrict() []element {
	return []element{
		each("supplier", Required, hasSupplierOrMaker), each("name", Required, hasName), each("version", Required, hasVersion),
		each("lookup-identifier", Required, hasLookupIdentifier), {name: "primary-dependencies", share: primaryDependencies},
		{name: "author", share: maker}, once("timestamp", Required, hasTime),
	}
}

func cisa() []element {
	return []element{
		once("format", Required, hasFormat), once("person", Required, hasPerson), once("producer", Required, hasProducer),
		each("name", Required, hasName), each("version", Required, hasVersion), each("identifier", Required, hasIdentifier),
		each("hash", Required, hasHash), each("any-license", Required, hasLicense), once("linked", Required, isLinked),
		each("supplier", Required, hasSupplierOrMaker), once("tool", Required, hasTool), once("timestamp", Required, hasTime),
		once("context", Required, hasContext), once("lifecycle", Optional, hasLifecycle),
	}
}

func fsctBaseline() []element {
	return []element{
		once("provenance", Required, func(v *view) bool { return hasTime(v) && hasPerson(v) }),
		once("primary-identity", Required, func(v *view) bool { return v.primary != nil && v.primary.Name != "" && v.primary.Version != "" }),
		each("identity", Required, func(v *view, c *component) bool { return hasName(v, c) && hasVersion(v, c) }),
		each("supplier", Required, hasSupplierOrMaker), each("baseline-identifier", Required, hasBaselineIdentifier), each("hash", Required, hasHash),
		once("completeness", Required, tellsCompleteness),
		once("primary-license", Required, func(v *view) bool { return v.primary != nil && hasLicense(v, v.primary) }),
		once("primary-copyright", Required, func(v *view) bool { return v.primary != nil && hasCopyright(v, v.primary) }),
	}
}

func telco() []element {
	return []element{
		once("format", Required, hasFormat), once("spec-version", Required, func(v *view) bool { return v.doc.SpecVersion != "" }), once("data-license", Required, hasDataLicense),
		once("document-ref", Required, isSPDX), once("document-name", Required, func(v *view) bool { return isSPDX(v) && v.doc.Name != "" }),
		once("namespace", Required, func(v *view) bool { return isSPDX(v) && v.doc.ID != "" }), once("creators", Required, func(v *view) bool { return hasPerson(v) && hasTool(v) }),
		once("timestamp", Required, hasTime), once("build-information", Required, hasBuildInformation),
		each("name", Required, hasName), each("component-ref", Required, hasRef), each("version", Required, hasVersion), each("supplier", Required, hasSupplierOrMaker),
		each("download", Required, func(_ *view, c *component) bool { return c.Source != "" }), each("concluded-license", Required, concludes), each("declared-license", Required, declares),
		each("copyright", Required, hasCopyright), once("linked", Required, isLinked),
		each("hash", Optional, hasHash), each("purl", Optional, hasPURL),
	}
}

// general groups what it wants as identification, provenance, integrity,
// completeness, licensing and use.
func general() []element {
	return []element{
		each("name", Required, hasName), each("version", Required, hasVersion), each("component-ref", Required, hasRef),
		once("timestamp", Required, hasTime), once("person", Required, hasPerson), once("versioned-tool", Required, hasVersionedTool), once("document-id", Required, hasID),
		each("hash", Required, hasHash), each("strong-hash", Required, hasStrongHash),
		once("linked", Required, isLinked), once("primary-component", Required, func(v *view) bool { return v.primary != nil }), each("supplier", Required, hasSupplierOrMaker), each("purpose", Required, hasPurpose),
		each("any-license", Required, hasLicense), each("valid-license", Required, hasValidLicense), each("listed-license", Required, hasListedLicense), each("declared-license", Required, declares), once("data-license", Required, hasDataLicense),
		each("lookup-identifier", Required, hasLookupIdentifier), once("spec-version", Required, isCurrent),
		once("lifecycle", Optional, hasLifecycle), once("completeness", Optional, tellsCompleteness), once("signature", Optional, isSigned),
		each("source-url", Optional, hasSourceURL), each("copyright", Optional, hasCopyright),
	}
}
