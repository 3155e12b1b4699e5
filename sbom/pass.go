package sbom

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
)

// pass takes the inventory of one run. Files of a [Joiner], and what shadowed
// files say, wait for Collect; everything else is reported at once.
type pass struct {
	analyzer *Analyzer

	mu       sync.Mutex
	seen     map[place]bool
	held     map[place]*scan.File
	reserved map[place]bool // whether there is room to hold the file
	bytes    int64          // reserved so far
	shadowed []shadowedFile
	owned    map[place]string    // folders that a lockfile elsewhere speaks for
	blank    map[place]*recorder // what is wrong with files that have nothing in them
	rooted   map[place]bool      // folders whose project a file names
}

// place tells files of a run apart: a path may exist in several layers of an
// image or commits of a history.
type place struct{ origin, path string }

type shadowedFile struct {
	file   place
	loc    scan.Location
	by     []string
	report *recorder
	quiet  bool // nobody needs to hear that it does not count
}

var _ scan.CollectPass = (*pass)(nil)

func placeOf(e *scan.Entry) place { return place{originKey(e.Origin), e.Path} }

func originKey(o *scan.Origin) string {
	if o == nil {
		return ""
	}
	return strings.Join(append([]string{o.Target, o.Commit, o.Image, o.Layer}, o.Archives...), "\x00")
}

// Wants implements [scan.Pass].
func (p *pass) Wants(e *scan.Entry) bool {
	if len(p.analyzer.matcher.match(e)) == 0 {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(e)
	p.seen[at] = true
	if p.joins(e) && !p.reserved[at] {
		// Entries come in walk order here, so which files are held does not
		// depend on how fast they are read.
		size := max(e.Size, 0)
		p.reserved[at] = size <= int64(p.analyzer.maxHeld)-p.bytes
		if p.reserved[at] {
			p.bytes += size
		}
	}
	return true
}

// joins reports whether an extractor wants to see the file beside others.
func (p *pass) joins(e *scan.Entry) bool {
	return slices.ContainsFunc(p.analyzer.matcher.match(e), func(i int) bool {
		_, ok := p.analyzer.extractors[i].(Joiner)
		return ok
	})
}

// File implements [scan.Pass]. What goes wrong is reported as diagnostics; the
// error is nil.
func (p *pass) File(ctx context.Context, f *scan.File, out scan.Sink) error {
	for _, i := range p.analyzer.matcher.match(f.Entry) {
		p.own(p.analyzer.extractors[i], f)
		switch x := p.analyzer.extractors[i].(type) {
		case Joiner:
			if !p.hold(f) {
				out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagLimit, Location: scan.Location{Path: f.Path, Origin: f.Origin},
					Message: "too much to hold: the file was read without the files it may refer to"})
				diagnose(f, x.Extract(ctx, f, out), out)
			}
		case Shadower:
			p.extractShadowed(ctx, x, f, out)
		default:
			to := &rootSink{p.outOf(f, out), p, place{originKey(f.Origin), f.Dir()}}
			diagnose(f, x.Extract(ctx, f, to), to)
		}
	}
	return nil
}

// outOf returns where to report what a file says. Of a file with nothing in it
// that waits, until it is known what the manifests that it speaks for ask for.
func (p *pass) outOf(f *scan.File, out scan.Sink) scan.Sink {
	if len(bytes.TrimSpace(f.Bytes())) > 0 {
		return out
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(f.Entry)
	if p.blank[at] == nil {
		p.blank[at] = &recorder{}
	}
	return p.blank[at]
}

// own notes the folders that a file speaks for.
func (p *pass) own(x Extractor, f *scan.File) {
	o, ok := x.(Owner)
	if !ok {
		return
	}
	origin := placeOf(f.Entry).origin
	for _, folder := range o.Owns(f) {
		at := place{origin, path.Join(f.Dir(), folder)}
		p.mu.Lock()
		if by, ok := p.owned[at]; !ok || f.Path < by {
			p.owned[at] = strings.Clone(f.Path)
		}
		p.mu.Unlock()
	}
}

// hold keeps a copy of the file for Collect, unless that is too much.
func (p *pass) hold(f *scan.File) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := placeOf(f.Entry)
	if !p.reserved[at] {
		return false
	}
	if p.held[at] == nil {
		p.held[at] = f.Clone()
	}
	return true
}

// extractShadowed keeps what a file says until it is known whether that counts.
func (p *pass) extractShadowed(ctx context.Context, x Shadower, f *scan.File, out scan.Sink) {
	by := x.ShadowedBy(f.Path)
	if len(by) == 0 {
		diagnose(f, x.Extract(ctx, f, out), out)
		return
	}
	rec := &recorder{}
	diagnose(f, x.Extract(ctx, f, rec), rec)
	q, quiet := x.(Quiet)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shadowed = append(p.shadowed, shadowedFile{placeOf(f.Entry), scan.Location{Path: f.Path, Origin: f.Origin}, by, rec, quiet && q.Quiet()})
}

// Collect implements [scan.CollectPass].
func (p *pass) Collect(ctx context.Context, out scan.Sink) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settle(out)
	return p.join(ctx, &onceSink{Sink: out, seen: map[onceKey]bool{}})
}

// settle reports what shadowed files said, where nothing takes precedence.
func (p *pass) settle(out scan.Sink) {
	slices.SortFunc(p.shadowed, func(a, b shadowedFile) int { return comparePlaces(a.file, b.file) })
	near := sync.OnceValue(p.seenByOrigin)
	defer p.settleBlank(out)
	var unnamed []shadowedFile
	for _, s := range p.shadowed {
		by := p.shadow(s, near)
		if by == "" {
			folder := place{s.file.origin, path.Dir(s.file.path)}
			p.rooted[folder] = p.rooted[folder] || slices.ContainsFunc(s.report.packages, isRoot)
			s.report.replay(out)
			continue
		}
		if s.quiet {
			unnamed = append(unnamed, s)
			continue
		}
		out.Diagnostic(&scan.Diagnostic{Kind: scan.DiagUnsupported, Note: true, Location: s.loc,
			Message: fmt.Sprintf("not read: %s takes precedence", by)})
	}
	for _, s := range unnamed {
		p.nameProject(s, out)
	}
}

// nameProject reports the project that a shadowed manifest names, without what it
// asks for, where the lockfile beside it names none. A lockfile elsewhere is that
// of another project.
func (p *pass) nameProject(s shadowedFile, out scan.Sink) {
	dir := path.Dir(s.file.path)
	beside := slices.ContainsFunc(s.by, func(by string) bool { return path.Dir(by) == dir && p.seen[place{s.file.origin, by}] })
	if !beside || p.rooted[place{s.file.origin, dir}] {
		return
	}
	for _, one := range s.report.packages {
		if isRoot(one) {
			one.DependsOn = nil // of the lockfile's packages it knows ranges only
			out.Package(one)
		}
	}
}

// settleBlank reports what is wrong with files that have nothing in them. Where
// manifests lie beside one that ask for nothing, nothing is: Yarn writes such a
// file for a new project.
func (p *pass) settleBlank(out scan.Sink) {
	asks := map[place]bool{}
	for _, s := range p.shadowed {
		for _, by := range s.by {
			at := place{s.file.origin, by}
			if p.blank[at] != nil {
				asks[at] = asks[at] || s.report.asks()
			}
		}
	}
	for _, at := range slices.SortedFunc(maps.Keys(p.blank), comparePlaces) {
		if some, beside := asks[at]; some || !beside {
			p.blank[at].replay(out)
		}
	}
}

// shadow returns the path of a file that takes precedence, "" when there is
// none; one with nothing in it does not. The paths of each origin are asked for where there is a pattern.
func (p *pass) shadow(s shadowedFile, near func() map[string][]string) string {
	if by, ok := p.owned[place{s.file.origin, path.Dir(s.file.path)}]; ok {
		return by
	}
	for _, by := range s.by {
		if !strings.ContainsAny(by, `*?[`) {
			if at := (place{s.file.origin, by}); p.seen[at] && p.blank[at] == nil {
				return by
			}
			continue
		}
		for _, seen := range near()[s.file.origin] {
			if ok, _ := path.Match(by, seen); ok {
				return seen
			}
		}
	}
	return ""
}

// seenByOrigin lists the paths of each origin in rising order.
func (p *pass) seenByOrigin() map[string][]string {
	paths := map[string][]string{}
	for at := range p.seen {
		paths[at.origin] = append(paths[at.origin], at.path)
	}
	for _, list := range paths {
		slices.Sort(list)
	}
	return paths
}

// join runs the extractors on the files that were held.
func (p *pass) join(ctx context.Context, out scan.Sink) error {
	places := make([]place, 0, len(p.held))
	for at := range p.held {
		places = append(places, at)
	}
	slices.SortFunc(places, comparePlaces)
	loose := p.looseFiles(places)
	for _, at := range places {
		f := p.held[at]
		near := func(path string) *scan.File {
			if other := p.held[place{at.origin, path}]; other != nil {
				return other
			}
			return loose[place{looseKey(f.Origin), path}]
		}
		for _, i := range p.analyzer.matcher.match(f.Entry) {
			j, ok := p.analyzer.extractors[i].(Joiner)
			if !ok {
				continue
			}
			if err := context.Cause(ctx); err != nil {
				return err
			}
			diagnose(f, j.Join(ctx, f, near, out), out)
		}
	}
	return nil
}

// looseFiles finds the held files by their places without the layers of an
// image: those of the topmost layer.
func (p *pass) looseFiles(places []place) map[place]*scan.File {
	files := map[place]*scan.File{}
	for _, at := range places {
		f := p.held[at]
		if f.Origin == nil || f.Origin.Layer == "" {
			continue
		}
		key := place{looseKey(f.Origin), at.path}
		if old := files[key]; old == nil || old.Origin.LayerIndex < f.Origin.LayerIndex {
			files[key] = f
		}
	}
	return files
}

// looseKey is the key of an origin whatever the layer.
func looseKey(o *scan.Origin) string {
	if o == nil || o.Layer == "" {
		return originKey(o)
	}
	all := *o
	all.Layer = ""
	return originKey(&all)
}

func comparePlaces(a, b place) int {
	if a.path != b.path {
		return strings.Compare(a.path, b.path)
	}
	return strings.Compare(a.origin, b.origin)
}
