// Package comment finds the comments by which somebody decided to live with what is
// found about a package, in the files that name packages.
//
// Findings about packages are made when all files are read, so the comments of the
// files are kept until then: those of files that hold any.
package comment

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// maxKept bounds the comments that are kept of one file.
const maxKept = 1000

// Comments are those of the files of a run. They are safe for concurrent use.
type Comments struct {
	today string // YYYY-MM-DD; "" where nobody told
	mu    sync.Mutex
	files map[file][]*scan.Ignore
	told  map[*scan.Ignore]bool // that it is out of date
}

// file tells the files of a run apart.
type file struct{ path, target, commit, image, archives string }

func fileOf(p string, o *scan.Origin) file {
	if o == nil {
		return file{path: p}
	}
	return file{p, o.Target, o.Commit, o.Image, strings.Join(o.Archives, "\x00")}
}

// New returns the comments of no file. Those that hold until a day before now suppress
// nothing; the zero time lets all of them hold.
func New(now time.Time) *Comments {
	c := &Comments{files: map[file][]*scan.Ignore{}, told: map[*scan.Ignore]bool{}}
	if !now.IsZero() {
		c.today = now.UTC().Format(time.DateOnly)
	}
	return c
}

// Wants reports whether a file is one that people write, that may name packages and
// that can have comments, by its name. What package managers write is made anew, and
// comments in it are lost.
func Wants(e *scan.Entry) bool {
	base := strings.ToLower(path.Base(e.Path))
	switch path.Ext(base) {
	case ".mod", ".work", ".txt", ".in", ".pip", ".toml", ".yaml", ".yml", ".cfg", ".ini",
		".xml", ".gradle", ".kts", ".sbt", ".props", ".targets", ".csproj", ".fsproj", ".vbproj", ".config", ".nuspec",
		".gemspec", ".podspec", ".exs", ".cabal", ".swift", ".tf", ".jsonc", ".dockerfile":
		return true
	}
	for _, word := range [...]string{"gemfile", "gems.rb", "pipfile", "podfile", "cartfile", "cpanfile", "setup.py", "dockerfile", "containerfile", "jenkinsfile", "paket.dependencies"} {
		if base == word || strings.HasPrefix(base, word+".") && path.Ext(base) != ".lock" {
			return true
		}
	}
	return false
}

// Read keeps the comments of a file in the form of this module, if it has any. A
// file that is not wanted says nothing.
func (c *Comments) Read(f *scan.File) {
	if !Wants(f.Entry) || !bytes.Contains(f.Bytes(), []byte("penstock:")) {
		return
	}
	var own []*scan.Ignore
	for _, one := range scan.Ignores(f) {
		if one.Own() && len(own) < maxKept {
			own = append(own, one)
		}
	}
	if len(own) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.files[fileOf(f.Path, f.Origin)] = own
}

// Sink returns a sink that suppresses findings by the comments, and hands them on.
// It is for what comes when all files are read. A comment that would suppress one and
// is out of date gives a note.
func (c *Comments) Sink(out scan.Sink) scan.Sink { return sink{out, c} }

type sink struct {
	scan.Sink
	comments *Comments
}

// Finding implements [scan.Sink].
func (s sink) Finding(f scan.Finding) {
	r := f.Common()
	found := s.comments.about(r)
	for _, one := range found {
		if s.comments.expired(one) {
			s.note(one)
			found = nil
		}
	}
	for _, one := range found {
		r.Suppressions = append(r.Suppressions, one.Suppression())
	}
	s.Sink.Finding(f)
}

// note says once that a comment is out of date.
func (s sink) note(one *scan.Ignore) {
	s.comments.mu.Lock()
	told := s.comments.told[one]
	s.comments.told[one] = true
	s.comments.mu.Unlock()
	if !told {
		s.Diagnostic(&scan.Diagnostic{Kind: scan.DiagUnusedIgnore, Location: one.Location, Note: true,
			Message: fmt.Sprintf("this comment held until %s and ignores nothing any more", one.Expires)})
	}
}

// expired reports whether a comment's last day is over.
func (c *Comments) expired(one *scan.Ignore) bool { return one.Expires != "" && one.Expires < c.today }

// about returns what suppresses a finding: a comment at each of the places that name
// its package, or else nothing. One that is about several of them counts once.
func (c *Comments) about(r *scan.Record) []*scan.Ignore {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.files) == 0 {
		return nil
	}
	first := c.at(r.Location, r.Rule)
	if first == nil {
		return nil
	}
	list := []*scan.Ignore{first}
	for _, l := range r.Related {
		if l.Role != "definition" {
			continue
		}
		found := c.at(l, r.Rule)
		if found == nil {
			return nil
		}
		if !slices.Contains(list, found) {
			list = append(list, found)
		}
	}
	return list
}

// at returns the first comment about a rule at a place, one that holds if there is any.
func (c *Comments) at(l scan.Location, rule *scan.Rule) *scan.Ignore {
	var over *scan.Ignore
	for _, one := range c.files[fileOf(l.Path, l.Origin)] {
		switch {
		case !one.On(l.Region) || !one.Names(rule):
		case !c.expired(one):
			return one
		case over == nil:
			over = one
		}
	}
	return over
}
