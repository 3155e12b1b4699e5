package secrets

import (
	"context"

	"github.com/penstock-dev/penstock/scan"
)

// pass looks at each file by itself, so it holds nothing but the analyzer.
type pass struct{ a *Analyzer }

var (
	_ scan.ChunkPass   = (*pass)(nil)
	_ scan.ConcealPass = (*pass)(nil)
)

// Conceals implements [scan.ConcealPass]: what is found is shown by nobody.
func (p *pass) Conceals() {}

// Wants implements [scan.Pass]: every file is looked at, whatever its name.
// Compressed files hold no text that could be told without unpacking them,
// which is their target's business; they cost one run of the automaton.
func (p *pass) Wants(e *scan.Entry) bool { return e.Skip == scan.SkipNone && !e.Mode.IsDir() }

// File implements [scan.Pass]. In a binary file only formats that tell
// themselves are looked for, not values behind a name: there are no lines in
// it that would join the two.
func (p *pass) File(_ context.Context, f *scan.File, out scan.Sink) error {
	s := p.a.scanner()
	defer p.a.release(s)
	s.binary, s.path = f.Binary() && !p.a.engine.log, f.Entry.Path
	if f.Changed != nil && !s.e.log && !s.nearChanges(f.Bytes(), f.Changed) {
		return nil
	}
	text, region := s.read(f.Bytes()), f.Region
	if s.e.log {
		region = func(start, end int) scan.Region {
			at := s.view.place(span{start, end})
			return f.Region(at.start, at.end)
		}
	}
	s.scan(text, 0, len(text))
	if len(s.matches) > 0 {
		pg := page{entry: f.Entry, text: text, region: region, allowed: &s.allowed, found: resolve(s.matches)}
		leaks := make([]*Leak, len(pg.found))
		for i := range pg.found {
			leak := p.a.leak(&pg, i)
			leaks[i] = leak
			f.Conceal(leak.Reveal(), leak.Secret.Redacted)
			if place := pg.found[i].span; pg.found[i].value != "" { // as the text holds it
				f.Conceal(string(text[place.start:place.end]), leak.Secret.Redacted)
			}
		}
		for _, leak := range leaks {
			out.Finding(leak)
		}
	}
	s.coverage(f.Entry, out)
	return nil
}

// coverage says what was looked at in its encoded form only. It is a note: the
// file itself was read to the end.
func (s *scanner) coverage(e *scan.Entry, out scan.Sink) {
	if note := s.limits.note(); note != "" {
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagLimit, Location: scan.Location{Path: e.Path, Origin: e.Origin}, Message: note, Note: true})
	}
}
