package conformance

import (
	"errors"
	"path/filepath"
)

func scaMatch(dir string, report *Report) error {
	return errors.Join(
		countWrong(filepath.Join(dir, "match", "cases.jsonl"), "match", report),
		countWrong(filepath.Join(dir, "match", "range-cases.jsonl"), "ranges", report),
	)
}
