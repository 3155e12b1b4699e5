package secrets

import "strings"

// companionReach is how far the parts of a credential may be from each other.
const companionReach = 300

// search is a compiled row of [companionTable].
type search struct {
	companion
	form  form
	words words // of names; without an automaton where any name will do
	check check
	index int
}

// related is the place of another part of the same credential.
type related struct {
	span
	row int // of the table
}

// addCompanions compiles the table for the rules that there are.
func (e *engine) addCompanions(all alphabets, rows []companion) error {
	e.companions = make([][]search, len(e.rules))
	for i, row := range rows {
		of, known := e.byID[row.of]
		if _, reported := e.byID[row.report]; !known || row.report != "" && !reported {
			continue // disabled
		}
		forms, err := parseFormat(all, row.form)
		if err != nil {
			return err
		}
		f := forms[0]
		f.anchor = -1
		s := search{companion: row, form: f, index: i}
		if row.names != "" {
			s.words = newWords(strings.Split(row.names, "|")...)
		}
		if f.parts[0].set != nil && f.parts[0].set.size >= 62 {
			s.check = allSorts
		}
		e.companions[of] = append(e.companions[of], s)
	}
	e.table = rows
	return nil
}

// companions looks around a match for the other parts of its credential. Those
// that are secrets become matches; the places of the others go into m.
func (s *scanner) companions(w *window, m *match) {
	if m.rule >= len(s.e.companions) {
		return
	}
	for i := range s.e.companions[m.rule] {
		row := &s.e.companions[m.rule][i]
		if row.report == "" {
			if at, ok := s.nearest(w, row, m.span); ok {
				m.relate(related{at, row.index})
			}
			continue
		}
		s.eachCompanion(w, row, m.span, func(at span) {
			s.matches = append(s.matches, match{
				span: at, rule: s.e.byID[row.report], rank: rankToken, distance: gap(at, m.span),
				parts:   [maxRelated]related{{m.span, row.index}},
				verdict: verdict{confidence: m.verdict.confidence, account: m.verdict.account, note: "It stands beside its key id."},
			})
		})
	}
}

// maxRelated is the most other parts that are told of a match.
const maxRelated = 2

// relate adds a place of another part.
func (m *match) relate(r related) {
	for i := range m.parts {
		if m.parts[i].span == (span{}) {
			m.parts[i] = r
			return
		}
	}
}

// nearest returns the companion that is nearest to a match.
func (s *scanner) nearest(w *window, row *search, to span) (best span, ok bool) {
	s.eachCompanion(w, row, to, func(at span) {
		if !ok || gap(at, to) < gap(best, to) {
			best, ok = at, true
		}
	})
	return best, ok
}

// gap returns the number of bytes between two places that do not overlap.
func gap(a, b span) int { return max(a.start-b.end, b.start-a.end) }

// eachCompanion calls found for everything of the row's form within reach of
// the match at to. What is known to hold nothing is passed over, so that many
// matches side by side cost one look.
func (s *scanner) eachCompanion(w *window, row *search, to span, found func(span)) {
	pos, top := max(w.floor, to.start-companionReach), min(w.top, to.end+companionReach)
	barren := &s.barren[row.index]
	if barren.start <= pos && pos < barren.end {
		pos = barren.end
	} else {
		*barren = span{pos, pos}
	}
	for pos < top {
		at, next, certain := s.companionAt(w, row, pos, top)
		if at.end > 0 {
			if at.end <= to.start || at.start >= to.end {
				found(at)
			}
			certain = false
		}
		if certain && barren.end == pos {
			barren.end = next
		}
		pos = next
	}
}

// companionAt tries one place; next is where to go on, and certain says that
// nothing begins before it, wherever the reach ends.
func (s *scanner) companionAt(w *window, row *search, pos, top int) (at span, next int, certain bool) {
	set := row.form.parts[0].set
	if set == nil {
		set = s.e.identifier
	}
	if !set.in[w.text[pos]] || w.text[pos] == '=' {
		return span{}, pos + 1, true
	}
	end := s.runs.forward(w.text, set, pos, w.top)
	m := &s.m
	ok := startsWord(w.text, pos, w.floor) && row.form.matchAt(w, s.runs, pos, m) && m.at[len(row.form.parts)] <= top
	if !ok {
		next := nextValue(w.text, pos, end)
		return span{}, max(next, pos+1), next+len(row.form.parts)*8 < top
	}
	at = span{pos, m.at[len(row.form.parts)]}
	value := w.text[at.start:at.end]
	if !row.form.random(w.text, m, 0.75) || placeholder(value) || row.check != nil && row.check(value).reject || !row.named(w, pos) {
		return span{}, at.end, false
	}
	return at, at.end, false
}

// named reports whether the name in front of a value holds one of the words
// that the row wants.
func (row *search) named(w *window, pos int) bool {
	if row.words.automaton == nil {
		return true
	}
	line := w.text[max(w.floor, pos-60):pos]
	from := lineStart(line, 0, len(line))
	return row.words.in(line[from:])
}
