package secrets_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// mixedText is long enough for several steps of a stream, with secrets at all
// sorts of places, several a line, in lines of a few bytes and of many
// thousand.
func mixedText(seed uint64, size int) []byte {
	r := rand.New(rand.NewPCG(seed, 4))
	key := "-----BEGIN PRIVATE KEY-----\n" + derKey + strings.Repeat(random(20, base64std, 64)+"\n", 60) + "-----END PRIVATE KEY-----"
	pieces := []string{
		githubToken, gitlabToken, " " + awsKeyID + " " + awsSecret, "\nalgolia_key = \"" + hex32 + "\" // gitleaks:allow\n",
		key, "\n", "\n", "some text ", base64.StdEncoding.EncodeToString([]byte("the token is " + githubToken + " and more")), strings.Repeat("QUJD", 30),
		broken(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("wrapped ", 40)+githubToken+strings.Repeat(" wrapped", 40))), 64, "\n"), "\n    ", base64.StdEncoding.EncodeToString(wide(binary.LittleEndian, "wide "+gitlabToken)), references("&#%d;"), "&#", "H4sIAAAAAAAA", "\n// secretlint-disable\n", "\n// secretlint-enable\n", " // secretlint-disable @secretlint/secretlint-rule-gitlab", "\n# nosemgrep\n",
		"postgres://app:" + urlPassword + "@db.internal/x", "\nkind: Secret\n", "apiVersion: v1\n", "\ndata:\n  a: " + base64.StdEncoding.EncodeToString([]byte(urlPassword)) + "\n", "\n---\n", "%3a%2d", `\u0067`, "curl -u me:" + urlPassword + " x\n", " Password=" + urlPassword + ";Server=db1;", "\r\n\t", "// pragma: allowlist nextline secret\n", strings.Repeat("long ", 700), "é", "eyJ", "-----BEGIN ", "glpat-", "# nosec\n", "key=", " ",
	}
	var out []byte
	for long := false; len(out) < size; {
		if !long && len(out) > size/2 {
			out, long = append(out, strings.Repeat("QUJD", 9000)...), true
		}
		out = append(out, pieces[r.IntN(len(pieces))]...)
		if r.IntN(3) == 0 {
			out = append(out, ' ')
		}
	}
	return out
}

var sameLeak = cmp.Options{
	cmpopts.IgnoreUnexported(secrets.Leak{}),
	cmp.Comparer(func(a, b *scan.Rule) bool { return a.ID == b.ID }),
}

// chunked runs a stream over the text in pieces of n bytes.
func chunked(t testing.TB, p scan.ChunkPass, text []byte, n int) []*secrets.Leak {
	t.Helper()
	var out sink
	w, err := p.Chunks(t.Context(), &scan.Entry{Path: "big"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for piece := range slices.Chunk(text, n) {
		kept := slices.Clone(piece)
		if _, err := w.Write(kept); err != nil {
			t.Fatal(err)
		}
		clear(kept) // a chunk is only valid during the call
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.findings
}

func whole(t testing.TB, p scan.ChunkPass, text []byte) []*secrets.Leak {
	t.Helper()
	var out sink
	if err := p.File(t.Context(), scan.NewFile(&scan.Entry{Path: "big"}, text), &out); err != nil {
		t.Fatal(err)
	}
	return out.findings
}

// equalLeaks compares all that can be seen of two leaks. It is quicker than
// cmp, which is only asked for the difference.
func equalLeaks(a, b *secrets.Leak) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y) && a.Reveal() == b.Reveal() && a.Account == b.Account && a.Expires.Equal(b.Expires)
}

func checkChunks(t *testing.T, p scan.ChunkPass, text []byte, sizes ...int) {
	t.Helper()
	want := whole(t, p, text)
	for _, n := range sizes {
		got := chunked(t, p, text, n)
		if slices.EqualFunc(want, got, equalLeaks) {
			continue
		}
		if d := cmp.Diff(want, got, sameLeak); d != "" {
			t.Fatalf("chunks of %d bytes, %d findings instead of %d (-whole +chunks):\n%.3000s", n, len(got), len(want), d)
		}
		t.Fatalf("chunks of %d bytes: values differ", n)
	}
}

func TestChunksGiveTheSame(t *testing.T) {
	t.Parallel()
	p := begin(t, shared())
	text := mixedText(3, 400<<10)
	if n := len(whole(t, p, text)); n < 130 {
		t.Fatalf("only %d findings in the text", n)
	}
	checkChunks(t, p, text, 1, 2, 3, 7, 64, 4096, 1<<20)
}

// TestLargeFilesOfOtherEncodings has a runner read files whole and in pieces.
func TestLargeFilesOfOtherEncodings(t *testing.T) {
	t.Parallel()
	text := append([]byte("😀"), mixedText(3, 160<<10)...)
	files := map[string][]byte{"plain": text, "bom": append([]byte("\xef\xbb\xbf"), text...), "nul": append([]byte("\x00\x01"), text...)}
	for name, order := range map[string]binary.AppendByteOrder{"utf16le": binary.LittleEndian, "utf16be": binary.BigEndian} {
		encoded := order.AppendUint16(nil, 0xfeff)
		for _, u := range utf16.Encode([]rune(string(text))) {
			encoded = order.AppendUint16(encoded, u)
		}
		files[name], files[name+" cut"] = encoded, encoded[:len(encoded)-1]
	}
	for name, data := range files {
		var results [2][]byte
		for i, limit := range []int64{8 << 20, 40_000} {
			runner, err := scan.New(scan.Config{MaxFileSize: limit, Analyzers: []scan.Analyzer{shared()}})
			if err != nil {
				t.Fatal(err)
			}
			result, err := runner.Run(t.Context(), scan.Bytes("big", data))
			if err != nil || len(result.Findings) < 40 {
				t.Fatalf("%s: %v, %d findings", name, err, len(result.Findings))
			}
			if results[i], err = json.Marshal(result.Findings); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(results[0], results[1]) {
			t.Errorf("%s: whole and in pieces differ", name)
		}
	}
}

func TestStreamAfterClose(t *testing.T) {
	t.Parallel()
	p := begin(t, shared())
	w, err := p.Chunks(t.Context(), &scan.Entry{}, &sink{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	if _, err := w.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("write after close: %v", err)
	}
}

func FuzzChunks(f *testing.F) {
	f.Add([]byte("token "+githubToken+" # nosec"), 3)
	f.Add(mixedText(3, 3000), 100)
	f.Add([]byte(broken(base64.StdEncoding.EncodeToString([]byte(strings.Repeat("wrapped ", 40)+githubToken)), 64, "\r\n  ")), 70)
	f.Add([]byte(base64.StdEncoding.EncodeToString(gzipped(f, "token "+githubToken+" in a stream that is long enough"))+" "), 64)
	f.Fuzz(func(t *testing.T, text []byte, n int) {
		if n < 1 || len(text) > 100<<10 {
			return
		}
		p := begin(t, shared())
		// Repeated, so that the stream takes more than one step; and without a
		// byte order mark, which a runner cuts off.
		long := append([]byte{'.'}, bytes.Repeat(append(text, '\n'), min(10_000, 200<<10/(len(text)+1)+1))...)
		checkChunks(t, p, long, min(max(n, 64), 1<<20))
	})
}
