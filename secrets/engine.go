package secrets

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/internal/ahocorasick"
)

// engine is the compiled form of all rules: one automaton over their anchors,
// and for each anchor what to try where it is found. It is immutable.
type engine struct {
	rules      []rule
	automat    *ahocorasick.Automaton
	patterns   []string   // lower case, by index of the automaton
	targets    [][]target // by index of the automaton
	sets       int        // number of alphabets
	identifier *alphabet
	bare       *alphabet // of values without quotes
	part       *alphabet // of tokens
	byID       map[string]int
	finders    []finder
	markers    []marker
	custom     []custom
	allow      []allowance
	companions [][]search // by rule
	table      []companion
	log        bool // texts are logs of CI systems
}

// target is what to try where an anchor is found.
type target struct {
	kind targetKind
	rule int
	form int
	weak bool
}

type targetKind uint8

const (
	targetToken  targetKind = iota // the form around the anchor
	targetNear                     // the rule's forms behind the anchor
	targetPEM                      // a private key
	targetCode                     // the finder of index form
	targetCustom                   // the user's rule of index form
	targetMarker                   // the marker of index form
)

// newEngine compiles the definitions, for logs or for other texts.
func newEngine(definitions []definition, log bool, own ...Rule) (*engine, error) {
	all := newAlphabets()
	e := &engine{log: log, sets: len(all), identifier: all["b62_"], bare: all["bare"], part: all["b64u"], byID: map[string]int{}}
	index := map[string]int{}
	add := func(pattern string, t target) {
		pattern = strings.ToLower(pattern)
		i, known := index[pattern]
		if !known {
			i = len(e.patterns)
			index[pattern] = i
			e.patterns, e.targets = append(e.patterns, pattern), append(e.targets, nil)
		}
		if !slices.Contains(e.targets[i], t) {
			e.targets[i] = append(e.targets[i], t)
		}
	}
	for _, d := range definitions {
		if err := e.addRule(all, d, add); err != nil {
			return nil, err
		}
	}
	for _, r := range own {
		if err := e.addCustom(r, add); err != nil {
			return nil, err
		}
	}
	if err := e.addCompanions(all, companionTable()); err != nil {
		return nil, err
	}
	add(pemAnchor, target{kind: targetPEM})
	e.finders = finderTable()
	if log {
		e.finders = append(e.finders, logFinders()...)
	}
	for i, f := range e.finders {
		for _, anchor := range f.anchors {
			add(anchor, target{kind: targetCode, form: i})
		}
	}
	e.markers = markerTable()
	for i, m := range e.markers {
		add(m.text, target{kind: targetMarker, form: i})
	}
	var err error
	e.automat, err = ahocorasick.New(e.patterns)
	return e, err
}

// addCustom compiles a rule of the user's and adds its keywords.
func (e *engine) addCustom(r Rule, add func(string, target)) error {
	c, err := compileCustom(r)
	if err != nil {
		return err
	}
	if _, twice := e.byID[r.ID]; twice {
		return fmt.Errorf("rule %s: defined twice", r.ID)
	}
	c.index = len(e.rules)
	e.byID[r.ID] = c.index
	e.rules = append(e.rules, rule{definition: definition{id: r.ID, provider: cmp.Or(r.Provider, "custom")}, about: r.about()})
	for _, k := range c.keywords {
		add(k, target{kind: targetCustom, form: len(e.custom)})
	}
	e.custom = append(e.custom, c)
	return nil
}

// addRule compiles one definition and adds its anchors.
func (e *engine) addRule(all alphabets, d definition, add func(string, target)) error {
	if _, twice := e.byID[d.id]; twice {
		return fmt.Errorf("rule %s: defined twice", d.id)
	}
	n := len(e.rules)
	e.byID[d.id] = n
	if d.formats == "" { // found by code of its own
		e.rules = append(e.rules, rule{definition: d, about: describe(d)})
		return nil
	}
	r, err := compile(all, d)
	if err != nil {
		return err
	}
	e.rules = append(e.rules, r)
	if d.opt.near != "" {
		for _, word := range strings.Split(d.opt.near, "|") {
			name, weak := strings.CutSuffix(word, "?")
			add(name, target{kind: targetNear, rule: n, weak: weak})
		}
		for i := range r.forms {
			r.forms[i].anchor = -1
		}
		return nil
	}
	for i, f := range r.forms {
		if f.anchor < 0 {
			return fmt.Errorf("rule %s: no text of three bytes to look for, and no name that stands near", d.id)
		}
		add(f.parts[f.anchor].text, target{kind: targetToken, rule: n, form: i})
	}
	return nil
}

// match is a secret in the text, before overlaps are resolved.
type match struct {
	span
	rule     int
	rank     int // the higher wins where two overlap
	distance int // from the name that tells the secret, where there is one
	prefix   string
	verdict  verdict
	parts    [maxRelated]related // the other parts of its credential
	mask     span                // what may not be shown: everything that overlapped
	value    string              // where the text holds it encoded
	sure     bool                // the text itself says that it is secret
}

// Ranks of matches.
const (
	rankCommon = iota // a form that several issuers share
	rankNear
	rankCustom
	rankDecoded // a token that only shows once its text is decoded
	rankToken
	rankKey
)

// What one match may depend on: the text this far in front of and behind the
// anchor that found it. The same bounds hold for whole texts, so that pieces
// give the same findings.
const (
	reachBack  = 4 << 10
	reachAhead = 32 << 10
)

// scanner is the working memory of one text.
type scanner struct {
	e       *engine
	runs    runs
	tried   []span // by rule: the last match that was looked into
	touched []int  // the rules whose tried is set
	barren  []span // by row of the table of companions: where none is
	m       found  // of the form that is being tried
	w       window // of the anchor that is being tried
	matches []match
	allowed comments
	state   ahocorasick.State
	binary  bool // no prose: names near a value mean nothing

	// Of user rules.
	path   string
	base   int   // offset of the text in the whole text
	blocks []int // by user rule: the first block that was not looked at

	// Of logs.
	view     view
	known    []known
	searched int // offset up to which known values were looked for

	// Of decoding.
	probed       int      // offset up to which runs were looked for
	escaped      span     // the last run of escapes
	runBudget    int      // bytes that may still be decoded
	escapeBudget int      // the same for escapes
	depth        int      // encodings around this text
	inner        *scanner // of decoded text, once there was some
	limits       limits
	decoding
}

func newScanner(e *engine) *scanner {
	s := &scanner{e: e, runs: make(runs, e.sets), tried: make([]span, len(e.rules)), barren: make([]span, len(e.table)), blocks: make([]int, len(e.custom))}
	s.reset()
	return s
}

// reset makes the scanner ready for another text.
func (s *scanner) reset() {
	clear(s.runs)
	for _, rule := range s.touched {
		s.tried[rule] = span{}
	}
	s.touched = s.touched[:0]
	clear(s.barren)
	clear(s.matches)
	s.matches = s.matches[:0]
	s.allowed.reset()
	s.state, s.binary, s.w = 0, false, window{}
	s.path, s.base = "", 0
	clear(s.blocks)
	clear(s.known)
	s.known, s.searched = s.known[:0], 0
	s.probed, s.escaped, s.runBudget, s.escapeBudget = 0, span{}, decodeBudget, decodeBudget
	s.inflateBudget, s.limits = inflateBudget, limits{}
}

// scan looks at the anchors that end in text[from:to]. Offsets of matches are
// those in text.
func (s *scanner) scan(text []byte, from, to int) {
	a := s.e.automat
	old := len(s.matches)
	piece := text[:to]
	for pos, state, ok := a.Next(piece, from, s.state); ; pos, state, ok = a.Next(piece, pos, state) {
		s.state = state
		if !ok {
			break
		}
		for _, p := range a.Matches(state) {
			s.hit(text, int(p), pos)
		}
	}
	s.customBlocks(text, to)
	s.encodedRuns(text, to)
	if s.e.log && s.depth == 0 {
		s.searchKnown(text, to)
		s.dropMasked(text, old)
	}
	s.filter(text, old)
}

// hit tries everything that the pattern ending at end stands for.
func (s *scanner) hit(text []byte, pattern, end int) {
	start := end - len(s.e.patterns[pattern])
	w := &s.w
	*w = window{text, max(0, start-reachBack), min(len(text), start+reachAhead)}
	for _, t := range s.e.targets[pattern] {
		switch t.kind {
		case targetToken:
			s.token(w, t, start)
		case targetNear:
			if !s.binary {
				s.near(w, t, span{start, end})
			}
		case targetPEM:
			s.key(w, start)
		case targetCode:
			if f := &s.e.finders[t.form]; !s.binary || f.binary {
				f.find(s, w, span{start, end})
			}
		case targetCustom:
			s.customHit(text, t.form, start)
		case targetMarker:
			s.allowed.add(&s.e.markers[t.form], text, start, end)
		}
	}
}

// token tries a form around its anchor.
func (s *scanner) token(w *window, t target, anchor int) {
	r := &s.e.rules[t.rule]
	f := &r.forms[t.form]
	if last := s.tried[t.rule]; last.start < anchor && anchor < last.end {
		return
	}
	m := &s.m
	if !f.matchAt(w, s.runs, anchor, m) {
		return
	}
	s.remember(t.rule, span{anchor, m.at[len(f.parts)]})
	if !f.random(w.text, m, r.opt.share) {
		return
	}
	secret := span{m.at[f.first], m.at[f.last]}
	if r.opt.apart && endsName(w, m.at[0]) {
		return
	}
	if r.opt.url {
		secret.start = urlStart(w, secret.start)
	} else if placeholder(w.text[secret.start+len(f.prefix()) : secret.end]) {
		return
	}
	v, ok := s.verify(r, w.text[secret.start:secret.end])
	if !ok || f.prefix() != "" && !r.opt.url && buried(w, secret) {
		return
	}
	rank := rankToken
	if r.opt.common {
		rank = rankCommon
	}
	found := match{span: secret, rule: t.rule, rank: rank, prefix: f.prefix(), verdict: v}
	s.companions(w, &found)
	s.matches = append(s.matches, found)
}

// endsName reports whether the text at an offset goes on a name with hyphens.
func endsName(w *window, at int) bool {
	return at-2 >= w.floor && w.text[at-1] == '-' && isWord(w.text[at-2])
}

// buried reports whether a match is a piece of a long run of base64, such as an
// embedded font, which holds every short text somewhere.
func buried(w *window, at span) bool {
	const long, longer = 80, 160 // with a plus sign in it, and without
	joined := func(pos int) bool { return pos >= w.floor && pos < w.top && (w.text[pos] == '+' || w.text[pos] == '/') }
	if !joined(at.start-1) && !joined(at.end) {
		return false
	}
	around, signs := 0, 0
	measure := func(from, step int) {
		for pos := from; pos >= w.floor && pos < w.top && around < longer; pos += step {
			switch c := w.text[pos]; {
			case c == '+':
				signs++
			case c != '/' && !isLetter(c) && !isDigit(c):
				return
			}
			around++
		}
	}
	measure(at.start-1, -1)
	measure(at.end, 1)
	return around >= longer || around >= long && signs > 0
}

// remember sets what was looked into last for a rule.
func (s *scanner) remember(rule int, tried span) {
	if s.tried[rule] == (span{}) {
		s.touched = append(s.touched, rule)
	}
	s.tried[rule] = tried
}

// verify runs the rule's check.
func (s *scanner) verify(r *rule, value []byte) (verdict, bool) {
	if r.opt.check == nil {
		return verdict{}, true
	}
	v := r.opt.check(value)
	return v, !v.reject
}

// key tries a private key.
func (s *scanner) key(w *window, start int) {
	b, ok := matchPEM(w, start)
	if !ok {
		return
	}
	s.report(b.rule, match{span: b.span, rank: rankKey, prefix: pemAnchor, verdict: b.verdict})
}

// report adds a match of the rule of that id, unless the rule is disabled.
func (s *scanner) report(id string, m match) {
	if n, known := s.e.byID[id]; known {
		m.rule = n
		s.matches = append(s.matches, m)
	}
}

// urlStart returns where the URL begins whose host part is at start.
func urlStart(w *window, start int) int {
	for start > w.floor && (isWord(w.text[start-1]) || w.text[start-1] == '.' || w.text[start-1] == '-') {
		start--
	}
	for _, scheme := range []string{"https://", "http://"} {
		if at := start - len(scheme); at >= w.floor && string(w.text[at:start]) == scheme {
			return at
		}
	}
	return start
}

// nextValue returns the place in a run from pos to end before which no value
// starts: the next equals sign, as of an assignment, or the end.
func nextValue(text []byte, pos, end int) int {
	if n := bytes.IndexByte(text[pos:end], '='); n >= 0 {
		return pos + n
	}
	return end
}
