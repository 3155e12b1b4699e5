package scan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
)

// run is one run of a Runner.
//
// A walking goroutine yields entries and gives each wanted one a slot; slots
// go in walk order to the consumer and, as jobs, to the workers. A worker puts
// what it finds into its slot in batches; the consumer empties the slots in
// order. Whatever is bounded is acquired in walk order, so the slot that the
// consumer waits for can always go on.
type run struct {
	config  Config
	targets []Target
	passes  []activePass
	// conceals says that some pass tells what must not be shown, secrets what
	// that was.
	conceals bool
	secrets  secrets

	ctx    context.Context
	cancel context.CancelFunc
	gone   chan struct{} // closed when the consumer has left
	slots  chan *slot
	jobs   chan *job
	pool   *buffers
	group  sync.WaitGroup

	origin *Origin // of entries without one; nil for the first target

	// Counted by the walking goroutine and the workers.
	entries, ignored, excluded atomic.Int64
	unpacked, unwanted         atomic.Int64
	files, unread, bytes       atomic.Int64

	// The consumer's own.
	yield                 func(Finding, error) bool
	packages              []*Package
	findings, diagnostics int
	suppressed            int // of the findings
	sinceProgress         int
}

// activePass is a pass with its analyzer's name.
type activePass struct {
	name string
	pass Pass
}

// item is one thing in a slot: exactly one field is set.
type item struct {
	finding    Finding
	pkg        *Package
	diagnostic *Diagnostic
}

// batchSize is the number of items that a worker collects before it hands them
// over; a slot holds at most two batches.
const batchSize = 64

// slot is the place of one entry's results in the order of the output.
type slot struct {
	batches chan []item
}

func newSlot() *slot { return &slot{make(chan []item, 1)} }

// slotOf returns a finished slot that holds one item.
func slotOf(i item) *slot {
	s := newSlot()
	s.batches <- []item{i}
	close(s.batches)
	return s
}

// window is the number of entries that may be under way or done ahead of the
// one that the consumer waits for.
const window = 64

func newRun(ctx context.Context, config Config, targets []Target) *run {
	r := &run{config: config, targets: targets, gone: make(chan struct{}), pool: newBuffers(config.ByteBudget, config.MaxFileSize)}
	r.slots, r.jobs = make(chan *slot, window), make(chan *job, window)
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// stream does the run: first the files, then the stages that come after them.
func (r *run) stream(yield func(Finding, error) bool) {
	r.yield = yield
	defer r.group.Wait()
	defer r.cancel()
	defer close(r.gone)
	if !r.begin() {
		return
	}
	r.group.Go(r.walk)
	for range r.config.Workers {
		r.group.Go(r.work)
	}
	for s := range r.slots {
		if !r.drain(s) {
			return
		}
	}
	for _, stage := range r.stages() {
		if !r.after(stage) {
			return
		}
	}
	if err := r.ended(); err != nil && !r.emit(item{diagnostic: err}) {
		return
	}
	if r.config.Progress != nil {
		r.config.Progress(r.coverage())
	}
}

// begin starts the passes; an analyzer that cannot begin is reported and left
// out.
func (r *run) begin() bool {
	for _, a := range r.config.Analyzers {
		var pass Pass
		err := guard(a.Name(), func() (err error) {
			pass, err = a.Begin(r.ctx)
			if err == nil && pass == nil {
				err = errors.New("it gave no pass")
			}
			return err
		})
		if err != nil {
			if !r.emit(item{diagnostic: asDiagnostic(err, DiagAnalyzer, a.Name(), "the analyzer could not begin")}) {
				return false
			}
			continue
		}
		r.passes = append(r.passes, activePass{a.Name(), pass})
	}
	slices.SortStableFunc(r.passes, func(a, b activePass) int { return cmp.Compare(b.conceals(), a.conceals()) })
	r.conceals = len(r.passes) > 1 && r.passes[0].conceals() > 0
	return true
}

// conceals returns 1 for a pass that tells what must not be shown, and 0 for
// any other.
func (p activePass) conceals() int {
	if _, ok := p.pass.(ConcealPass); ok {
		return 1
	}
	return 0
}

// drain passes on what a slot holds, in order, until it is finished.
func (r *run) drain(s *slot) bool {
	for batch := range s.batches {
		for _, i := range batch {
			if !r.emit(i) {
				return false
			}
		}
	}
	if r.sinceProgress++; r.config.Progress != nil && r.sinceProgress >= 64 {
		r.sinceProgress = 0
		r.config.Progress(r.coverage())
	}
	return true
}

func (r *run) emit(i item) bool {
	switch {
	case i.pkg != nil:
		r.packages = append(r.packages, i.pkg)
		return true
	case i.diagnostic != nil:
		r.diagnostics++
		return r.yield(nil, i.diagnostic)
	default:
		r.findings++
		if i.finding.Common().Suppressed() {
			r.suppressed++
		}
		return r.yield(i.finding, nil)
	}
}

// stage is one of the steps after the last file. It returns nil for a pass that
// has no part in it.
type stage struct {
	name string
	of   func(Pass) func(context.Context, Sink) error
}

func (r *run) stages() []stage {
	return []stage{
		{"collect", func(p Pass) func(context.Context, Sink) error {
			if c, ok := p.(CollectPass); ok {
				return c.Collect
			}
			return nil
		}},
		{"packages", func(p Pass) func(context.Context, Sink) error {
			if c, ok := p.(PackagePass); ok {
				return func(ctx context.Context, out Sink) error { return c.Packages(ctx, r.packages, out) }
			}
			return nil
		}},
		{"end", func(p Pass) func(context.Context, Sink) error {
			if c, ok := p.(EndPass); ok {
				return c.End
			}
			return nil
		}},
	}
}

// after runs one stage of every pass, one after the other.
func (r *run) after(st stage) bool {
	for _, p := range r.passes {
		do := st.of(p.pass)
		if do == nil || r.ctx.Err() != nil {
			continue // a cancelled run is reported once, by ended
		}
		s := newSlot()
		r.group.Go(func() {
			b := &batcher{run: r, slot: s}
			defer b.close()
			out := sink{b, p.name}
			if err := guard(p.name, func() error { return do(r.ctx, out) }); err != nil && r.ctx.Err() == nil {
				out.failed(err, DiagAnalyzer, "the analyzer failed in its last stage ("+st.name+")")
			}
		})
		if !r.drain(s) {
			return false
		}
	}
	return true
}

// ended returns what is to be said when the context ended before the run did.
func (r *run) ended() *Diagnostic {
	err := r.ctx.Err()
	if err == nil {
		return nil
	}
	if c := context.Cause(r.ctx); c != nil && !errors.Is(c, err) {
		err = fmt.Errorf("%w: %w", err, c)
	}
	message := fmt.Sprintf("the run ended early: files that were looked at: %d; files that were seen and were not: %d; others may not have been seen", r.files.Load(), r.unread.Load())
	return &Diagnostic{Kind: DiagDeadline, Message: message, Err: err}
}

func (r *run) coverage() Coverage {
	return Coverage{
		Entries: int(r.entries.Load()), Files: int(r.files.Load()), Bytes: r.bytes.Load(),
		Ignored: int(r.ignored.Load()), Excluded: int(r.excluded.Load()),
		Unpacked: int(r.unpacked.Load()), Unwanted: int(r.unwanted.Load()), Unread: int(r.unread.Load()),
		Packages: len(r.packages), Findings: r.findings, Suppressed: r.suppressed, Diagnostics: r.diagnostics,
	}
}

// walk lists the targets and hands every wanted entry to the workers.
func (r *run) walk() {
	defer close(r.slots)
	defer close(r.jobs)
	for i, t := range r.targets {
		if i > 0 {
			r.origin = &Origin{Target: strconv.Itoa(i + 1)}
		}
		if !r.walkTarget(t) {
			return
		}
	}
}

func (r *run) walkTarget(t Target) (ok bool) {
	err := guard("", func() error {
		ok = r.walkPackages(t) && r.walkEntries(t)
		return nil
	})
	if err != nil {
		return r.put(slotOf(item{diagnostic: asDiagnostic(err, DiagUnreadable, "", "the target failed")}))
	}
	return ok
}

func (r *run) walkPackages(t Target) bool {
	source, ok := t.(PackageSource)
	if !ok {
		return true
	}
	for p, err := range source.Packages(r.ctx) {
		i := item{pkg: p}
		if err != nil {
			i = item{diagnostic: asDiagnostic(err, DiagUnreadable, "", "the packages of the target cannot be read")}
		}
		if !r.put(slotOf(i)) {
			return false
		}
	}
	return true
}

func (r *run) walkEntries(t Target) bool {
	for e, err := range t.Entries(r.ctx) {
		if r.ctx.Err() != nil {
			if e != nil {
				e.drop()
			}
			return false
		}
		if err != nil {
			if !r.put(slotOf(item{diagnostic: asDiagnostic(err, DiagUnreadable, "", "the target cannot be read")})) {
				return false
			}
			continue
		}
		if !r.entry(e) {
			return false
		}
	}
	return r.ctx.Err() == nil
}

// entry counts an entry and, if any pass wants it, queues it.
func (r *run) entry(e *Entry) bool {
	r.entries.Add(1)
	r.nameTarget(e)
	switch e.Skip {
	case SkipNone:
	case SkipUnpacked:
		r.unpacked.Add(1)
		return true
	case SkipIgnored:
		r.ignored.Add(1)
		return true
	default:
		r.excluded.Add(1)
		return true
	}
	j := &job{entry: e, slot: newSlot()}
	for i, p := range r.passes {
		var wants bool
		if err := guard(p.name, func() error { wants = p.pass.Wants(e); return nil }); err != nil {
			d := asDiagnostic(err, DiagPanic, p.name, "")
			d.Location = Location{Path: e.Path, Origin: e.Origin}
			j.first = append(j.first, item{diagnostic: d})
		}
		if wants {
			j.passes = append(j.passes, i)
		}
	}
	if len(j.passes) > 0 {
		return r.queue(j)
	}
	r.unwanted.Add(1)
	e.drop()
	for _, i := range j.first {
		if !r.put(slotOf(i)) {
			return false
		}
	}
	return true
}

// nameTarget makes the entry's origin name its target, unless it does or there is
// only one.
func (r *run) nameTarget(e *Entry) {
	switch {
	case r.origin == nil:
	case e.Origin == nil:
		e.Origin = r.origin
	case e.Origin.Target == "":
		own := *e.Origin
		own.Target = r.origin.Target
		e.Origin = &own
	}
}

// queue reserves what the job needs, in walk order, and hands it over.
func (r *run) queue(j *job) bool {
	var ok bool
	if j.buffer, ok = r.pool.acquire(r.ctx, r.bufferFor(j.entry.Size)); !ok {
		r.unread.Add(1)
		j.entry.drop()
		return false
	}
	if j.entry.Size < 0 {
		j.buffer.bytes = j.buffer.bytes[:min(len(j.buffer.bytes), int(r.config.MaxFileSize)+1)]
	}
	if !r.put(j.slot) {
		j.abandon(r)
		return false
	}
	if j.entry.Sequential {
		if j.read(r); j.content != nil {
			j.do(r)
			return true
		}
	}
	r.jobs <- j // the workers take jobs until the channel is closed
	return true
}

// bufferFor returns the size of the buffer for an entry: the whole content,
// or a piece at a time where it is too large.
func (r *run) bufferFor(size int64) int64 {
	switch {
	case size < 0:
		return r.config.MaxFileSize
	case size > r.config.MaxFileSize:
		return min(chunkSize, r.config.MaxFileSize)
	default:
		return size
	}
}

// put hands a slot to the consumer.
func (r *run) put(s *slot) bool {
	select {
	case r.slots <- s:
		return true
	case <-r.gone:
		return false
	}
}

// work analyses jobs until there are no more.
func (r *run) work() {
	for j := range r.jobs {
		if r.ctx.Err() != nil {
			r.unread.Add(1)
			j.abandon(r)
			continue
		}
		j.do(r)
	}
}

// vanished reports whether err says that a file is no longer there.
func vanished(err error) bool { return errors.Is(err, fs.ErrNotExist) }
