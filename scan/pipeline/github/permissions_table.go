package github

import "github.com/penstock-dev/penstock/scan"

// scopeValues lists the token's scopes with the values that each accepts.
var scopeValues = map[string]string{
	"actions":              "read write none",
	"artifact-metadata":    "read write none",
	"attestations":         "read write none",
	"checks":               "read write none",
	"contents":             "read write none",
	"copilot-requests":     "write none",
	"deployments":          "read write none",
	"discussions":          "read write none",
	"id-token":             "write none",
	"issues":               "read write none",
	"models":               "read none",
	"packages":             "read write none",
	"pages":                "read write none",
	"pull-requests":        "read write none",
	"repository-projects":  "read write none",
	"security-events":      "read write none",
	"statuses":             "read write none",
	"vulnerability-alerts": "read none",
}

// writeScopes rates what writing a scope is worth to an attacker.
var writeScopes = map[string]scan.Severity{
	"actions":             scan.SeverityHigh,
	"attestations":        scan.SeverityHigh,
	"checks":              scan.SeverityMedium,
	"contents":            scan.SeverityHigh,
	"deployments":         scan.SeverityHigh,
	"discussions":         scan.SeverityMedium,
	"id-token":            scan.SeverityHigh,
	"issues":              scan.SeverityHigh,
	"packages":            scan.SeverityHigh,
	"pages":               scan.SeverityHigh,
	"pull-requests":       scan.SeverityHigh,
	"repository-projects": scan.SeverityMedium,
	"security-events":     scan.SeverityMedium,
	"statuses":            scan.SeverityMedium,
}
