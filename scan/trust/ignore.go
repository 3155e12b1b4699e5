package trust

import "github.com/penstock-dev/penstock/scan"

// suppress marks the findings that a comment asks to pass over: one in their
// place or right above it, and one of checkov's anywhere in the resource.
func suppress(f *scan.File, list []*Weakness) {
	if len(list) == 0 {
		return
	}
	comments := scan.Ignores(f)
	for _, w := range list {
		for _, c := range comments {
			on := c.On(w.Location.Region)
			if c.Mechanism == "checkov:skip" {
				on = w.around(f, c)
			}
			if on && c.Names(w.Rule) {
				w.Suppressions = append(w.Suppressions, c.Suppression())
				break
			}
		}
	}
}

// around reports whether a comment stands in the resource of a finding.
func (w *Weakness) around(f *scan.File, c *scan.Ignore) bool {
	body := w.resource.body
	if body == nil {
		return false
	}
	at := c.Location.Region.StartOffset
	return body.start <= at && at < min(body.end, len(f.Bytes()))
}
