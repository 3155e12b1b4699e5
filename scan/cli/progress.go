package cli

import (
	"fmt"
	"io"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// When a progress line appears, and how often it changes.
const (
	progressAfter = time.Second
	progressEvery = 100 * time.Millisecond
)

// progress is a line on a terminal that says how far a long scan has come. It
// also keeps the last coverage.
type progress struct {
	w     io.Writer // nil when standard error is no terminal
	start time.Time
	drawn time.Time
	shown bool
	last  scan.Coverage
}

func newProgress(stderr io.Writer) *progress {
	p := &progress{start: time.Now()}
	if isTerminal(stderr) {
		p.w = stderr
	}
	return p
}

func (p *progress) update(c scan.Coverage) {
	p.last = c
	if p.w == nil {
		return
	}
	now := time.Now()
	if now.Sub(p.start) < progressAfter || now.Sub(p.drawn) < progressEvery {
		return
	}
	p.drawn, p.shown = now, true
	fmt.Fprintf(p.w, "\r\x1b[2K%s, %.1f MB, %s", plural(c.Files, "file"), float64(c.Bytes)/1e6, plural(c.Findings, "finding"))
}

// clear takes the line away.
func (p *progress) clear() {
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[2K")
		p.shown = false
	}
}

// guard returns a writer that takes the line away before it writes to w.
func (p *progress) guard(w io.Writer) io.Writer { return progressGuard{p, w} }

type progressGuard struct {
	*progress
	w io.Writer
}

// Write implements [io.Writer].
func (g progressGuard) Write(b []byte) (int, error) {
	g.clear()
	return g.w.Write(b)
}
