package archive

import (
	"errors"
	"fmt"

	"github.com/penstock-dev/penstock/scan"
)

// level is an archive whose members are being yielded.
type level struct {
	place   scan.Location // of the archive
	inside  *scan.Origin  // of its members
	depth   int           // archives around its members
	members int
	missed  [reasons]misses
}

// misses counts the members that were left out for one reason.
type misses struct {
	n     int
	first string
}

// reason is why a member is left out, or not looked into.
type reason int

const (
	isLink reason = iota
	isDevice
	tooDeep
	tooLarge
	tooLong
	isEncrypted
	unknownMethod
	reasons
)

func (lv *level) miss(r reason, name string) {
	if lv.missed[r].n == 0 {
		lv.missed[r].first = name
	}
	lv.missed[r].n++
}

// leave says what was left out of an archive.
func (w *walk) leave(lv *level) {
	for r, m := range lv.missed {
		if m.n == 0 {
			continue
		}
		d := w.about(reason(r))
		d.Location = lv.place
		d.Message = fmt.Sprintf("%s: %d, the first is %q", d.Message, m.n, clip(m.first))
		w.say(&d)
	}
}

// about returns a diagnostic on a reason.
func (w *walk) about(r reason) scan.Diagnostic {
	switch r {
	case isLink:
		return scan.Diagnostic{Kind: scan.DiagSymlink, Note: true, Message: "links among its members are not followed"}
	case isDevice:
		return scan.Diagnostic{Kind: scan.DiagIrregular, Note: true, Message: "devices and pipes among its members have no content"}
	case tooDeep:
		return scan.Diagnostic{Kind: scan.DiagLimit, Message: fmt.Sprintf("not looked into: archives nested deeper than the limit of %d", w.MaxDepth)}
	case tooLarge:
		return scan.Diagnostic{Kind: scan.DiagLimit, Message: fmt.Sprintf("not looked at: members above the limit of %d bytes", w.MaxMemberSize)}
	case tooLong:
		return scan.Diagnostic{Kind: scan.DiagLimit, Message: fmt.Sprintf("not looked at: members with paths longer than the limit of %d bytes", w.MaxPath)}
	case isEncrypted:
		return scan.Diagnostic{Kind: scan.DiagUnsupported, Message: "not looked at: encrypted members"}
	default:
		return scan.Diagnostic{Kind: scan.DiagUnsupported, Message: "not looked at: members compressed in an unknown way"}
	}
}

// clip shortens a name for a message.
func clip(name string) string {
	if len(name) > 200 {
		return name[:200]
	}
	return name
}

// budget is what an outermost archive may still cost, with all in it.
type budget struct {
	place   scan.Location
	members int
	bytes   int64
	stop    *stop
}

// stop is the error that ends an archive at a limit. However many readers it
// comes through, it is said once.
type stop struct {
	diagnostic *scan.Diagnostic
	said       bool
}

// Error implements error.
func (s *stop) Error() string { return s.diagnostic.Message }

func newStop(place scan.Location, format string, args ...any) *stop {
	return &stop{diagnostic: &scan.Diagnostic{Kind: scan.DiagLimit, Location: place, Message: "the rest was not looked at: " + fmt.Sprintf(format, args...)}}
}

// charge counts unpacked bytes against the budget.
func (w *walk) charge(n int64) error {
	b := w.budget
	if b.stop == nil {
		if b.bytes += n; b.bytes <= w.MaxBytes {
			return nil
		}
		b.stop = newStop(b.place, "more than the limit of %d bytes come out of the archive", w.MaxBytes)
	}
	return b.stop
}

// weigh holds what has come out of an archive against what has gone in.
func (w *walk) weigh(lv *level, in, out int64) error {
	if out > ratioFloor && out/int64(w.MaxRatio) > in {
		return newStop(lv.place, "its contents are more than %d times larger than itself", w.MaxRatio)
	}
	return nil
}

// admit counts a member and says whether it is to be looked at; an error ends
// the archive.
func (w *walk) admit(lv *level, m *member) (bool, error) {
	if b := w.budget; b.stop != nil {
		return false, b.stop
	} else if b.members++; b.members > w.MaxTotalMembers {
		b.stop = newStop(b.place, "the archives in it have more than the limit of %d members", w.MaxTotalMembers)
		return false, b.stop
	}
	if lv.members++; lv.members > w.MaxMembers {
		return false, newStop(lv.place, "it has more than the limit of %d members", w.MaxMembers)
	}
	why := reasons
	switch {
	case m.kind == kindNone:
		return false, nil
	case m.kind == kindLink:
		why = isLink
	case m.kind == kindDevice:
		why = isDevice
	case len(m.name) > w.MaxPath:
		why = tooLong
	case m.size > w.MaxMemberSize:
		why = tooLarge
	case m.encrypted:
		why = isEncrypted
	case m.unknown:
		why = unknownMethod
	default:
		return true, nil
	}
	lv.miss(why, m.name)
	return false, nil
}

// broken says what kept an archive from being read to its end.
func (w *walk) broken(lv *level, err error) {
	if s, ok := errors.AsType[*stop](err); ok {
		if !s.said {
			s.said = true
			w.say(s.diagnostic)
		}
		return
	}
	if d, ok := errors.AsType[*scan.Diagnostic](err); ok {
		w.say(d)
		return
	}
	message := fmt.Sprintf("the archive is damaged or cut off: looked at as far as member %d", lv.members)
	if errors.Is(err, errTrailing) {
		message = "there is data after the end of the archive, which was not looked at"
		err = nil
	}
	w.say(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: lv.place, Message: message, Err: err})
}
