package cyclonedx

import "sync"

// componentTypes are those of CycloneDX 1.6.
func componentTypes() []string {
	return []string{
		"application", "framework", "library", "container", "platform", "operating-system", "device", "device-driver", "firmware", "file",
		"machine-learning-model", "data", "cryptographic-asset",
	}
}

// referenceTypes are those of CycloneDX 1.6.
func referenceTypes() []string {
	return []string{
		"vcs", "issue-tracker", "website", "advisories", "bom", "mailing-list", "social", "chat", "documentation", "support",
		"source-distribution", "distribution", "distribution-intake", "license", "build-meta", "build-system", "release-notes",
		"security-contact", "model-card", "log", "configuration", "evidence", "formulation", "attestation", "threat-model", "adversary-model",
		"risk-assessment", "vulnerability-assertion", "exploitability-statement", "pentest-report", "static-analysis-report",
		"dynamic-analysis-report", "runtime-analysis-report", "component-analysis-report", "maturity-report", "certification-report",
		"codified-infrastructure", "quality-metrics", "poam", "electronic-signature", "digital-signature", "rfc-9116", "other",
	}
}

// aggregates are what a composition may say.
func aggregates() []string {
	return []string{
		"complete", "incomplete", "incomplete_first_party_only", "incomplete_first_party_proprietary_only",
		"incomplete_first_party_opensource_only", "incomplete_third_party_only", "incomplete_third_party_proprietary_only",
		"incomplete_third_party_opensource_only", "unknown", "not_specified",
	}
}

// phases are the phases of a lifecycle that have a word.
func phases() []string {
	return []string{
		"design", "pre-build", "build", "post-build", "operations", "discovery", "decommission",
	}
}

// hashNames maps algorithms as this module writes them to those of CycloneDX.
var hashNames = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512", "sha3-256": "SHA3-256",
		"sha3-384": "SHA3-384", "sha3-512": "SHA3-512", "blake2b-256": "BLAKE2b-256", "blake2b-384": "BLAKE2b-384",
		"blake2b-512": "BLAKE2b-512", "blake3": "BLAKE3",
	}
})

// taskTypes are those of a formulation.
func taskTypes() []string {
	return []string{"copy", "clone", "lint", "scan", "merge", "build", "test", "deliver", "deploy", "release", "clean", "other"}
}
