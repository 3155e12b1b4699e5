package cli

import (
	"fmt"
	"os"
	"slices"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
)

// shownBefore says which findings a report of an earlier run has.
type shownBefore struct {
	persona scan.Persona
	classes []scan.Class // nil for all
	hides   bool         // something was found that it does not have
	news    bool         // it has itself only what was new against something
}

// lacks says why findings may count as new that are not, "" for no reason. It may be
// called on nil, for a state that was looked at itself.
func (b *shownBefore) lacks(now choice) string {
	switch {
	case b == nil:
		return ""
	case b.news:
		return "that report has itself only what was new when it was written: all that is older counts as new"
	case !b.hides:
		return ""
	case b.persona < now.persona:
		return fmt.Sprintf("that report was written for the persona %s and lacks what others see, so all of that counts as new: write it with -persona %s", b.persona, now.persona)
	case b.classes == nil:
		return ""
	}
	here := now.classes()
	if here == nil || slices.ContainsFunc(here, func(c scan.Class) bool { return !slices.Contains(b.classes, c) }) {
		return "that report was limited by -class, so what was found of other classes counts as new: write it without that"
	}
	return ""
}

// readBefore reads a report in the format jsonl.
func readBefore(path string) (*earlier, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	before := &earlier{name: path, complete: true, report: &shownBefore{}}
	for item, err := range report.ReadJSONL(file, report.ReadConfig{}) {
		switch {
		case err != nil:
			return nil, fmt.Errorf("-base %s: %w", path, err)
		case item.Finding != nil:
			before.findings = append(before.findings, item.Finding)
		case item.Diagnostic != nil:
			before.complete = before.complete && item.Diagnostic.Note
			before.report.hides = before.report.hides || item.Diagnostic.Kind == kindHidden
			before.report.news = before.report.news || item.Diagnostic.Kind == kindBase
		case item.Summary != nil:
			before.report.persona, before.report.classes = item.Summary.Persona, item.Summary.Classes
		}
	}
	return before, nil
}
