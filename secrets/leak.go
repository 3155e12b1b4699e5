package secrets

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/penstock-dev/penstock/scan"
)

// Leak is a secret found in a file. Its common form never holds the value:
// that comes only from [Leak.Reveal]. Printing, logging or encoding a Leak
// gives the redacted form.
type Leak struct {
	scan.Record
	// Account is the issuer's account, organisation, user or bot that the value
	// itself names or that stands beside it; empty for most formats.
	Account string
	// Expires is when the value says that it expires; zero if it does not.
	Expires time.Time

	// value and id are functions so that printing by reflection shows an
	// address.
	value func() string
	id    func() string
}

// Reveal returns the secret itself. Take care where it goes.
func (l Leak) Reveal() string {
	if l.value == nil {
		return ""
	}
	return l.value()
}

// RevealID returns the id of the key that the secret belongs to, where the two
// stand side by side, such as an access key id of AWS; empty otherwise. It is
// no secret by itself, and is kept out of reports all the same.
func (l Leak) RevealID() string {
	if l.id == nil {
		return ""
	}
	return l.id()
}

// String returns rule, place and redacted form.
func (l Leak) String() string {
	redacted := ""
	if l.Secret != nil {
		redacted = l.Secret.Redacted
	}
	return fmt.Sprintf("%s %s:%d:%d %s", l.RuleID(), l.Location.Path, l.Location.Region.StartLine, l.Location.Region.StartColumn, redacted)
}

// GoString returns the same as String.
func (l Leak) GoString() string { return l.String() }

// Format implements [fmt.Formatter]: every verb prints String.
func (l Leak) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, l.String()) // a fmt.State keeps its own errors
}

// LogValue implements [slog.LogValuer].
func (l Leak) LogValue() slog.Value {
	attrs := []slog.Attr{
		slog.String("rule", l.RuleID()),
		slog.String("path", l.Location.Path),
		slog.Int("line", l.Location.Region.StartLine),
	}
	if l.Secret != nil {
		attrs = append(attrs, slog.String("redacted", l.Secret.Redacted), slog.String("hash", l.Secret.Hash))
	}
	return slog.GroupValue(attrs...)
}

// MarshalJSON returns the common form.
func (l Leak) MarshalJSON() ([]byte, error) { return json.Marshal(l.Record) }
