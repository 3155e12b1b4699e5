package conformance

import "path/filepath"

// scaGovulncheck has no adapter yet: every case counts as wrong.
func scaGovulncheck(dir string, report *Report) error {
	return countWrong(filepath.Join(dir, "govulncheck", "cases.jsonl"), "govulncheck", report)
}
