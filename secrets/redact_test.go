package secrets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/secrets"
)

func redactor(tb testing.TB, c secrets.RedactorConfig, values ...string) *secrets.Redactor {
	tb.Helper()
	r, err := secrets.NewRedactor(c)
	if err != nil {
		tb.Fatal(err)
	}
	if err := r.Add(values...); err != nil {
		tb.Fatal(err)
	}
	return r
}

func TestRedactExactly(t *testing.T) {
	t.Parallel()
	pem := "-----BEGIN KEY-----\nQUJDREVGR0hJSktMTU5P\nUVJT\n-----END KEY-----\n"
	document := `{"user": "deploy-bot", "n": 1234567890, "on": true, "port": 8080, "nested": [{"pw": "x\ty<z>1234"}], "short": "abc"}`
	long := strings.Repeat("many words of a long text, ", 100) + "end"
	tests := []struct{ name, value, text, want string }{
		{"nothing", "hunter2!", "a hunter walks, Hunter2! too", "a hunter walks, Hunter2! too"},
		{"plain", "hunter2!", "pw=hunter2!;", "pw=***;"},
		{"one mark for touching ones", "hunter2!", "hunter2!hunter2! hunter2!", "*** ***"},
		{"one mark for overlapping ones", "abcabcab", "xabcabcabcabz", "x***z"},
		{"space around the value", "  hunter2!\n", "pw=hunter2!;", "pw=***;"},
		{"line ends around the value", "hunter2!\n", "pw=\nhunter2!\nnext hunter2!\r\nlast\n", "pw=\n***\nnext ***\r\nlast\n"},
		{"line end of a long value", long + "\n", "pw " + long + "\nnext\n", "pw ***\nnext\n"},
		{"quotes around the value", `"hunter2!"`, `pw=hunter2!; pw="hunter2!";`, "pw=***; pw=***;"},
		{"a short text in quotes", `"short"`, `short is "short"`, `short is ***`},
		{"JSON", "a\"b\\c/d\te", `{"k":"a\"b\\c\/d\te"}`, `{"k":"***"}`},
		{"JSON twice", "a\"b\\cdef", `"{\"k\":\"a\\\"b\\\\cdef\"}"`, `"{\"k\":\"***\"}"`},
		{"ASCII only", "pä€😀ss", `\u0070 p\u00e4\u20ac\ud83d\ude00ss p\u00E4\u20AC\uD83D\uDE00ss`, `\u0070 *** ***`},
		{"HTML", "a<b&c'd", "a&lt;b&amp;c&#39;d a&lt;b&amp;c&apos;d a&amp;lt;b&amp;amp;c'd", "*** *** ***"},
		{"form", "a b+c~d", "x=a+b%2Bc%7Ed&y=a+b%2bc~d&z=a%20b%2Bc~d", "x=***&y=***&z=***"},
		{"URL twice", "p@ss/word", "u=p%2540ss%252Fword", "u=***"},
		{"shell", "it's $5", `echo 'it'\''s $5' it\'s\ \$5 "it's \$5"`, `echo '***' *** "***"`},
		{"hexadecimal", "hunter2!", "68756e7465723221 68756E7465723221", "*** ***"},
		{"base64 alone", "hunter2!", "aHVudGVyMiE= aHVudGVyMiE", "*** ***"},
		{"base64 behind other bytes", "hunter2!", "x:aHVudGVyMiE= OmFodW50ZXIyIQ== OmE6aHVudGVyMiE=", "x:*** Om*** OmE6***"},
		{"base64 in front of other bytes", "hunter2!", "aHVudGVyMiFhbmQgc29tZSBtb3Jl/x", "***"},
		{"base64 of a short value", "pass", "cGFzcw== cGFzcw", "***== ***"},
		{"lines", pem, "-----BEGIN KEY-----\n  QUJDREVGR0hJSktMTU5P\n UVJT\n", "-----BEGIN KEY-----\n  ***\n UVJT\n"},
		{"lines together", pem, "k: " + strings.ReplaceAll(pem, "\n", "\r\n"), "k: ***\r\n"},
		{"lines in JSON", pem, `"` + strings.ReplaceAll(pem, "\n", `\n`) + `"`, `"***"`},
		{"short lines", "{\n  \"key\": 1\n}", "func {\n}", "func {\n}"},
		{"leaves of JSON", document, "deploy-bot x\ty<z>1234 x\\ty<z>1234 1234567890 true 8080 abc user nested", "*** *** *** *** true 8080 abc user nested"},
		{"JSON in JSON", `{"a": "{\"b\": \"hunter2!\"}"}`, "b: hunter2!", "b: ***"},
		{"PowerShell", "first1&+second&third3", "first1&+\x1b[96ms\x1b[0mecond&third3 first1&+second&\x1b[96mthird3", "***\x1b[96ms\x1b[0m*** ***\x1b[96m***"},
		{"UTF-16", "hunter2!", "h\x00u\x00n\x00t\x00e\x00r\x002\x00!\x00 aAB1AG4AdABlAHIAMgAhAA==", "*** ***"},
		{"not UTF-8", "ab\xff\xfe\"cd", "[ab\xff\xfe\"cd] [ab\xff\xfe\\\"cd]", "[***] [***]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := redactor(t, secrets.RedactorConfig{}, tt.value)
			if d := cmp.Diff(tt.want, r.String(tt.text)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRedactLongValue(t *testing.T) {
	t.Parallel()
	value := random(7, base64std, 5000)
	r := redactor(t, secrets.RedactorConfig{}, value)
	if got := r.String("a " + value + " b"); got != "a *** b" {
		t.Errorf("%d bytes came out as %.80q", len(value), got)
	}
	if got := r.String("a " + encode(value) + " b"); got != "a *** b" {
		t.Errorf("its base64 came out as %.80q", got)
	}
	if _, _, longest := r.Counts(); longest > 8<<10 {
		t.Errorf("the longest form has %d bytes", longest)
	}
	if got := r.String(wrap(encode(value), 76)); strings.Count(got, "\n") != 88 || len(got) > 400 {
		t.Errorf("lines of its base64 came out as %.300q", got)
	}
}

func wrap(text string, n int) string {
	var b strings.Builder
	for line := range slices.Chunk([]byte(text), n) {
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

func TestRedactorRefuses(t *testing.T) {
	t.Parallel()
	if _, err := secrets.NewRedactor(secrets.RedactorConfig{MinLength: 1}); err == nil {
		t.Error("single characters were accepted")
	}
	r := redactor(t, secrets.RedactorConfig{})
	err := r.Add("", "zq", "longer", " zqx\n", "é", strings.Repeat("z", 1<<20+1))
	if !errors.Is(err, secrets.ErrShortValue) {
		t.Errorf("got %v", err)
	}
	for i := range 6 {
		want := i != 0 && i != 2
		if got := strings.Contains(err.Error(), fmt.Sprintf("value %d ", i)); got != want {
			t.Errorf("value %d is named: %v", i, got)
		}
	}
	if strings.Contains(err.Error(), "zq") {
		t.Errorf("the error shows a value: %v", err)
	}
	if got := r.String("zq zqx longer"); got != "zq zqx ***" {
		t.Errorf("got %q", got)
	}
}

func TestRedactShortValues(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{MinLength: 2, Mark: "[gone]"}, "zq", "longer one")
	if got := r.String("zq xzqz z longer one enE="); got != "[gone] x[gone]z z [gone] [gone]=" {
		t.Errorf("got %q", got)
	}
	checkRedactChunks(t, r, "zqz q longer on zq longer one z")
}

// TestRedactorShowsNothing prints what holds values in every way.
func TestRedactorShowsNothing(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{}, "hunter2!")
	var out, log bytes.Buffer
	w := r.Writer(&out)
	if _, err := w.Write([]byte("text hunter")); err != nil {
		t.Fatal(err)
	}
	reader := r.Reader(strings.NewReader("hunter"))
	for _, x := range []any{r, w, reader, struct{ R *secrets.Redactor }{r}} {
		encoded, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "x", x)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "x", x)
		text := fmt.Sprintf("%v %+v %#v %s %q %x %d %s %s", x, x, x, x, x, x, x, encoded, log.Bytes())
		for _, secret := range []string{"hunter", "68756e74", "aHVu", "104 117"} {
			if strings.Contains(text, secret) {
				t.Errorf("%T shows %q: %s", x, secret, text)
			}
		}
	}
	if got := fmt.Sprint(r); !strings.HasPrefix(got, "redactor of 1 values in ") {
		t.Errorf("got %q", got)
	}
	if !strings.Contains(log.String(), `"x":{"values":1,"forms":`) {
		t.Errorf("the log says %s", &log)
	}
}

func TestAddWhileWriting(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{}, "first-value-of-some-length")
	var out bytes.Buffer
	w := r.Writer(&out)
	write := func(text string) {
		t.Helper()
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write("late-one first-val") // the end is held back and looked at again
	if err := r.Add("late-one", "st-val and"); err != nil {
		t.Fatal(err)
	}
	write(" and late-one")
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := out.String(), "late-one fir*** ***"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAddBehindKnownBase64 registers a value whose base64 was held back in
// front of that of a known one.
func TestAddBehindKnownBase64(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{Detect: shared()}, "hunter2!")
	var out bytes.Buffer
	w := r.Writer(&out)
	text := encode("late-one and more") + " then " + encode("hunter2! and more")
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := r.Add("late-one"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte("still= not")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != "*** then *** not" {
		t.Errorf("got %q", got)
	}
}

func TestRedactorConcurrently(t *testing.T) {
	t.Parallel()
	r := redactor(t, secrets.RedactorConfig{}, "hunter2!")
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() {
			for i := range 50 {
				value := fmt.Sprintf("value-%d-%d!", g, i)
				if err := r.Add(value); err != nil {
					t.Error(err)
				}
				if got := r.String("a " + value + " hunter2! z"); got != "a *** *** z" {
					t.Errorf("got %q", got)
				}
				_ = r.Add("hunter2!")
			}
		})
	}
	group.Wait()
	if values, _, _ := r.Counts(); values != 201 {
		t.Errorf("%d values", values)
	}
}

func ExampleRedactor() {
	r, err := secrets.NewRedactor(secrets.RedactorConfig{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := r.Add("p@ss/word"); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.String("curl -u ci:p@ss/word https://example.com/?key=p%40ss%2Fword")) // penstock:allow
	fmt.Println(r.String("Authorization: Basic Y2k6cEBzcy93b3Jk"))                       // penstock:allow
	// Output:
	// curl -u ci:*** https://example.com/?key=***
	// Authorization: Basic Y2k6***
}
