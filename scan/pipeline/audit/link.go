package audit

import "github.com/penstock-dev/penstock/scan/pipeline/ci"

// Link is [Linker.Link] for a system whose files only hand each other values.
// The surveys note in the flows what each file hands to others: the first looks
// at all files, then the next.
func Link(s System, list []LinkedFile, surveys ...func(*Run, *Files, *Flows)) func(int, func(*ci.Weakness)) *Run {
	files, flows := NewFiles(list), NewFlows()
	for _, survey := range surveys {
		for i := range list {
			if run := files.Open(i); run != nil {
				survey(run, files, flows)
			}
		}
	}
	return func(i int, report func(*ci.Weakness)) *Run {
		run := files.Open(i)
		if run == nil {
			return nil
		}
		run.Flows = flows
		run.ReportTo(report)
		s.Check(run)
		return run
	}
}
