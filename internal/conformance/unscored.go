package conformance

import (
	"io/fs"
	"path/filepath"
	"strings"
)

// unscored counts the cases of an area that the API does not cover yet: every
// one is wrong.
func unscored(dir string, report *Report) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(d.Name(), "cases.jsonl") {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		set := strings.Trim(strings.TrimSuffix(filepath.ToSlash(rel), "cases.jsonl"), "/-")
		if set == "" {
			set = "cases"
		}
		return countWrong(path, set, report)
	})
}

func countWrong(path, set string, report *Report) error {
	cases, err := readCases[struct {
		ID string `json:"id"`
	}](path)
	if err != nil {
		return err
	}
	report.Set(set, 1)
	for _, c := range cases {
		report.Score(set, c.ID, false, "an answer", "not covered by the API")
	}
	return nil
}
