package secrets

import "github.com/penstock-dev/penstock/scan"

// What a finding may depend on, counted from the anchor that found it.
const (
	changeBehind = reachBack + markReach + snippetSide
	changeAhead  = reachAhead + markReach + snippetSide
)

// nearChanges reports whether there may be a match that a change brought about:
// any at all near one. It leaves the scanner ready for the text. The user's own
// rules go by places in the whole text, so with any of them there may be.
func (s *scanner) nearChanges(text []byte, changes []scan.Span) bool {
	if len(s.e.custom) > 0 {
		return true
	}
	binary, path, done, found := s.binary, s.path, 0, false
	for i := 0; i < len(changes) && !found; {
		from, to := around(text, changes[i])
		for i++; i < len(changes); i++ {
			next, end := around(text, changes[i])
			if next > to {
				break
			}
			to = max(to, end)
		}
		if from = max(from, done); from < to {
			s.state, s.probed = 0, from
			s.scan(text, from, to)
		}
		done, found = to, len(s.matches) > 0
	}
	s.reset()
	s.binary, s.path = binary, path
	return found
}

// around returns the anchors whose matches a change can concern. Encoded runs
// are decoded from their beginning, so they count as a whole.
func around(text []byte, change scan.Span) (from, to int) {
	from, to = min(change.Start, len(text)), min(change.End, len(text))
	for to < len(text) && runBytes[text[to]] {
		to++
	}
	for from = max(0, from-changeAhead); from > 0 && runBytes[text[from-1]]; {
		from--
	}
	return from, min(len(text), to+changeBehind)
}
