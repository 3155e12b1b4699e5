package github

import "github.com/penstock-dev/penstock/scan"

// AdvisoriesAsOf is the day on which the built-in advisories were gathered.
const AdvisoriesAsOf = "2026-11-22"

// Advisories returns a new list of the advisories that are built in: those of
// the GitHub Advisory Database (https://github.com/advisories?query=ecosystem%3Aactions)
// as of [AdvisoriesAsOf].
func Advisories() []Advisory {
	const critical, high, medium, low = scan.SeverityCritical, scan.SeverityHigh, scan.SeverityMedium, scan.SeverityLow
	return []Advisory{
		{ID: "GHSA-2487-9f55-2vg9", Alias: "CVE-2025-47271", Component: "ozi-project/publish", Summary: "code injection through the name of a pull request's branch", Severity: medium, From: "1.13.2", Before: "1.13.6"},
		{ID: "GHSA-26wh-cc3r-w6pj", Alias: "CVE-2025-31479", Component: "canonical/get-workflow-version-action", Summary: "part of the token shows in the log of a failed run", Severity: high, Before: "1.0.1"},
		{ID: "GHSA-4mgv-m5cm-f9h7", Alias: "CVE-2021-32074", Component: "hashicorp/vault-action", Summary: "secrets of several lines are not masked", Severity: high, Before: "2.2.0"},
		{ID: "GHSA-4xqx-pqpj-9fqw", Alias: "CVE-2020-14188", Component: "atlassian/gajira-create", Summary: "code injection through the text of an issue", Severity: critical, Before: "2.0.1"},
		{ID: "GHSA-5xq9-5g24-4g6f", Alias: "CVE-2025-59844", Component: "sonarsource/sonarqube-scan-action", Summary: "command injection through arguments", Severity: high, From: "4.0.0", Before: "6.0.0"},
		{ID: "GHSA-5xr6-xhww-33m4", Component: "dawidd6/action-download-artifact", Summary: "artifacts of forks are taken for the repository's own", Severity: high, Before: "6"},
		{ID: "GHSA-634p-93h9-92vh", Alias: "CVE-2022-39217", Component: "some-natalie/ghas-to-csv", Summary: "formulas in the CSV that it writes", Severity: medium, Before: "1"},
		{ID: "GHSA-65rg-554r-9j5x", Alias: "CVE-2024-48908", Component: "lycheeverse/lychee-action", Summary: "code injection through the input lycheeVersion", Severity: medium, Before: "2.0.2"},
		{ID: "GHSA-69fq-xp46-6x23", Alias: "CVE-2026-33634", Component: "aquasecurity/setup-trivy", Summary: "tags were moved to code that steals credentials", Severity: critical, Before: "0.2.6", Commits: []string{"e6c2c5e321ed9123bda567646e2f96565e34abe1", "8afa9b9f9183b4e00c46e2b82d34047e3c177bd0"}},
		{ID: "GHSA-69fq-xp46-6x23", Alias: "CVE-2026-33634", Component: "aquasecurity/trivy-action", Summary: "tags were moved to code that steals credentials", Severity: critical, Before: "0.35.0", FixedCommit: "57a97c7e7821a5776cebc9bb87c984fa69cba8f1", Commits: []string{"c5967f85626795f647d4bf6eb67227f9b79e02f5", "e0198fd2b6e1679e36d32933941182d9afa82f6f"}},
		{ID: "GHSA-6q4m-7476-932w", Alias: "CVE-2023-27581", Component: "rlespinasse/github-slug-action", Summary: "code injection through the name of a branch", Severity: high, From: "4.0.0", Before: "4.4.1"},
		{ID: "GHSA-7f32-hm4h-w77q", Component: "rlespinasse/github-slug-action", Summary: "the environment is set by commands that any output can forge", Severity: medium, Through: "1.1.0", Fixed: "1.1.1"},
		{ID: "GHSA-7x29-qqmq-v6qc", Component: "ultralytics/actions", Summary: "code injection through the name of a branch", Severity: high, Before: "0.0.3"},
		{ID: "GHSA-8v8w-v8xg-79rf", Alias: "CVE-2023-49291", Component: "tj-actions/branch-names", Summary: "code injection through the name of a branch", Severity: critical, Before: "7.0.7"},
		{ID: "GHSA-c5qx-p38x-qf5w", Component: "rageagainstthepixel/setup-steamcmd", Summary: "authentication tokens show in the log", Severity: high, Before: "1.3.0"},
		{ID: "GHSA-cxww-7g56-2vh6", Alias: "CVE-2024-42471", Component: "actions/download-artifact", Summary: "an artifact can write files anywhere", Severity: high, From: "4.0.0", Before: "4.1.3", FixedCommit: "87c55149d96e628cc2ef7e6fc2aab372015aec85",
			Commits: []string{"eaceaf801fd36c7dee90939fad912460b18a1ffe", "6b208ae046db98c579e8a3aa621ab581ff575935", "f44cd7b40bfd40b6aa1cc1b9b5b7bf03d3c67110", "7a1cd3216ca9260cd8022db641d960b1db4d1be4"}},
		{ID: "GHSA-f79p-9c5r-xg88", Alias: "CVE-2025-58178", Component: "sonarsource/sonarqube-scan-action", Summary: "command injection through the input args", Severity: high, From: "4.0.0", Before: "5.3.1"},
		{ID: "GHSA-f9qj-7gh3-mhj4", Alias: "CVE-2022-39326", Component: "kartverket/github-workflows/.github/workflows/run-terraform.yml", Summary: "code injection through the plan", Severity: high, Before: "2.7.5"},
		{ID: "GHSA-g85v-wf27-67xc", Alias: "CVE-2024-52587", Component: "step-security/harden-runner", Summary: "command injection through the environment", Severity: low, Before: "2.10.2"},
		{ID: "GHSA-g86g-chm8-7r2p", Alias: "CVE-2021-32724", Component: "check-spelling/check-spelling", Summary: "a symbolic link in a pull request leaks the token", Severity: critical, Before: "0.0.19"},
		{ID: "GHSA-ghm2-rq8q-wrhc", Alias: "CVE-2023-52137", Component: "tj-actions/verify-changed-files", Summary: "code injection through names of files", Severity: high, Before: "17"},
		{ID: "GHSA-gq52-6phf-x2r6", Alias: "CVE-2025-54416", Component: "tj-actions/branch-names", Summary: "code injection through the name of a branch", Severity: critical, Through: "8.2.1", Fixed: "9.0.0"},
		{ID: "GHSA-h3qr-39j9-4r5v", Alias: "CVE-2023-30853", Component: "gradle/gradle-build-action", Summary: "secrets are written to the cache", Severity: high, Before: "2.4.2"},
		{ID: "GHSA-hgx2-4pp9-357g", Alias: "CVE-2020-15272", Component: "ericcornelissen/git-tag-annotation-action", Summary: "command injection through the input tag", Severity: high, Before: "1.0.1"},
		{ID: "GHSA-hw6r-g8gj-2987", Component: "pytorch/pytorch/.github/actions/filter-test-configs", Summary: "code injection through expressions", Severity: medium, Before: "2.0.1", Fixed: "none"},
		{ID: "GHSA-m32f-fjw2-37v3", Alias: "CVE-2025-47775", Component: "bullfrogsec/bullfrog", Summary: "the filter of domains does not see DNS over TCP", Severity: medium, Before: "0.8.4"},
		{ID: "GHSA-mcph-m25j-8j63", Alias: "CVE-2023-51664", Component: "tj-actions/changed-files", Summary: "code injection through names of files", Severity: high, Before: "41"},
		{ID: "GHSA-mj96-mh85-r574", Component: "buildalon/setup-steamcmd", Summary: "authentication tokens show in the log", Severity: high, Before: "1.1.0"},
		{ID: "GHSA-mrrh-fwg8-r2c3", Alias: "CVE-2025-30066", Component: "tj-actions/changed-files", Summary: "tags were moved to code that prints secrets", Severity: high, Through: "45.0.7", Fixed: "46.0.1", Commits: []string{"0e58ed8671d6b60d0890c21b07f8835ace038e67"}},
		{ID: "GHSA-mxr3-8whj-j74r", Alias: "CVE-2025-32955", Component: "step-security/harden-runner", Summary: "sudo can be had again although it is switched off", Severity: medium, From: "0.12.0", Before: "2.12.0"},
		{ID: "GHSA-p756-rfxh-x63h", Alias: "CVE-2023-23939", Component: "azure/setup-kubectl", Summary: "the program that it installs can be changed by every user", Severity: low, Before: "3"},
		{ID: "GHSA-pwf7-47c3-mfhx", Component: "j178/prek-action", Summary: "code injection through inputs", Severity: critical, Through: "1.0.5", Fixed: "1.0.6"},
		{ID: "GHSA-qmg3-hpqr-gqvc", Alias: "CVE-2025-30154", Component: "reviewdog/action-setup", Summary: "the tag v1 was moved to code that prints secrets", Severity: high, From: "1", Through: "1.0.0", Fixed: "1.3.2", Commits: []string{"f0d342d24037bb11d26b9bd8496e0808ba32e9ec"}},
		{ID: "GHSA-rg3q-prf8-qxmp", Alias: "CVE-2023-30623", Component: "embano1/wip", Summary: "command injection through the title of a pull request", Severity: high, Before: "2"},
		{ID: "GHSA-vqf5-2xx6-9wfm", Alias: "CVE-2025-24362", Component: "github/codeql-action", Summary: "debug artifacts hold the token", Severity: high, From: "3.26.11", Before: "3.28.3"},
		{ID: "GHSA-vxmw-7h4f-hqxh", Component: "pypa/gh-action-pypi-publish", Summary: "expressions expand in its own scripts", Severity: low, Before: "1.13.0"},
		{ID: "GHSA-xj87-mqvh-88w2", Alias: "CVE-2024-42482", Component: "fish-shop/syntax-check", Summary: "command injection through the pattern of files", Severity: medium, Before: "1.6.12"},
	}
}
