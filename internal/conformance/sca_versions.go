package conformance

import "path/filepath"

func scaVersions(dir string, report *Report) error {
	return countWrong(filepath.Join(dir, "versions", "cases.jsonl"), "versions", report)
}
