package conformance

import "path/filepath"

func scaExtract(dir string, report *Report) error {
	return countWrong(filepath.Join(dir, "extract", "cases.jsonl"), "extract", report)
}
