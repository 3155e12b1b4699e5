package osv

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/penstock-dev/penstock/scan"
)

// loader collects the records of an input and reads them on all processors.
type loader struct {
	limits   Limits
	decode   func(name string, data []byte) (*Record, error)
	only     []string
	jobs     []job
	opened   []fs.File // archives that jobs read from
	records  []*compiled
	complete map[string]bool // ecosystems with a folder of their own
	diags    []*scan.Diagnostic
	dropped  int          // diagnostics beyond maxDiagnostics
	total    atomic.Int64 // bytes of records read
	names    sync.Map     // of ecosystems
}

// job is one record to read: a member of an archive, of which there may be very
// many, or a file.
type job struct {
	member *zip.File
	from   *source
}

// source is an archive, or a file of its own.
type source struct {
	name string
	fsys fs.FS
	data []byte // what is read already
}

func (j job) name() string {
	if j.member != nil {
		return j.member.Name
	}
	return j.from.name
}

func (j job) open() (io.ReadCloser, error) {
	switch {
	case j.member != nil:
		return j.member.Open()
	case j.from.data != nil:
		return io.NopCloser(bytes.NewReader(j.from.data)), nil
	}
	return j.from.fsys.Open(j.from.name)
}

// most returns how large the record may be by its compressed form.
func (j job) most(ratio int64) int64 {
	if j.member == nil || j.member.CompressedSize64 > math.MaxInt32 {
		return math.MaxInt64
	}
	return max(1<<20, int64(j.member.CompressedSize64)*ratio)
}

// maxDiagnostics bounds what is told of one input.
const maxDiagnostics = 100

func newLoader(cfg Config) *loader {
	return &loader{limits: cfg.Limits.withDefaults(), decode: cfg.Decode, only: slices.Clone(cfg.Ecosystems), complete: map[string]bool{}}
}

// intern returns the copy of an ecosystem's name that all claims share.
func (l *loader) intern(name string) string {
	if shared, ok := l.names.Load(name); ok {
		return shared.(string)
	}
	name = strings.Clone(name)
	shared, _ := l.names.LoadOrStore(name, name)
	return shared.(string)
}

func (l *loader) wants(ecosystem string) bool {
	return l.only == nil || slices.Contains(l.only, baseEcosystem(ecosystem))
}

func (l *loader) close() {
	for _, f := range l.opened {
		f.Close() // it was only read
	}
}

// problem notes what could not be read.
func (l *loader) problem(name, archive, what string, err error) {
	if len(l.diags) >= maxDiagnostics {
		l.dropped++
		return
	}
	d := &scan.Diagnostic{Kind: scan.DiagMalformed, Location: scan.Location{Path: name}, Message: what, Err: err}
	var limit limitError
	switch {
	case errors.As(err, &limit):
		d.Kind = scan.DiagLimit
	case errors.Is(err, fs.ErrPermission), errors.Is(err, fs.ErrNotExist):
		d.Kind = scan.DiagUnreadable
	}
	if archive != "" {
		d.Location.Origin = &scan.Origin{Archives: []string{archive}}
	}
	l.diags = append(l.diags, d)
}

// limitError says which of the [Limits] was reached.
type limitError string

func (e limitError) Error() string { return string(e) }

// load reads the jobs and builds the database.
func (l *loader) load(ctx context.Context) (*Database, error) {
	if err := l.work(ctx); err != nil {
		return nil, err
	}
	if len(l.records) == 0 {
		return nil, l.empty()
	}
	complete := l.completeAmong(mentioned(l.records))
	records := l.records
	l.records = nil
	db, err := build(records, func(ecosystem string) bool { return complete[ecosystem] || complete[baseEcosystem(ecosystem)] })
	if err != nil {
		return nil, err
	}
	if l.dropped > 0 {
		l.diags = append(l.diags, &scan.Diagnostic{Kind: scan.DiagMalformed, Message: fmt.Sprintf("more advisories not loaded: %d", l.dropped)})
	}
	db.diags = l.diags
	return db, nil
}

// work reads the jobs and adds their records.
func (l *loader) work(ctx context.Context) error {
	records, failed := l.run(ctx)
	if ctx.Err() != nil {
		return fmt.Errorf("loading OSV records: %w", context.Cause(ctx))
	}
	for _, i := range slices.Sorted(maps.Keys(failed)) {
		archive := ""
		if l.jobs[i].member != nil {
			archive = l.jobs[i].from.name
		}
		l.problem(l.jobs[i].name(), archive, "advisory not loaded", failed[i])
	}
	l.records = append(l.records, slices.DeleteFunc(records, func(c *compiled) bool { return c == nil })...)
	l.jobs = nil
	return nil
}

// completeAmong returns the ecosystems whose own records were loaded: those of
// the records that have a folder of their own, or all when none has.
func (l *loader) completeAmong(mentioned map[string]bool) map[string]bool {
	own := map[string]bool{}
	for name := range mentioned {
		if base := baseEcosystem(name); l.complete[base] {
			own[base] = true
		}
	}
	if len(own) == 0 {
		if len(mentioned) > 1 {
			delete(mentioned, ecosystemGit) // some records of any ecosystem name repositories
		}
		return mentioned
	}
	return own
}

// empty returns the error of an input without records, with the first causes.
func (l *loader) empty() error {
	errs := []error{ErrEmpty}
	for _, d := range l.diags[:min(len(l.diags), 5)] {
		errs = append(errs, d)
	}
	return fmt.Errorf("loading OSV records: %w", errors.Join(errs...))
}

// run reads all jobs. Results and errors have the index of their job.
func (l *loader) run(ctx context.Context) ([]*compiled, map[int]error) {
	records, failed := make([]*compiled, len(l.jobs)), map[int]error{}
	var mu sync.Mutex // of failed
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(1, len(l.jobs)/16)) {
		wg.Go(func() {
			w := worker{loader: l}
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(l.jobs) {
					return
				}
				var err error
				if records[i], err = w.read(l.jobs[i]); err == nil {
					l.jobs[i] = job{}
					continue
				}
				mu.Lock()
				failed[i] = err
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return records, failed
}

func (l *loader) totalError() error {
	return limitError(fmt.Sprintf("all records together are larger than %d bytes", l.limits.TotalBytes))
}
