package secrets

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"unicode/utf8"
)

// ErrShortValue is what [Redactor.Add] fails with for values that are too short
// to hide: every other word of a text would be hidden with them.
var ErrShortValue = errors.New("value too short to hide")

// ErrPartlyHidden is what [Redactor.Add] fails with for values that are
// registered, but of whose many parts not all are looked for in every form.
var ErrPartlyHidden = errors.New("value of many parts is not hidden in every form")

// RedactorConfig of a [Redactor]. The zero value hides values of four
// characters and more behind three asterisks.
type RedactorConfig struct {
	// Mark is written in place of what is hidden. Empty means "***".
	Mark string
	// MinLength is the least number of characters of a value, without the space
	// around it. 0 means 4; less than 2 is refused.
	MinLength int
	// Lines lets every complete line out at once, as a log that people watch
	// needs it. A value of several lines is then looked for line by line only:
	// its lines of less than eight characters, which would hide too much
	// elsewhere, stay readable. By default the value is also looked for as a
	// whole, and a line that it might begin with is held back.
	Lines bool
	// Detect also hides what this analyzer takes for a secret, registered or
	// not. Matches with a comment that allows them are hidden, too. It costs
	// what scanning costs, and a writer then holds back about 55 KiB of text,
	// of which a match may depend on 32 KiB. In UTF-16 it sees nothing; the
	// registered values are found there.
	Detect *Analyzer
}

const (
	defaultMark      = "***"
	defaultMinLength = 4
	// maxValue is the greatest length of a value in bytes.
	maxValue = 1 << 20
)

// Redactor hides registered values in text, in the forms that they leak in:
//
//   - as they are, without the space or quotes around them, each line of eight
//     characters or more (but for the first and last of PEM), and, where a
//     value is JSON, each text of six characters or more and each long number
//     in it; in front of and behind an ampersand, where PowerShell cuts texts
//     to colour them;
//   - escaped for JSON (by the habits of several languages), HTML, XML, URLs
//     (paths, queries, forms; hexadecimal digits of either case), twice for one
//     of these, as JSON for a URL or HTML; for POSIX shells, PowerShell, cmd,
//     SQL and CSV;
//   - in hexadecimal digits, in UTF-16, and in base64 of either alphabet, with
//     or without padding, alone or anywhere in a longer text that was encoded,
//     also of UTF-16, of JSON and of base64; alone also broken into lines of 64
//     or 76 digits.
//
// Base64 is found by the digits that the value alone decides. The digit in
// front of them, which the value decides in part, and all base64 digits and
// padding behind them are hidden as well. A value of less than five bytes is
// found in base64 only where it was encoded alone.
//
// What is hidden and overlaps or touches comes out as one mark. Mixtures of
// escapes, compressed text and what was computed from a value, such as its
// hash, are not found.
//
// A Redactor is safe for concurrent use; it prints as counts only. A value of
// forty letters and digits takes about 5 KiB of memory in some twenty forms, one
// with many signs up to 50 KiB in two hundred, and each line of a long text up
// to 100 KiB: register what is secret in a document, rather than all of it.
type Redactor struct {
	config RedactorConfig

	mu     sync.RWMutex // guards what follows
	index  formIndex
	values map[string]struct{}
}

// NewRedactor returns a redactor without values.
func NewRedactor(c RedactorConfig) (*Redactor, error) {
	if c.Mark == "" {
		c.Mark = defaultMark
	}
	if c.MinLength == 0 {
		c.MinLength = defaultMinLength
	}
	if c.MinLength < 2 {
		return nil, fmt.Errorf("secrets: redactor: a least length of %d would hide single characters", c.MinLength)
	}
	return &Redactor{config: c, index: newFormIndex(), values: map[string]struct{}{}}, nil
}

// Add registers values. Writers and readers that are open hide them in
// everything that they have not let out yet. Empty and known values change
// nothing. A value that is too short, or longer than 1 MiB, is left out and the
// others are registered; the error wraps [ErrShortValue] for the former and
// names the value by its index only. Of a value of very many parts (lines,
// texts of JSON), from about 800 on, the last are looked for as they are only,
// and a part of more than 16 KiB only as it is, in JSON and in base64; the error
// wraps [ErrPartlyHidden] then.
func (r *Redactor) Add(values ...string) error {
	var errs []error
	for i, v := range values {
		if v == "" {
			continue
		}
		switch n := utf8.RuneCountInString(strings.TrimSpace(v)); {
		case n < r.config.MinLength:
			errs = append(errs, fmt.Errorf("secrets: registering value %d of %d characters: %w", i, n, ErrShortValue))
		case len(v) > maxValue:
			errs = append(errs, fmt.Errorf("secrets: registering value %d of %d bytes: more than %d", i, len(v), maxValue))
		default:
			if !r.add(v) {
				errs = append(errs, fmt.Errorf("secrets: registering value %d of %d bytes: %w", i, len(v), ErrPartlyHidden))
			}
		}
	}
	return errors.Join(errs...)
}

// Bounds of the forms of one value: some 300 bytes of memory each.
const (
	mostForms = 50_000
	longPart  = 16 << 10
)

// add registers a value and reports whether it is looked for in every form.
func (r *Redactor) add(value string) (whole bool) {
	if r.knows(value) {
		return true
	}
	whole = true
	forms := map[string]formKind{}
	add := func(form string, kind formKind) {
		if !r.config.Lines || !strings.Contains(form, "\n") {
			forms[form] |= kind
		}
	}
	for _, part := range parts(value, r.config.MinLength) {
		addPart := add
		if padded(part) {
			// What is without the space around it is another part. Hiding the
			// line end of a file with a value would join lines of a log.
			addPart = func(form string, kind formKind) {
				if !padded(form) {
					add(form, kind)
				}
			}
		}
		if len(forms) > mostForms {
			whole = false
			for _, piece := range pieces(part) {
				addPart(piece, formPlain)
			}
			continue
		}
		addWrapped(part, addPart)
		for _, piece := range pieces(part) {
			if len(part) > longPart {
				whole = false
				addFewForms(piece, addPart)
			} else {
				addForms(piece, addPart)
			}
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.values[value]; known {
		return whole
	}
	r.values[value] = struct{}{}
	for form, kind := range forms {
		r.index.add(form, kind)
	}
	r.index.generation++
	return whole
}

// padded reports whether there is space around a text.
func padded(text string) bool { return strings.TrimSpace(text) != text }

func (r *Redactor) knows(value string) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	_, known := r.values[value]
	return known
}

// Bytes returns a copy of a text with all values hidden.
func (r *Redactor) Bytes(text []byte) []byte {
	var out memory
	w := r.Writer(&out)
	out.text = make([]byte, 0, len(text))
	_, _ = w.Write(text) // memory takes everything
	_ = w.Close()
	return out.text
}

// String returns a text with all values hidden.
func (r *Redactor) String(text string) string { return string(r.Bytes([]byte(text))) }

// memory is a writer that keeps everything.
type memory struct{ text []byte }

func (m *memory) Write(p []byte) (int, error) {
	m.text = append(m.text, p...)
	return len(p), nil
}

// Counts returns the number of registered values, of the forms they are looked
// for in, and the length of the longest form in bytes, which is the most that a
// writer holds back, but for a Redactor that detects.
func (r *Redactor) Counts() (values, forms, longest int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.values), r.index.forms, r.index.longest
}

// Format implements [fmt.Formatter]: every verb prints counts.
func (r *Redactor) Format(f fmt.State, _ rune) {
	values, forms, _ := r.Counts()
	_, _ = fmt.Fprintf(f, "redactor of %d values in %d forms", values, forms) // a fmt.State keeps its own errors
}

// LogValue implements [slog.LogValuer].
func (r *Redactor) LogValue() slog.Value {
	values, forms, _ := r.Counts()
	return slog.GroupValue(slog.Int("values", values), slog.Int("forms", forms))
}

// MarshalJSON returns the counts.
func (r *Redactor) MarshalJSON() ([]byte, error) {
	values, forms, _ := r.Counts()
	return fmt.Appendf(nil, `{"values":%d,"forms":%d}`, values, forms), nil
}

// Writer returns a writer that writes to w what is written to it, with all
// values hidden. It must be closed, which does not close w.
func (r *Redactor) Writer(w io.Writer) *RedactWriter {
	rw := &RedactWriter{r: r, out: w}
	if r.config.Detect != nil {
		rw.detect = &detector{a: r.config.Detect}
	}
	return rw
}

// Reader returns a reader of what reader gives, with all values hidden. What
// is held back comes out at the end, be it [io.EOF] or another error.
func (r *Redactor) Reader(reader io.Reader) io.Reader {
	rr := &redactReader{from: reader}
	rr.through = r.Writer(&rr.ready)
	return rr
}
