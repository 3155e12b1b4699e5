package scan

import (
	"strings"
	"sync"
)

// ConcealPass is implemented by a [Pass] that tells what must not be shown, by
// [File.Conceal]. It gets each file before the other passes do, and its
// findings come first.
type ConcealPass interface {
	Pass
	// Conceals does nothing; it tells a ConcealPass from other passes.
	Conceals()
}

// Concealer is implemented by a [Finding] with texts of the target outside of
// its record.
type Concealer interface {
	Finding
	// Conceal replaces its texts by what hide makes of them. The runner calls
	// it before the finding is passed on.
	Conceal(hide func(string) string)
}

// Bounds of what is concealed in one file.
const (
	// leastConcealed is the length below which a text is no secret: it would
	// hide words everywhere.
	leastConcealed = 4
	// leastLine is the length from which on a line of a longer text is one.
	leastLine = 16
	// mostConcealed is the number of texts that are replaced one by one; where
	// a file has more, findings about it come without snippets.
	mostConcealed = 256
)

// concealment is what must not be shown of a file. It is safe for concurrent
// use.
type concealment struct {
	mu    sync.Mutex
	texts []concealed
	over  bool // there are more
}

// concealed is a text with what is shown in its place.
type concealed struct{ text, as string }

// Conceal says that a text of the file is a secret: findings about the file
// that are reported from then on, by whatever pass, and those of end passes,
// show the other text in its place: in messages, snippets and whatever else
// they say. Of a text of several lines, each long one is concealed too. Texts
// of less than four bytes are not. A finding's fingerprint stays as it is; a
// fix that would write the secret is left out.
func (f *File) Conceal(text, as string) {
	if f.secret == nil {
		return
	}
	f.secret.add(text, as)
	if !strings.Contains(text, "\n") {
		return
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); len(line) >= leastLine {
			f.secret.add(line, as)
		}
	}
}

func (c *concealment) add(text, as string) {
	if len(text) < leastConcealed {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, known := range c.texts {
		if known.text == text {
			return
		}
	}
	if len(c.texts) >= mostConcealed {
		c.over = true
		return
	}
	c.texts = append(c.texts, concealed{text, as})
}

// empty reports whether nothing is concealed.
func (c *concealment) empty() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.texts) == 0
}

// finding conceals what a finding says.
func (c *concealment) finding(f Finding) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.texts) == 0 || c.over && f.Common().Secret != nil {
		return // whoever finds secrets shows none of their own
	}
	if own, ok := f.(Concealer); ok {
		own.Conceal(c.hide)
	}
	r := f.Common()
	r.Message, r.Impact, r.Remediation = c.hide(r.Message), c.hide(r.Impact), c.hide(r.Remediation)
	c.location(&r.Location)
	for i := range r.Related {
		c.location(&r.Related[i])
	}
	for i := range r.CodeFlows {
		r.CodeFlows[i].Message = c.hide(r.CodeFlows[i].Message)
		for j := range r.CodeFlows[i].Steps {
			c.location(&r.CodeFlows[i].Steps[j])
		}
	}
	for i := range r.Suppressions {
		r.Suppressions[i].Justification = c.hide(r.Suppressions[i].Justification)
	}
	for name, value := range r.Properties {
		if text, ok := value.(string); ok {
			r.Properties[name] = c.hide(text)
		}
	}
	r.Fixes = c.fixes(r.Fixes)
}

// fixes leaves out the fixes that hold a secret.
func (c *concealment) fixes(fixes []Fix) []Fix {
	var kept []Fix
	for _, f := range fixes {
		whole := f.Description + "\x00" + f.Caveat + "\x00" + f.Command
		for _, e := range f.Edits {
			whole += "\x00" + e.Text + "\x00" + e.Region.Snippet
		}
		if c.hide(whole) == whole {
			kept = append(kept, f)
		}
	}
	return kept
}

// location conceals what a location shows.
func (c *concealment) location(l *Location) {
	l.Message, l.Logical = c.hide(l.Message), c.hide(l.Logical)
	if c.over {
		l.Region.Snippet, l.Region.SnippetColumn = "", 0
		return
	}
	l.Region.Snippet = c.edges(c.hide(l.Region.Snippet))
}

// hide replaces the concealed texts in s.
func (c *concealment) hide(s string) string {
	if s == "" {
		return s
	}
	for _, t := range c.texts {
		s = strings.ReplaceAll(s, t.text, t.as)
	}
	return s
}

// edges conceals the pieces of secrets that a snippet was cut in.
func (c *concealment) edges(s string) string {
	for _, t := range c.texts {
		for n := min(len(t.text)-1, len(s)); n >= leastConcealed; n-- {
			if strings.HasPrefix(s, t.text[len(t.text)-n:]) {
				s = t.as + s[n:]
				break
			}
		}
		for n := min(len(t.text)-1, len(s)); n >= leastConcealed; n-- {
			if strings.HasSuffix(s, t.text[:n]) {
				s = s[:len(s)-n] + t.as
				break
			}
		}
	}
	return s
}

// place is a file as locations name it.
type place struct {
	path   string
	origin *Origin
}

// secrets are the concealments of the files that end passes may still report
// on. It is safe for concurrent use.
type secrets struct{ files sync.Map } // place to *concealment

// keep remembers what is concealed in a file.
func (s *secrets) keep(f *File) {
	if !f.secret.empty() {
		s.files.Store(place{f.Path, f.Origin}, f.secret)
	}
}

// finding conceals what a finding says about the files that are remembered.
func (s *secrets) finding(f Finding) {
	done := map[*concealment]bool{}
	at := func(l *Location) {
		if c, ok := s.files.Load(place{l.Path, l.Origin}); ok && !done[c.(*concealment)] {
			done[c.(*concealment)] = true
			c.(*concealment).finding(f)
		}
	}
	r := f.Common()
	at(&r.Location)
	for i := range r.Related {
		at(&r.Related[i])
	}
	for i := range r.CodeFlows {
		for j := range r.CodeFlows[i].Steps {
			at(&r.CodeFlows[i].Steps[j])
		}
	}
}
