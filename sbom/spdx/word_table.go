package spdx

import (
	"slices"
	"strings"
	"sync"
)

// hashNames maps algorithms as this module writes them to those of SPDX 2.3.
var hashNames = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"md2": "MD2", "md4": "MD4", "md5": "MD5", "md6": "MD6", "sha1": "SHA1", "sha224": "SHA224", "sha256": "SHA256", "sha384": "SHA384",
		"sha512": "SHA512", "sha3-256": "SHA3-256", "sha3-384": "SHA3-384", "sha3-512": "SHA3-512", "blake2b-256": "BLAKE2b-256",
		"blake2b-384": "BLAKE2b-384", "blake2b-512": "BLAKE2b-512", "blake3": "BLAKE3", "adler32": "ADLER32",
	}
})

// hashWords maps them to those of SPDX 3.0, which writes lower case.
var hashWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{}
	for name := range hashNames() {
		words[name] = strings.ReplaceAll(strings.ReplaceAll(name, "-", "_"), "blake2b_", "blake2b")
	}
	return words
})

// relationshipTypes are those of SPDX 2.3 that are no part of the graph of
// dependencies and do not tell what a document describes.
var relationshipTypes = sync.OnceValue(func() map[string]bool {
	types := map[string]bool{}
	for _, t := range strings.Fields(`
		AMENDS ANCESTOR_OF BUILD_TOOL_OF CONTAINED_BY CONTAINS COPY_OF DATA_FILE_OF DEPENDENCY_MANIFEST_OF DESCENDANT_OF
		DEV_TOOL_OF DISTRIBUTION_ARTIFACT DOCUMENTATION_OF DYNAMIC_LINK EXAMPLE_OF EXPANDED_FROM_ARCHIVE FILE_ADDED FILE_DELETED
		FILE_MODIFIED GENERATED_FROM GENERATES HAS_PREREQUISITE METAFILE_OF OPTIONAL_COMPONENT_OF OTHER PACKAGE_OF PATCH_APPLIED
		PATCH_FOR PREREQUISITE_FOR REQUIREMENT_DESCRIPTION_FOR SPECIFICATION_FOR STATIC_LINK TEST_CASE_OF TEST_OF TEST_TOOL_OF
		VARIANT_OF`) {
		types[t] = true
	}
	return types
})

// threeTypes are the types of relationships that SPDX 3.0 has under the name
// that they have in SPDX 2.3.
var threeTypes = sync.OnceValue(func() map[string]bool {
	types := map[string]bool{}
	for _, t := range strings.Fields("ancestorOf contains dependsOn descendantOf generates hasOptionalDependency hasPrerequisite other") {
		types[t] = true
	}
	return types
})

// fileTypes maps what files are, in lower case, to the types of SPDX 2.3 (clause
// 8.3). Some purposes of SPDX 3 have a counterpart.
var fileTypes = sync.OnceValue(func() map[string]string {
	types := map[string]string{"executable": "BINARY", "bom": "SPDX"}
	for _, t := range strings.Fields("SOURCE BINARY ARCHIVE APPLICATION AUDIO IMAGE TEXT VIDEO DOCUMENTATION SPDX OTHER") {
		types[strings.ToLower(t)] = t
	}
	return types
})

// filePurposes maps them to those of SPDX 3.0.
var filePurposes = sync.OnceValue(func() map[string]string {
	words := map[string]string{"binary": "executable", "spdx": "bom"}
	for _, w := range strings.Fields(`
		application archive bom configuration container data device deviceDriver diskImage documentation evidence executable file
		filesystemImage firmware framework install library manifest model module operatingSystem other patch platform requirement source
		specification test`) {
		words[strings.ToLower(w)] = w
	}
	return words
})

// translate returns the words that a format has, each once.
func translate(words map[string]string, list []string) []string {
	var out []string
	for _, t := range list {
		if w := words[strings.ToLower(t)]; w != "" && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// referenceWords maps the types of references of CycloneDX to those of SPDX 3.0,
// and these to themselves. No two of CycloneDX mean the same.
var referenceWords = sync.OnceValue(func() map[string]string {
	words := map[string]string{
		"website": "altWebPage", "distribution": "altDownloadLocation", "issue-tracker": "issueTracker", "mailing-list": "mailingList",
		"social": "socialMedia", "build-system": "buildSystem", "build-meta": "buildMeta", "release-notes": "releaseNotes",
		"advisories": "securityAdvisory", "source-distribution": "sourceArtifact", "pentest-report": "securityPenTestReport",
		"static-analysis-report": "staticAnalysisReport", "dynamic-analysis-report": "dynamicAnalysisReport",
		"runtime-analysis-report": "runtimeAnalysisReport", "component-analysis-report": "componentAnalysisReport",
		"certification-report": "certificationReport", "quality-metrics": "qualityAssessmentReport", "risk-assessment": "riskAssessment",
		"adversary-model": "securityAdversaryModel", "threat-model": "securityThreatModel", "exploitability-statement": "vulnerabilityExploitabilityAssessment",
		"vulnerability-assertion": "vulnerabilityDisclosureReport",
	}
	for _, w := range strings.Fields(`
		altDownloadLocation altWebPage binaryArtifact bower buildMeta buildSystem certificationReport chat componentAnalysisReport cwe
		documentation dynamicAnalysisReport eolNotice exportControlAssessment funding issueTracker license mailingList mavenCentral metrics
		npm nuget other privacyAssessment productMetadata purchaseOrder qualityAssessmentReport releaseHistory releaseNotes riskAssessment
		runtimeAnalysisReport secureSoftwareAttestation securityAdversaryModel securityAdvisory securityFix securityOther
		securityPenTestReport securityPolicy securityThreatModel socialMedia sourceArtifact staticAnalysisReport support vcs
		vulnerabilityDisclosureReport vulnerabilityExploitabilityAssessment`) {
		words[w] = w
	}
	return words
})

// referenceType returns the word of CycloneDX for a type of SPDX 3.0, or the
// type where there is none.
func referenceType(word string) string {
	for kind, w := range referenceWords() {
		if w == word && kind != w {
			return kind
		}
	}
	return word
}
