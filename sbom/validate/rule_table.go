package validate

import "github.com/penstock-dev/penstock/scan"

// ruleTable is the rules; that of the structure is the first.
func ruleTable() []*scan.Rule {
	rules := []*scan.Rule{
		{
			ID: RuleStructure, Name: "Document against its specification",
			Description: "The document has not the structure that the version of CycloneDX or SPDX which it names prescribes: a member that there is not, one of the wrong type, a word that is none of those allowed, a mandatory one that is missing, an element at the wrong place. Programs that read it drop what they do not know, refuse it whole, or take it for something else, so that components escape the checks made with it.",
			Remediation: "Mend what the message names, or the tool that wrote it. The message tells where a later version of the specification has what this one lacks.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "libary", "name": "wheel"}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel"}]}`,
		},
		{
			ID: RuleDuplicateKey, Name: "Member that stands twice in a JSON object",
			Description: "RFC 8259 leaves open which of two members of one name counts: some programs take the first, others the last. The document says different things to different readers, which hides a component from one of them.",
			Remediation: "Remove one of the two members.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "name": "axle"}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel"}]}`,
		},
		{
			ID: RuleFormat, Name: "Value that has not the prescribed form",
			Description: "The specification prescribes a form in words, which its schema does not hold: an SPDX identifier, a time in UTC, a namespace, the kind of a creator, a license for the data of the document. Programs that rely on it misread the value.",
			Remediation: "Write the value in the form that the message gives.",
			Example:     `{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "wheel", "documentNamespace": "https://example.com/wheel", "creationInfo": {"created": "2024-05-06", "creators": ["Tool: axle"]}}`,
			Fixed:       `{"spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "wheel", "documentNamespace": "https://example.com/wheel", "creationInfo": {"created": "2024-05-06T07:08:09Z", "creators": ["Tool: axle"]}}`,
		},
		{
			ID: RuleDanglingReference, Name: "Reference to nothing",
			Description: "A dependency, relationship, composition or vulnerability names an element that the document does not have. The edge leads nowhere: what depends on it, or is affected by it, is not seen.",
			Remediation: "Name an element of the document, add the one that is meant, or use a BOM-Link or an external document reference for one of another document.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}], "dependencies": [{"ref": "w", "dependsOn": ["axle"]}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}], "dependencies": [{"ref": "w"}]}`,
		},
		{
			ID: RuleDuplicateReference, Name: "Two elements with one reference",
			Description: "Two elements of the document have the same identifier, so that nobody can tell which of them a dependency or a vulnerability is about.",
			Remediation: "Give each element an identifier of its own.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}, {"type": "library", "name": "axle", "bom-ref": "w"}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}, {"type": "library", "name": "axle", "bom-ref": "a"}]}`,
		},
		{
			ID: RuleDependencyCycle, Name: "Components that depend on each other", Persona: scan.PersonaPedantic,
			Description: "Some package managers allow components to need each other. Where they do not, a cycle shows that the graph was made wrongly; and programs that walk it without care do not end.",
			Remediation: "Look whether the package manager tells the same.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}, {"type": "library", "name": "axle", "bom-ref": "a"}], "dependencies": [{"ref": "w", "dependsOn": ["a"]}, {"ref": "a", "dependsOn": ["w"]}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}, {"type": "library", "name": "axle", "bom-ref": "a"}], "dependencies": [{"ref": "w", "dependsOn": ["a"]}, {"ref": "a"}]}`,
		},
		{
			ID: RuleSelfDependency, Name: "Component that depends on itself",
			Description: "A component is named among its own dependencies. This is a mistake of the tool that wrote the document, often because two components were taken for one.",
			Remediation: "Remove the edge, or mend the name of the component that was meant.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}], "dependencies": [{"ref": "w", "dependsOn": ["w"]}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}], "dependencies": [{"ref": "w"}]}`,
		},
		{
			ID: RuleRootMissing, Name: "Document that does not say what it describes", Class: "sbom-incomplete",
			Description: "The document names no component that it is about, or says nothing about the dependencies of that one although it does of others. Without a root nobody can tell direct dependencies from indirect ones, nor show the path to a vulnerable one.",
			Remediation: "In CycloneDX set `metadata.component` and list its direct dependencies under its reference; in SPDX add a relationship DESCRIBES.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "cart", "bom-ref": "c"}}, "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}], "dependencies": [{"ref": "w"}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "cart", "bom-ref": "c"}}, "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}], "dependencies": [{"ref": "c", "dependsOn": ["w"]}, {"ref": "w"}]}`,
		},
		{
			ID: RuleUnreachable, Name: "Component that nothing leads to", Class: "sbom-incomplete", Persona: scan.PersonaPedantic,
			Description: "The graph of the document does not lead from its root to this component. Either an edge is missing, or the component does not belong here.",
			Remediation: "Add the dependency that brings the component in, or remove it.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "cart", "bom-ref": "c"}}, "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}, {"type": "library", "name": "axle", "bom-ref": "a"}], "dependencies": [{"ref": "c", "dependsOn": ["w"]}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"type": "application", "name": "cart", "bom-ref": "c"}}, "components": [{"type": "library", "name": "wheel", "bom-ref": "w"}, {"type": "library", "name": "axle", "bom-ref": "a"}], "dependencies": [{"ref": "c", "dependsOn": ["w", "a"]}]}`,
		},
		{
			ID: RuleInvalidPURL, Name: "Package URL that is none",
			Description: "The package URL cannot be read (ECMA-427). Whatever looks the component up by it, for vulnerabilities or licenses, finds nothing and says nothing.",
			Remediation: "Write `pkg:type/namespace/name@version?qualifiers#subpath` with its parts escaped.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "purl": "npm/wheel@1.2"}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "purl": "pkg:npm/wheel@1.2"}]}`,
		},
		{
			ID: RulePURLMismatch, Name: "Package URL that contradicts its component",
			Description: "Name, version or type of the component are not those of its package URL. One of them is wrong, and which of them a program goes by decides what it finds: a vulnerable version can hide behind the other's number.",
			Remediation: "Make both say the same.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "version": "1.3", "purl": "pkg:npm/wheel@1.2"}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "version": "1.2", "purl": "pkg:npm/wheel@1.2"}]}`,
		},
		{
			ID: RuleUnknownLicense, Name: "License that nobody knows",
			Description: "The identifier is not on the SPDX license list, the expression cannot be read, or it refers to a license whose text the document does not have. Policies about licenses cannot judge it.",
			Remediation: "Use an identifier of the list, or in CycloneDX a name in place of an id; in SPDX add the text of what `LicenseRef-` refers to.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "licenses": [{"expression": "Apache2 or MIT"}]}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "licenses": [{"expression": "Apache-2.0 OR MIT"}]}]}`,
		},
		{
			ID: RuleHashLength, Name: "Digest that is not of its algorithm",
			Description: "The digest has not the length that its algorithm gives, so that it can never match: the component cannot be checked against it.",
			Remediation: "Name the algorithm that made the digest, or write the whole digest in hexadecimal digits.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "hashes": [{"alg": "SHA-256", "content": "d41d8cd98f00b204e9800998ecf8427e"}]}]}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library", "name": "wheel", "hashes": [{"alg": "MD5", "content": "d41d8cd98f00b204e9800998ecf8427e"}]}]}`,
		},
		{
			ID: RuleFutureDate, Name: "Document made in the future",
			Description: "The time of creation is behind the time of the check. Whoever takes the newest of several documents takes this one for good.",
			Remediation: "Set the clock of the machine that writes documents, or the time that it is given.",
			Example:     `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2999-01-01T00:00:00Z"}}`,
			Fixed:       `{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": "2024-01-01T00:00:00Z"}}`,
		},
	}
	for _, r := range rules {
		r.Kind, r.Confidence, r.Severity = scan.KindMisconfiguration, scan.ConfidenceHigh, severity(r.ID)
		if r.Class == "" {
			r.Class = "sbom-invalid"
		}
	}
	return rules
}
