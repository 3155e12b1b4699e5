package deps

import "github.com/penstock-dev/penstock/scan"

// The rules. They are never changed.
var (
	maliciousRule = &scan.Rule{
		ID:         "deps/malicious-dependency",
		Name:       "Dependency that is known to be malware",
		Class:      "malicious-dependency",
		Kind:       scan.KindMalware,
		Severity:   scan.SeverityCritical,
		Confidence: scan.ConfidenceHigh,
		Description: "The package was published to do harm: to steal credentials, to open a way in or to destroy data. " +
			"It usually does so when it is installed, before any of its code is called.",
		Remediation: "Remove the package and whatever pulled it in. Take every machine that installed it for compromised: " +
			"rotate the credentials it could reach and look through its logs.",
		Tags: []string{"advisory", "dependency", "malware"},
	}
	unmaintainedRule = &scan.Rule{
		ID:         "deps/unmaintained-dependency",
		Name:       "Dependency that an advisory calls unmaintained",
		Class:      "end-of-life-component",
		Kind:       scan.KindVulnerability,
		Severity:   scan.SeverityLow,
		Confidence: scan.ConfidenceHigh,
		Persona:    scan.PersonaPedantic,
		Description: "An informational advisory says that nobody looks after the package any more, or that it has to be used with care. " +
			"That is no vulnerability, but those that are found will stay open.",
		Remediation: "Replace the package, or see what the advisory recommends.",
		Tags:        []string{"advisory", "dependency", "hygiene"},
	}
	vulnerableRule = &scan.Rule{
		ID:         "deps/vulnerable-dependency",
		Name:       "Dependency with a published vulnerability",
		Class:      "vulnerable-dependency",
		Kind:       scan.KindVulnerability,
		Confidence: scan.ConfidenceHigh,
		Description: "An advisory says that this version of the package has a vulnerability. " +
			"How much that matters depends on whether the affected code is used; the severity is that of the advisory.",
		Remediation: "Upgrade to a version in which it is fixed. Where there is none, replace the package, " +
			"or see whether the advisory names a way around it.",
		Fix: "Raises the version in go.mod, package.json, pnpm-workspace.yaml, Cargo.toml, pyproject.toml and requirements files, within the major version " +
			"and to what clears the most. Safe for exact versions in requirements files where only what comes behind the second number changes; " +
			"unsafe elsewhere, since the lockfile or go.sum has to be renewed. None where the new version is not compatible or the requirement forbids it.",
		Tags: []string{"advisory", "dependency"},
	}
)
