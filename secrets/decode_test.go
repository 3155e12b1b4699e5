package secrets_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"html"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// wide encodes a text as UTF-16.
func wide(order binary.AppendByteOrder, text string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

func gzipped(tb testing.TB, text string) []byte {
	tb.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		tb.Fatal(err)
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// broken breaks a text into lines of n bytes.
func broken(text string, n int, end string) string {
	var b strings.Builder
	for len(text) > n {
		b.WriteString(text[:n] + end)
		text = text[n:]
	}
	return b.String() + text
}

func references(format string) string {
	var b strings.Builder
	for i := range len(githubToken) {
		fmt.Fprintf(&b, format, githubToken[i])
	}
	return b.String()
}

func TestDecoding(t *testing.T) {
	t.Parallel()
	b64 := base64.StdEncoding.EncodeToString
	text := "$token = '" + githubToken + "'; Write-Host ünïcode"
	long := strings.Repeat("some text that is long enough, ", 3) + githubToken + strings.Repeat(" and more of it", 9)
	helm := b64([]byte(b64(gzipped(t, `{"manifest":"token: `+githubToken+`\n`+random(40, base62, 4000)+`"}`))))
	tests := []struct{ name, text, note string }{
		{"references, hexadecimal", references("&#x%02x;"), "HTML character references"},
		{"references, decimal", references("&#%d;"), "HTML character references"},
		{"references, named", "ghp&lowbar;" + githubToken[4:], "HTML character references"},
		{"utf-16le", "powershell -EncodedCommand " + b64(wide(binary.LittleEndian, text)), "base64 of UTF-16"},
		{"utf-16be", b64(wide(binary.BigEndian, text)), "base64 of UTF-16"},
		{"utf-16 with a mark", b64(append([]byte("\xff\xfe"), wide(binary.LittleEndian, text)...)), "base64 of UTF-16"},
		{"utf-16 in hexadecimal", hex.EncodeToString(wide(binary.LittleEndian, text)), "hexadecimal of UTF-16"},
		{"gzip", b64(gzipped(t, long)), "base64 of gzip"},
		{"gzip in hexadecimal", hex.EncodeToString(gzipped(t, long)), "hexadecimal of gzip"},
		{"helm release", helm, "base64 of gzip"},
		{"76 columns", broken(b64([]byte(long)), 76, "\n"), "base64"},
		{"64 columns, CRLF", broken(b64([]byte(long)), 64, "\r\n"), "base64"},
		{"block scalar", "data: |\n    " + broken(b64([]byte(long)), 61, "\n    ") + "\nnext: x\n", "base64"},
		{"escaped lines", `{"data": "` + broken(b64([]byte(long)), 76, `\n`) + `\n"}`, "base64"},
		{"hexadecimal, 60 columns", broken(hex.EncodeToString([]byte(long)), 60, "\n"), "hexadecimal"},
		{"utf-16, 76 columns", broken(b64(wide(binary.LittleEndian, long)), 76, "\n"), "base64 of UTF-16"},
		{"gzip, 76 columns", broken(b64(gzipped(t, long+random(41, base62, 500))), 76, "\n"), "base64 of gzip"},
	}
	for _, test := range tests {
		leaks := findIn(t, secrets.Config{}, "a", "x = "+test.text+"\n")
		if len(leaks) != 1 || leaks[0].Reveal() != githubToken {
			t.Errorf("%s: found %v in %q", test.name, leaks, test.text)
			continue
		}
		if l := leaks[0]; !strings.Contains(l.Message, "It is written in "+test.note+".") {
			t.Errorf("%s: %s", test.name, l.Message)
		}
	}
}

// TestPlaceInLines wants a finding in a wrapped run to be reported at the lines
// that hold it, and nothing of them shown.
func TestPlaceInLines(t *testing.T) {
	t.Parallel()
	clear := strings.Repeat("text ", 40) + githubToken + strings.Repeat(" text", 400)
	lines := strings.Split(broken(base64.StdEncoding.EncodeToString([]byte(clear)), 64, "\n"), "\n")
	text := "cert:\n" + strings.Join(lines, "\n") + "\n"
	leaks := findIn(t, secrets.Config{}, "a", text)
	if len(leaks) != 1 {
		t.Fatalf("found %v", leaks)
	}
	// The token is at 200 to 240 of 3-byte groups of 4 digits: digits 266 to 320.
	r := leaks[0].Location.Region
	if r.StartLine != 2+266/64 || r.EndLine != 2+319/64 || r.StartColumn != 1 || r.EndColumn != 65 {
		t.Errorf("region %+v", r)
	}
	for _, line := range lines[4:5] {
		if strings.Contains(r.Snippet, line[:20]) {
			t.Errorf("snippet %q", r.Snippet)
		}
	}
}

func TestLongWrappedRun(t *testing.T) {
	t.Parallel()
	for _, width := range []int{64, 61, 76, 1500} {
		for at := 0; at < 60_000; at += 9001 {
			clear := strings.Repeat("some text ", at/10) + " " + githubToken + " " + strings.Repeat("and more ", 2000)
			text := broken(base64.StdEncoding.EncodeToString([]byte(clear)), width, "\n")
			if leaks := findIn(t, secrets.Config{}, "a", text); len(leaks) == 0 || leaks[0].Reveal() != githubToken {
				t.Errorf("lines of %d, token at %d: found %v", width, at, leaks)
			}
		}
	}
}

func TestNotDecoded(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text string }{
		{"above ASCII", "ghp&#x15f;" + githubToken[4:]},
		{"no reference", "ghp&lowbar" + githubToken[4:]},
		{"unknown name", "ghp&low;" + githubToken[4:]},
		{"gzip of nothing", "H4sI" + strings.Repeat("A", 60)},
		{"lines of other widths", strings.Repeat(strings.Repeat("A", 60)+"\n"+strings.Repeat("A", 50)+"\n", 3)},
	}
	for _, test := range tests {
		if leaks := findIn(t, secrets.Config{}, "a", test.text); len(leaks) != 0 {
			t.Errorf("%s: found %v", test.name, leaks)
		}
	}
	if got := html.UnescapeString("ghp&lowbar;&plus;&equals;&sol;"); got != "ghp_+=/" {
		t.Errorf("the standard library reads %q", got)
	}
}

// notes runs a pass over a text whole and in pieces, and returns its one
// diagnostic.
func notes(t *testing.T, text string) *scan.Diagnostic {
	t.Helper()
	p := begin(t, shared())
	var all, pieces sink
	if err := p.File(t.Context(), scan.NewFile(&scan.Entry{Path: "big"}, []byte(text)), &all); err != nil {
		t.Fatal(err)
	}
	w, err := p.Chunks(t.Context(), &scan.Entry{Path: "big"}, &pieces)
	if err != nil {
		t.Fatal(err)
	}
	for len(text) > 0 {
		n := min(len(text), 100_000)
		if _, err := w.Write([]byte(text[:n])); err != nil {
			t.Fatal(err)
		}
		text = text[n:]
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(all.diagnostics) != fmt.Sprint(pieces.diagnostics) || len(all.diagnostics) > 1 {
		t.Fatalf("whole %v, in pieces %v", all.diagnostics, pieces.diagnostics)
	}
	if len(all.diagnostics) == 0 {
		return nil
	}
	return all.diagnostics[0]
}

// TestBudgetsAreTold wants every bound of decoding that is reached to be told.
func TestBudgetsAreTold(t *testing.T) {
	t.Parallel()
	b64 := base64.StdEncoding.EncodeToString
	nested := strings.Repeat("some text around it ", 4)
	for range 5 {
		nested = b64([]byte(nested))
	}
	bomb := b64(gzipped(t, strings.Repeat("a text ", 8<<20/7)))
	tests := []struct{ name, text, want string }{
		{"none", b64([]byte(strings.Repeat("text ", 4000))), ""},
		{"runs", strings.Repeat(b64([]byte(strings.Repeat("plain text ", 900)))+" \n", 700), "budget"},
		{"references", strings.Repeat(strings.Repeat("&#x41;x", 500)+"\n", 2600), "budget"},
		{"depth", nested, "more than three times"},
		{"one stream", bomb, "in part only"},
		{"many streams", strings.Repeat(b64(gzipped(t, strings.Repeat("a text ", 50_000)))+" \n", 13), "budget"},
	}
	for _, test := range tests {
		d := notes(t, test.text)
		switch {
		case test.want == "" && d != nil:
			t.Errorf("%s: %v", test.name, d)
		case test.want != "" && (d == nil || !d.Note || d.Kind != scan.DiagLimit || d.Location.Path != "big" || !strings.Contains(d.Message, test.want)):
			t.Errorf("%s: %+v, want %q", test.name, d, test.want)
		}
	}
}
