package secrets_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/penstock-dev/penstock/secrets"
)

var redactSizes = []int{1, 2, 3, 7, 64, 4096}

// inPieces writes a text in pieces of n bytes.
func inPieces(tb testing.TB, r *secrets.Redactor, text string, n int) string {
	tb.Helper()
	var out bytes.Buffer
	w := r.Writer(&out)
	for piece := range slices.Chunk([]byte(text), n) {
		kept := slices.Clone(piece)
		if k, err := w.Write(kept); err != nil || k != len(kept) {
			tb.Fatal(k, err)
		}
		clear(kept)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func checkRedactChunks(tb testing.TB, r *secrets.Redactor, text string) {
	tb.Helper()
	want := r.String(text)
	for _, n := range redactSizes {
		if got := inPieces(tb, r, text, n); got != want {
			tb.Fatalf("pieces of %d bytes of %q:\ngot  %q\nwant %q", n, text, got, want)
		}
	}
	for name, reader := range map[string]io.Reader{
		"whole":  strings.NewReader(text),
		"halves": iotest.HalfReader(strings.NewReader(text)),
		"last":   iotest.DataErrReader(strings.NewReader(text)),
	} {
		got, err := io.ReadAll(iotest.OneByteReader(r.Reader(reader)))
		if err != nil || string(got) != want {
			tb.Fatalf("reader %s of %q: %v\ngot  %q\nwant %q", name, text, err, got, want)
		}
	}
}

// encoders returns what writes a value so that nothing of it may be left, by
// other code than the package's own.
func encoders(r *rand.Rand) map[string]func(string) string {
	inside := func(encoding *base64.Encoding) func(string) string {
		return func(v string) string {
			return encoding.EncodeToString([]byte(noise(r, r.IntN(7)) + v + noise(r, r.IntN(7))))
		}
	}
	return map[string]func(string) string{
		"plain":      func(v string) string { return v },
		"hex":        func(v string) string { return hex.EncodeToString([]byte(v)) },
		"HEX":        func(v string) string { return fmt.Sprintf("%X", v) },
		"query":      url.QueryEscape,
		"path":       url.PathEscape,
		"url":        func(v string) string { return (&url.URL{Path: "/" + v}).EscapedPath()[1:] },
		"userinfo":   func(v string) string { return strings.TrimPrefix(url.UserPassword("u", v).String(), "u:") },
		"html":       html.EscapeString,
		"xml":        func(v string) string { var b bytes.Buffer; _ = xml.EscapeText(&b, []byte(v)); return b.String() },
		"json":       func(v string) string { b, _ := json.Marshal(v); return string(b[1 : len(b)-1]) },
		"json raw":   func(v string) string { return strings.TrimSpace(plainJSON(v)) },
		"json slash": func(v string) string { return strings.ReplaceAll(plainJSON(v), "/", `\/`) },
		"quote":      func(v string) string { s := strconv.Quote(v); return s[1 : len(s)-1] },
		"ascii":      func(v string) string { s := strconv.QuoteToASCII(v); return s[1 : len(s)-1] },
		"sh":         func(v string) string { return strings.ReplaceAll(v, "'", `'\''`) },
		"std":        inside(base64.StdEncoding),
		"rawstd":     inside(base64.RawStdEncoding),
		"url64":      inside(base64.URLEncoding),
		"rawurl64":   inside(base64.RawURLEncoding),
	}
}

func plainJSON(v string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	s := strings.TrimSuffix(b.String(), "\n")
	return s[1 : len(s)-1]
}

func noise(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(32 + r.IntN(95))
	}
	return string(b)
}

// decodes reports whether base64 in the output still gives nearly all of the
// value.
func decodes(out, value string) bool {
	for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for at := range out {
			b, _ := e.DecodeString(out[at : at+(len(out)-at)/4*4])
			if bytes.Contains(b, []byte(value[:len(value)-2])) {
				return true
			}
		}
	}
	return false
}

// TestRedactEncodings hides random values in all encodings, between random
// texts, in pieces of all sizes.
func TestRedactEncodings(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	signs := "abcXYZ0189-_.~!*'();/?:@&=+$,\"\\<>#%[]{}|^` "
	for range 60 {
		var values []string
		for range 1 + r.IntN(4) {
			values = append(values, "x"+random(r.Uint64(), signs, 8+r.IntN(30))+"z")
		}
		red := redactor(t, secrets.RedactorConfig{}, values...)
		for name, encode := range encoders(r) {
			value := values[r.IntN(len(values))]
			front, form, back := noise(r, r.IntN(40))+"\n", encode(value), "\n"+noise(r, r.IntN(40))
			text := front + form + back
			got := red.String(text)
			if strings.Contains(got, form) || strings.Contains(got, value) || decodes(got, value) {
				t.Fatalf("%s of %q is left in %q, which was %q", name, value, got, text)
			}
			if !strings.HasPrefix(got, front) || !strings.HasSuffix(got, back) {
				t.Fatalf("%s of %q: %q became %q", name, value, text, got)
			}
			checkRedactChunks(t, red, text)
		}
	}
}

// TestRedactLeavesOthers counts what is hidden in a text without values.
func TestRedactLeavesOthers(t *testing.T) {
	t.Parallel()
	var values []string
	for i := range 200 {
		values = append(values, random(uint64(i), base64std, 20+i%30))
	}
	r := redactor(t, secrets.RedactorConfig{}, values...)
	for name, text := range goSource(t) {
		if got := r.Bytes(text); !bytes.Equal(got, text) {
			t.Errorf("%s was changed", name)
		}
	}
}

// TestHoldsBackLittle writes texts byte by byte and looks at what is missing.
func TestHoldsBackLittle(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{}, "hunter2!", "several\nlines of a value")
	_, _, longest := r.Counts()
	held := func(text string) int {
		var out bytes.Buffer
		w := r.Writer(&out)
		for i := range len(text) {
			if _, err := w.Write([]byte{text[i]}); err != nil {
				t.Fatal(err)
			}
			if missing := i + 1 - out.Len(); missing > longest {
				t.Fatalf("%d bytes of %q are held back", missing, text[:i+1])
			}
		}
		return len(text) - out.Len()
	}
	for text, want := range map[string]int{
		"a line\n": 0, "Password: ": 0, "digit 5": 1, "the hunter": 6, "several\n": 8, "aHVudGV": 7,
		strings.Repeat("hunter2", 50): 8,
	} {
		if got := held(text); got != want {
			t.Errorf("%d bytes of %q are held back, want %d", got, text, want)
		}
	}
	// What is hidden behind base64 is not kept.
	var out bytes.Buffer
	w := r.Writer(&out)
	for range 100 {
		if _, err := w.Write([]byte("aHVudGVyMiEK")); err != nil {
			t.Fatal(err)
		}
	}
	if got := fmt.Sprint(w); out.String() != "***" || got != "redacting writer with 1 bytes held back" {
		t.Errorf("got %q, %s", out.String(), got)
	}
}

func TestRedactLines(t *testing.T) {
	t.Parallel()
	value := "several words\nshort\nlines of a value"
	r := redactor(t, secrets.RedactorConfig{Lines: true}, value)
	var out bytes.Buffer
	w := r.Writer(&out)
	for line := range strings.Lines("x\n" + value + "\n") {
		if _, err := w.Write([]byte(line)); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), "\n") {
			t.Errorf("after %q, something is held back", line)
		}
	}
	if want := "x\n***\nshort\n***\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
	if got := r.String(`"several words\nshort\nlines of a value"`); got != `"***"` {
		t.Errorf("in JSON: %q", got)
	}
}

func TestRedactFlush(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{}, "hunter2!")
	var out bytes.Buffer
	w := r.Writer(&out)
	for _, piece := range []string{"hunter2!", "the hun", "ter2! hunter2!"} {
		if _, err := w.Write([]byte(piece)); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if got := out.String(); got != "***the hunter2! ***" {
		t.Errorf("got %q", got)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	if _, err := w.Write(nil); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("write after close: %v", err)
	}
}

func TestRedactErrors(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{}, "hunter2!")
	broken := fmt.Errorf("broken: %w", io.ErrClosedPipe)
	w := r.Writer(writerFunc(func([]byte) (int, error) { return 0, broken }))
	for range 2 {
		if _, err := w.Write([]byte("some text ")); !errors.Is(err, broken) {
			t.Errorf("write: %v", err)
		}
	}
	if first, second := w.Close(), w.Close(); !errors.Is(first, broken) || second != nil {
		t.Errorf("close: %v, %v", first, second)
	}
	w = r.Writer(writerFunc(func(p []byte) (int, error) { return len(p) - 1, nil }))
	if _, err := w.Write([]byte("some text ")); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("short write: %v", err)
	}
	got, err := io.ReadAll(r.Reader(io.MultiReader(strings.NewReader("x hunter2! hunt"), iotest.ErrReader(broken))))
	if string(got) != "x *** hunt" || !errors.Is(err, broken) {
		t.Errorf("read %q, %v", got, err)
	}
	if _, err := r.Reader(writerFunc(nil)).Read(make([]byte, 1)); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("read nothing: %v", err)
	}
}

// writerFunc is a writer, and a reader that gives nothing.
type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func (f writerFunc) Read([]byte) (int, error) { return 0, nil }

// TestRedactDetects hides what the rules find, the same in all pieces.
func TestRedactDetects(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{Detect: shared()}, "some text", "hunter2!")
	if got := r.String("a " + githubToken + " b hunter2! // nosec"); got != "a *** b *** // nosec" {
		t.Errorf("got %q", got)
	}
	var lines strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&lines, "line %d of a log with %s in it and %s there\n", i, githubToken, gitlabToken)
	}
	for _, secret := range []string{githubToken, gitlabToken} {
		if strings.Contains(r.String(lines.String()), secret) {
			t.Errorf("%.8s... is left", secret)
		}
	}
	text := string(mixedText(3, 300<<10)) + lines.String()
	want := r.String(text)
	for m := range shared().Matches([]byte(text)) {
		if v := text[m.Start:m.End]; strings.Contains(want, "\n"+v+"\n") {
			t.Errorf("%s: %.8s... is left", m.Rule.ID, v)
		}
	}
	for _, n := range []int{7, 100, 4096, 100_000} {
		if inPieces(t, r, text, n) != want {
			t.Errorf("pieces of %d bytes differ", n)
		}
	}
}

// TestRedactHostileTextIsLinear fails on anything far from linear.
func TestRedactHostileTextIsLinear(t *testing.T) {
	var values []string
	for _, unit := range []string{"a", "ab", "\\", "&", "aaab", "YWFh"} {
		values = append(values, strings.Repeat(unit, 2000/len(unit)))
	}
	r := redactor(t, secrets.RedactorConfig{}, values...) // not parallel: the time is the process's
	for _, unit := range append(values, "a", "\\", "&amp;", "YWFh", "YWFhY", "61", "5c5C", "\\u0026", "%2526", "a\x00") {
		text := strings.Repeat(unit, hostileSize/len(unit))
		before := cpuTime()
		_ = r.String(text)
		if d := cpuTime() - before; d > 3*time.Second {
			t.Errorf("%.10q repeated to a megabyte took %v of processor time", unit, d)
		}
	}
}

func TestRedactWritesWithoutAllocations(t *testing.T) {
	r := redactor(t, secrets.RedactorConfig{}, manyValues(100)...)
	w := r.Writer(io.Discard)
	text := []byte(strings.Repeat("a clean line of text in a log, nothing to hide\n", 100))
	if n := testing.AllocsPerRun(100, func() {
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations for each clean write", n)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("hunter2!", "second&value", "a hunter2! b aHVudGVyMiE= c second&amp;value")
	f.Add("aaaa", "aaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaabaaaa")
	f.Add("ab\ncd\nefghijkl", `{"a":"bcdefgh"}`, "YWIKY2QKZWZnaGlqa2w==ab\r\ncd\r\nefghijklbcdefgh")
	f.Add("====", "/+/+/+", "/+/+/+=====aaaa/+/+")
	f.Fuzz(func(t *testing.T, a, b, text string) {
		r, err := secrets.NewRedactor(secrets.RedactorConfig{Mark: "\x00"})
		if err != nil || len(text) > 10_000 {
			return
		}
		if err := r.Add(a, b); err != nil {
			return
		}
		got := r.String(text + a + text)
		for _, v := range []string{a, b} {
			// A mark, or what it parts, is no value.
			if v != "" && !strings.Contains(v, "\x00") && strings.Contains(got, v) {
				t.Fatalf("%q is left in %q", v, got)
			}
		}
		checkRedactChunks(t, r, text+a+text)
	})
}

func manyValues(n int) []string {
	const alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+/"
	var values []string
	for i := range n {
		values = append(values, random(uint64(i)+1000, alphabet, 24+i%40))
	}
	return values
}

// BenchmarkRedact writes clean text through a writer with a thousand values,
// and the same through one table; see BenchmarkFloor.
func BenchmarkRedact(b *testing.B) {
	text := bytes.Join(values(goSource(b)), nil)
	for _, n := range []int{1, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r := redactor(b, secrets.RedactorConfig{}, manyValues(n)...)
			w := r.Writer(io.Discard)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			before := cpuTime()
			for b.Loop() {
				for piece := range slices.Chunk(text, 32<<10) {
					if _, err := w.Write(piece); err != nil {
						b.Fatal(err)
					}
				}
			}
			reportCPU(b, before, len(text))
		})
	}
	b.Run("floor", func(b *testing.B) {
		var table [256]uint8
		table['='] = 1
		b.SetBytes(int64(len(text)))
		sum := 0
		before := cpuTime()
		for b.Loop() {
			for _, c := range text {
				sum += int(table[c])
			}
		}
		reportCPU(b, before, len(text))
		if sum == 0 {
			b.Fatal("no text")
		}
	})
}

func BenchmarkRedactorAdd(b *testing.B) {
	list := manyValues(1000)
	b.ReportAllocs()
	for b.Loop() {
		redactor(b, secrets.RedactorConfig{}, list...)
	}
}
