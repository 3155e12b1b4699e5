package verify

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// Property is the name of the property of a record that holds the [Result] of
// a check. Its JSON names are API.
const Property = "liveness"

// How far Stream looks ahead, so that requests to several issuers go on at the
// same time and the halves of a pair meet.
const (
	lookAhead    = 16   // secrets to check, up to the end of their file
	maxLookAhead = 64   // secrets to check, in the middle of a file too
	maxHeld      = 1024 // findings of any kind behind the first of them
)

// Stream checks the secrets in a stream of findings, such as that of
// [scan.Runner.Stream], and yields what comes in, in its order. A leak that
// the issuer was asked about comes out as a copy with the outcome, see
// [Annotated]; all else, and suppressed leaks, which nobody is asked about,
// come out as they came in. If some could not be found out about, the stream
// ends with a note of the kind [scan.DiagUnverified]: they are no less of a finding.
//
// A context that ends ends the checking, not the stream. The iterator may be
// broken, and run again if in may.
func (v *Verifier) Stream(ctx context.Context, in iter.Seq2[scan.Finding, error]) iter.Seq2[scan.Finding, error] {
	return func(yield func(scan.Finding, error) bool) {
		w := &window{verifier: v, unverified: map[string]int{}}
		for f, err := range in {
			if !w.fits(f) && !w.flush(ctx, yield) {
				return
			}
			w.add(f, err)
			if w.leaks == 0 && !w.flush(ctx, yield) {
				return
			}
		}
		if w.flush(ctx, yield) && len(w.unverified) > 0 {
			yield(nil, w.note())
		}
	}
}

// Annotated returns a copy of a leak with the outcome of a check: its
// [scan.Secret.Validation], the property [Property], high confidence if it is
// valid and low confidence if it is invalid everywhere, and the account and
// expiry that the issuer told. A result of a check that sent nothing changes
// nothing.
func Annotated(leak *secrets.Leak, r Result) *secrets.Leak {
	if !r.Reason.asked() {
		return leak
	}
	own := *leak
	secret := scan.Secret{}
	if leak.Secret != nil {
		secret = *leak.Secret
	}
	secret.Validation = string(r.State)
	own.Secret = &secret
	own.Properties = maps.Clone(leak.Properties)
	if own.Properties == nil {
		own.Properties = map[string]any{}
	}
	own.Properties[Property] = r.clone()
	switch {
	case r.State == Valid:
		own.Confidence = scan.ConfidenceHigh
	case r.State == Invalid && !r.Elsewhere:
		own.Confidence = scan.ConfidenceLow
	}
	if own.Account == "" {
		own.Account = r.Account
	}
	if own.Expires.IsZero() {
		own.Expires = r.Expires
	}
	return &own
}

// window holds the part of a stream that is looked at together.
type window struct {
	verifier   *Verifier
	items      []item
	leaks      int // to check
	path       string
	unverified map[string]int
}

// item is one pair of the stream.
type item struct {
	finding scan.Finding
	err     error
	leak    *secrets.Leak // to check; nil otherwise
	result  Result
	failed  bool // the context ended
}

// fits reports whether the next finding belongs to the window.
func (w *window) fits(f scan.Finding) bool {
	if w.leaks == 0 {
		return true
	}
	return len(w.items) < maxHeld && w.leaks < maxLookAhead && (w.leaks < lookAhead || pathOf(f) == w.path)
}

func pathOf(f scan.Finding) string {
	if f == nil {
		return ""
	}
	return f.Common().Location.Path
}

// add appends a pair of the stream.
func (w *window) add(f scan.Finding, err error) {
	i := item{finding: f, err: err}
	if leak, ok := f.(*secrets.Leak); ok && leak != nil && !leak.Suppressed() && w.verifier.gates[providerOf(leak)] != nil {
		i.leak = leak
		w.leaks++
	}
	w.items = append(w.items, i)
	w.path = pathOf(f)
}

// flush checks what the window holds, yields it and empties the window.
func (w *window) flush(ctx context.Context, yield func(scan.Finding, error) bool) bool {
	w.check(ctx)
	for _, i := range w.items {
		f := i.finding
		if i.leak != nil && i.failed {
			w.unverified["interrupted"]++
		} else if i.leak != nil {
			if i.result.State == Unknown && i.result.Reason.asked() {
				w.unverified[string(i.result.Reason)]++
			}
			f = Annotated(i.leak, i.result)
		}
		if !yield(f, i.err) {
			return false
		}
	}
	clear(w.items)
	w.items, w.leaks = w.items[:0], 0
	return true
}

// check asks about all leaks of the window at one time; the verifier's limits
// hold them back.
func (w *window) check(ctx context.Context) {
	if w.leaks == 0 {
		return
	}
	var wg sync.WaitGroup
	for n := range w.items {
		i := &w.items[n]
		if i.leak == nil {
			continue
		}
		id, secret := w.pair(i.leak)
		wg.Go(func() {
			var err error
			if id != nil {
				i.result, err = w.verifier.CheckPair(ctx, id, secret)
			} else {
				i.result, err = w.verifier.Check(ctx, i.leak)
			}
			i.failed = err != nil
		})
	}
	wg.Wait()
}

// pair returns the halves of the pair that a leak is one of, if the window
// holds both.
func (w *window) pair(leak *secrets.Leak) (id, secret *secrets.Leak) {
	if rule := leak.RuleID(); rule != ruleKeyID && rule != ruleSecretKey {
		return nil, nil
	}
	for _, i := range w.items {
		switch {
		case i.leak == nil:
		case belongs(leak, i.leak):
			return leak, i.leak
		case belongs(i.leak, leak):
			return i.leak, leak
		}
	}
	return nil, nil
}

// belongs reports whether the finding of a secret key points at that of the
// key's id.
func belongs(id, secret *secrets.Leak) bool {
	if id.RuleID() != ruleKeyID || secret.RuleID() != ruleSecretKey || id.Location.Origin != secret.Location.Origin {
		return false
	}
	return slices.ContainsFunc(secret.Related, func(l scan.Location) bool {
		return l.Role == "key-id" && l.Path == id.Location.Path && l.Region.StartOffset == id.Location.Region.StartOffset
	})
}

// note says what could not be found out.
func (w *window) note() *scan.Diagnostic {
	total := 0
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(w.unverified)) {
		total += w.unverified[reason]
		parts = append(parts, fmt.Sprintf("%s: %d", reason, w.unverified[reason]))
	}
	return &scan.Diagnostic{
		Kind: scan.DiagUnverified, Analyzer: "secrets/verify", Note: true,
		Message: fmt.Sprintf("The issuers did not say whether they accept %d of the secrets that were found (%s).", total, strings.Join(parts, ", ")),
	}
}
