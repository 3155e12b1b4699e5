package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// job is the analysis of one entry.
type job struct {
	entry  *Entry
	slot   *slot
	passes []int  // the passes that want it
	first  []item // what is already known about it
	buffer buffer // reserved when the job is queued

	opened  bool
	content io.ReadCloser // still open when there is more than the buffer holds
	n       int           // bytes read into the buffer
	err     error
}

// do reads and analyses the entry and finishes its slot.
func (j *job) do(r *run) {
	out := &batcher{run: r, slot: j.slot, batch: j.first}
	defer out.close()
	defer r.pool.release(j.buffer)
	defer j.close()
	j.read(r)
	switch {
	case j.err != nil:
		out.add(item{diagnostic: j.unreadable()})
		r.unread.Add(1)
	case j.large(r.config.MaxFileSize):
		j.chunks(r, out)
	case j.content != nil:
		out.add(item{diagnostic: &Diagnostic{Kind: DiagChanged, Location: j.location(),
			Message: fmt.Sprintf("the file grew while it was read: only its first %d bytes were looked at", j.n)}})
		j.analyse(r, out)
	default:
		j.analyse(r, out)
	}
}

// large reports whether the content is above the limit, going by the size that
// the target gave or, where it gave none, by what was read.
func (j *job) large(limit int64) bool {
	return j.entry.Size > limit || j.entry.Size < 0 && (int64(j.n) > limit || j.content != nil)
}

// abandon finishes the slot of a job that will not be done.
func (j *job) abandon(r *run) {
	out := &batcher{run: r, slot: j.slot, batch: j.first}
	out.close()
	j.close()
	if !j.opened {
		j.entry.drop()
	}
	r.pool.release(j.buffer)
}

func (j *job) close() {
	if j.content != nil {
		j.content.Close()
		j.content = nil
	}
}

func (j *job) location() Location { return Location{Path: j.entry.Path, Origin: j.entry.Origin} }

// read opens the entry and fills the buffer. The content stays open when there
// may be more of it.
func (j *job) read(r *run) {
	if j.opened {
		return
	}
	j.opened = true
	j.err = guard("", func() error {
		c, err := j.entry.Open(r.ctx)
		if err != nil {
			return err
		}
		j.content = c
		return j.fill()
	})
	if j.err != nil {
		j.close()
	}
}

// fill reads until the buffer is full or the content ends; then it closes it.
func (j *job) fill() error {
	for j.n = 0; j.n < len(j.buffer.bytes); {
		n, err := j.content.Read(j.buffer.bytes[j.n:])
		j.n += n
		if err == io.EOF {
			j.close()
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (j *job) unreadable() *Diagnostic {
	kind, message := DiagUnreadable, "the file cannot be read"
	if vanished(j.err) {
		kind, message = DiagChanged, "the file vanished before it was read"
	}
	d := asDiagnostic(j.err, kind, "", message)
	if d.Location.Path == "" {
		d.Location = j.location()
	}
	return d
}

// analyse gives the whole file to every pass that wants it.
func (j *job) analyse(r *run, out *batcher) {
	f := NewFile(j.entry, j.buffer.bytes[:j.n:j.n])
	if r.conceals {
		f.secret = &concealment{}
		defer r.secrets.keep(f)
	}
	out.file = f
	for _, i := range j.passes {
		p := r.passes[i]
		err := guard(p.name, func() error { return p.pass.File(r.ctx, f, sink{out, p.name}) })
		if err != nil && !(r.ctx.Err() != nil && errors.Is(err, r.ctx.Err())) {
			sink{out, p.name}.failed(err, DiagMalformed, "")
		}
		if r.ctx.Err() != nil {
			r.unread.Add(1)
			return
		}
	}
	r.files.Add(1)
	r.bytes.Add(int64(j.n))
}

// chunkSize is how much of a large file is in memory at a time.
const chunkSize = 4*minBuffer - 1

// chunkWriter is one pass that looks at a file piece by piece.
type chunkWriter struct {
	name   string
	w      io.WriteCloser
	failed bool
}

// chunks gives a large file to the passes that take pieces, and reports it for
// the others.
func (j *job) chunks(r *run, out *batcher) {
	writers, tooLarge := j.openChunks(r, out)
	if len(tooLarge) > 0 {
		out.add(item{diagnostic: &Diagnostic{Kind: DiagTooLarge, Location: j.location(), Message: fmt.Sprintf(
			"the file is above the limit of %d bytes: not looked at by %s", r.config.MaxFileSize, strings.Join(tooLarge, ", "))}})
	}
	if len(writers) == 0 {
		r.unread.Add(1)
		return
	}
	total, err := j.feed(r.ctx, writers, out)
	for _, w := range writers {
		if err := guard(w.name, w.w.Close); err != nil && !w.failed {
			sink{out, w.name}.Diagnostic(j.failed(err, w.name))
		}
	}
	switch {
	case r.ctx.Err() != nil:
		r.unread.Add(1)
		return
	case err != nil:
		j.err = err
		out.add(item{diagnostic: j.unreadable()})
	}
	r.files.Add(1)
	r.bytes.Add(total)
}

func (j *job) openChunks(r *run, out *batcher) (writers []chunkWriter, tooLarge []string) {
	for _, i := range j.passes {
		p := r.passes[i]
		cp, ok := p.pass.(ChunkPass)
		if !ok {
			tooLarge = append(tooLarge, p.name)
			continue
		}
		var w io.WriteCloser
		err := guard(p.name, func() (err error) { w, err = cp.Chunks(r.ctx, j.entry, sink{out, p.name}); return err })
		if err != nil {
			sink{out, p.name}.Diagnostic(j.failed(err, p.name))
			continue
		}
		writers = append(writers, chunkWriter{name: p.name, w: w})
	}
	return writers, tooLarge
}

// feed passes on the content in pieces, decoded if it is UTF-16.
func (j *job) feed(ctx context.Context, writers []chunkWriter, out *batcher) (total int64, err error) {
	chunk := j.buffer.bytes[:j.n]
	dec := newChunkDecoder(chunk)
	out.shift = dec.offset()
	for {
		total += int64(len(chunk))
		j.write(dec.decode(chunk), writers, out)
		if j.content == nil || ctx.Err() != nil {
			break
		}
		n, err := io.ReadFull(j.content, j.buffer.bytes[:min(chunkSize, len(j.buffer.bytes))])
		if err == io.EOF {
			break
		}
		if err != nil && err != io.ErrUnexpectedEOF {
			return total, err
		}
		chunk = j.buffer.bytes[:n]
	}
	j.write(dec.flush(), writers, out)
	return total, nil
}

// write gives a piece of text to every writer. One that fails is reported and
// gets no more.
func (j *job) write(text []byte, writers []chunkWriter, out *batcher) {
	for i := range writers {
		w := &writers[i]
		if w.failed || len(text) == 0 {
			continue
		}
		if err := guard(w.name, func() error { _, err := w.w.Write(text); return err }); err != nil {
			sink{out, w.name}.Diagnostic(j.failed(err, w.name))
			w.failed = true
		}
	}
}

func (j *job) failed(err error, analyzer string) *Diagnostic {
	d := asDiagnostic(err, DiagMalformed, analyzer, "")
	if d.Location.Path == "" {
		d.Location = j.location()
	}
	return d
}
