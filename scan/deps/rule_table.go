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
		Tags: []string{"advisory", "dependency"},
	}
)
