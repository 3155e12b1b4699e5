package secrets

import (
	"fmt"
	"io"
	"slices"
)

// RedactWriter hides the values of a [Redactor] in what is written to it; see
// [Redactor.Writer]. What comes out does not depend on the pieces that the text
// comes in. One goroutine may use it at a time.
//
// It holds back only what may be the beginning of a value, and so never more
// than the length of the longest form (see [Redactor.Counts]); what is hidden
// behind base64 is dropped as it comes.
type RedactWriter struct {
	r      *Redactor
	out    io.Writer
	detect *detector // nil without
	err    error     // of out, or io.ErrClosedPipe
	closed bool

	text       []byte // not written yet
	generation int    // of the index that decided was found with
	decided    int    // no form that starts in front of it was missed
	masks      []span // what is to be hidden, in order and apart
	fresh      []span // the same, not yet in masks
	run        digitRun
	marked     bool   // the byte in front of text was hidden
	made       []byte // scratch
}

// digitRun is the last run of base64 digits and padding that is hidden behind a
// form.
type digitRun struct {
	end    int  // in text
	open   bool // the text ends there, and may go on with more
	padded bool // but with padding only
}

// writeStep is how much of one Write is looked at at a time.
const writeStep = 64 << 10

// Write implements [io.Writer]. It fails with the first error of the writer
// below, from then on always, and after Close.
func (w *RedactWriter) Write(p []byte) (int, error) {
	for n := 0; n < len(p) || w.err != nil; {
		if w.err != nil {
			return n, w.err
		}
		piece := p[n:min(n+writeStep, len(p))]
		w.text = append(w.text, piece...)
		if w.detect != nil {
			w.fresh = w.detect.write(piece, len(w.text), w.fresh)
		}
		w.step(false)
		n += len(piece)
	}
	return len(p), nil
}

// Flush writes out what is held back. A value that is cut in two by it is not
// hidden, and the detection of unknown secrets starts anew.
func (w *RedactWriter) Flush() error {
	if w.err != nil {
		return w.err
	}
	if w.detect != nil {
		w.fresh = w.detect.finish(len(w.text), w.fresh)
	}
	w.step(true)
	return w.err
}

// Close flushes the writer, with the error of the writer below if it had one.
// It does not close that. Further calls return nil.
func (w *RedactWriter) Close() error {
	if w.closed {
		return nil
	}
	err := w.Flush()
	w.closed, w.err, w.text, w.masks = true, io.ErrClosedPipe, nil, nil
	return err
}

// Format implements [fmt.Formatter]: every verb prints how much is held back,
// and nothing of it.
func (w *RedactWriter) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "redacting writer with %d bytes held back", len(w.text)) // a fmt.State keeps its own errors
}

// step decides and writes what can be decided; all of it at a flush.
func (w *RedactWriter) step(all bool) {
	w.join()
	w.find(all)
	w.join()
	to := w.decided
	if w.detect != nil {
		to = max(0, min(to, len(w.text)-w.detect.open()))
	}
	// The digit in front of base64 that may follow is hidden with it.
	if !all && to > 0 && base64Digit(w.text[to-1]) {
		to--
	}
	w.emit(to)
}

// find looks for the forms that start from decided on; from the start of the
// text again where forms were added.
func (w *RedactWriter) find(all bool) {
	w.r.mu.RLock()
	defer w.r.mu.RUnlock()
	if w.run.open {
		w.extend(w.run.end, w.run.padded)
	}
	if w.generation == w.r.index.generation {
		w.search(&w.r.index, all)
		return
	}
	w.generation, w.decided = w.r.index.generation, 0
	last := w.run
	w.run = digitRun{}
	w.join()
	w.search(&w.r.index, all)
	if last.open {
		w.run = last
	}
}

// search hides the forms that start from decided on, up to the first place
// that cannot be decided.
func (w *RedactWriter) search(x *formIndex, all bool) {
	for pos := w.decided; ; pos++ {
		pos = x.candidate(w.text, pos)
		w.decided = min(pos, len(w.text))
		if pos >= len(w.text) {
			return
		}
		f := x.at(w.text[pos:])
		if f.more && !all {
			return
		}
		if f.end > 0 {
			w.hide(pos, f)
		}
	}
}

// hide hides the forms found at pos and what belongs to them.
func (w *RedactWriter) hide(pos int, f formsAt) {
	start := pos
	if f.kind&formBack != 0 && pos > 0 && base64Digit(w.text[pos-1]) {
		start--
	}
	w.mask(span{start, pos + f.end})
	if end := pos + f.run; f.run > 0 && end > w.run.end {
		w.extend(end, false)
	}
}

// extend hides the base64 digits, if they have not ended, and the padding from
// pos on.
func (w *RedactWriter) extend(pos int, padded bool) {
	from := pos
	for !padded && pos < len(w.text) && base64Digit(w.text[pos]) {
		pos++
	}
	for pos < len(w.text) && w.text[pos] == '=' {
		pos, padded = pos+1, true
	}
	w.run = digitRun{end: pos, open: pos == len(w.text), padded: padded}
	if pos > from {
		w.mask(span{from, pos})
	}
}

// mask hides a span. Between two joins, the starts of spans rise.
func (w *RedactWriter) mask(s span) {
	if n := len(w.fresh); n > 0 && s.start <= w.fresh[n-1].end {
		w.fresh[n-1].end = max(w.fresh[n-1].end, s.end)
		return
	}
	w.fresh = append(w.fresh, s)
}

// join makes the new spans part of the masks.
func (w *RedactWriter) join() {
	if len(w.fresh) > 0 {
		w.masks = mergeSpans(append(w.masks, w.fresh...))
		w.fresh = w.fresh[:0]
	}
}

// mergeSpans puts spans in order and joins those that overlap or touch.
func mergeSpans(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	kept := spans[:0]
	for _, s := range spans {
		if n := len(kept); n > 0 && s.start <= kept[n-1].end {
			kept[n-1].end = max(kept[n-1].end, s.end)
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// emit writes text[:to] with its masks and forgets it.
func (w *RedactWriter) emit(to int) {
	if to == 0 {
		return
	}
	clean := w.text[:to]
	if len(w.masks) > 0 || w.marked {
		clean = w.redacted(to)
	}
	if len(clean) > 0 {
		n, err := w.out.Write(clean)
		if err == nil && n < len(clean) {
			err = io.ErrShortWrite
		}
		w.err = err
	}
	w.text = w.text[:copy(w.text, w.text[to:])]
	w.decided -= to
	w.run.end = max(0, w.run.end-to)
}

// redacted returns text[:to] with marks for masks, and forgets these.
func (w *RedactWriter) redacted(to int) []byte {
	out, pos := w.made[:0], 0
	for _, m := range w.masks {
		if m.start >= to {
			break
		}
		out = append(out, w.text[pos:m.start]...)
		if m.start > 0 || !w.marked {
			out = append(out, w.r.config.Mark...)
		}
		pos = min(m.end, to)
	}
	w.marked = pos == to
	out = append(out, w.text[pos:to]...)
	w.made = out
	left := w.masks[:0]
	for _, m := range w.masks {
		if m.end > to {
			left = append(left, span{max(0, m.start-to), m.end - to})
		}
	}
	w.masks = left
	return out
}

// redactReader is what [Redactor.Reader] returns.
type redactReader struct {
	from    io.Reader
	through *RedactWriter
	ready   memory // hidden in, not read yet
	taken   int    // of ready
	piece   []byte
	err     error // of from
}

// maxEmptyReads is how often a reader may give nothing in a row.
const maxEmptyReads = 100

// Read implements [io.Reader].
func (r *redactReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for empty := 0; r.taken == len(r.ready.text); {
		if r.err != nil {
			return 0, r.err
		}
		if empty++; empty > maxEmptyReads {
			return 0, io.ErrNoProgress
		}
		if r.fill() > 0 {
			empty = 0
		}
	}
	n := copy(p, r.ready.text[r.taken:])
	r.taken += n
	return n, nil
}

// fill reads a piece and passes it through the writer.
func (r *redactReader) fill() int {
	if r.piece == nil {
		r.piece = make([]byte, 32<<10)
	}
	r.ready.text, r.taken = r.ready.text[:0], 0
	n, err := r.from.Read(r.piece)
	_, _ = r.through.Write(r.piece[:n]) // memory takes everything
	if r.err = err; err != nil {
		_ = r.through.Close()
	}
	return n
}

// Format implements [fmt.Formatter]: every verb prints nothing of the text.
func (r *redactReader) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "redacting reader") // a fmt.State keeps its own errors
}
