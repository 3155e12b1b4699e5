package licensing

import "github.com/penstock-dev/penstock/scan"

// The rules. They are never changed.
var (
	deniedRule = &scan.Rule{
		ID:         "license/denied",
		Name:       "Component under a license that the policy denies",
		Class:      "license-violation",
		Kind:       scan.KindLicense,
		Severity:   scan.SeverityHigh,
		Confidence: scan.ConfidenceHigh,
		Description: "The policy denies the license that the component states, or a part of it that cannot be avoided. " +
			"Whoever passes the component on, or runs it for others, may owe what the policy does not want to give: the source of the whole work, or a fee.",
		Remediation: "Replace the component, or use it under other terms. If the decision is to live with it, " +
			"write an exception with a reason and a day on which it ends.",
		Example: "deny: [network-copyleft]   # and a component under AGPL-3.0-only",
		Fixed:   "deny: [network-copyleft]   # and a component under Apache-2.0",
		Tags:    []string{"dependency", "license"},
	}
	reviewRule = &scan.Rule{
		ID:         "license/review",
		Name:       "Component under a license that somebody has to look at",
		Class:      "license-violation",
		Kind:       scan.KindLicense,
		Severity:   scan.SeverityLow,
		Confidence: scan.ConfidenceHigh,
		Description: "The policy neither allows nor denies the license that the component states: " +
			"whether it is acceptable depends on how the component is used and passed on.",
		Remediation: "Decide whether the license is acceptable for this use, and write the decision into the policy: " +
			"allow or deny the license, or make an exception for the component.",
		Example: "review: [strong-copyleft]   # and a component under GPL-3.0-only",
		Fixed:   "exceptions: [{package: \"pkg:npm/graphs\", reason: run as a program of its own}]",
		Tags:    []string{"dependency", "license"},
	}
	unknownRule = &scan.Rule{
		ID:         "license/unknown",
		Name:       "Component under a license that is not known",
		Class:      "unknown-license",
		Kind:       scan.KindLicense,
		Severity:   scan.SeverityLow,
		Confidence: scan.ConfidenceHigh,
		Description: "What the component states for its license is none of the SPDX list and no common name of one: " +
			"a text of its own, a file to look into, or a reference. What it asks for is not known.",
		Remediation: "Read the license. If the name is an unusual one for a license of the SPDX list, write a conclusion into the policy; " +
			"otherwise name the reference in a list of the policy, or make an exception for the component.",
		Example: `"license": "SEE LICENSE IN TERMS.md"`,
		Fixed:   `conclusions: [{package: "pkg:npm/graphs", license: MIT}]`,
		Tags:    []string{"dependency", "license"},
	}
	missingRule = &scan.Rule{
		ID:         "license/missing",
		Name:       "Component that states no license",
		Class:      "unknown-license",
		Kind:       scan.KindLicense,
		Severity:   scan.SeverityLow,
		Confidence: scan.ConfidenceMedium,
		Description: "Nothing that was read says under which license the component is. Without a license nobody but its owner may use it; " +
			"often the license only stands somewhere that was not read, since many lockfiles name none.",
		Remediation: "Scan what is installed instead of the lockfile alone, or look the license up and write a conclusion into the policy.",
		Example:     `{"name": "graphs", "version": "2.1.0"}`,
		Fixed:       `{"name": "graphs", "version": "2.1.0", "license": "MIT"}`,
		Tags:        []string{"dependency", "license"},
	}
)
