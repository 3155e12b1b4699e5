package secrets_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// sink keeps what a pass reports.
type sink struct {
	findings    []*secrets.Leak
	diagnostics []*scan.Diagnostic
}

func (s *sink) Finding(f scan.Finding)        { s.findings = append(s.findings, f.(*secrets.Leak)) }
func (s *sink) Package(*scan.Package)         {}
func (s *sink) Diagnostic(d *scan.Diagnostic) { s.diagnostics = append(s.diagnostics, d) }

func analyzer(tb testing.TB, c secrets.Config) *secrets.Analyzer {
	tb.Helper()
	a, err := secrets.New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return a
}

func begin(tb testing.TB, a *secrets.Analyzer) scan.ChunkPass {
	tb.Helper()
	p, err := a.Begin(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return p.(scan.ChunkPass)
}

// Alphabets of the values that the tests make up. They are made when the tests
// run, so that no scanner takes this repository for a leak.
const (
	hexDigits = "0123456789abcdef"
	base32    = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
	base62    = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	base64std = base62 + "+/"
)

// random returns n characters of the alphabet, the same for the same seed.
func random(seed uint64, alphabet string, n int) string {
	r := rand.New(rand.NewPCG(seed, 99))
	var b strings.Builder
	for range n {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

var (
	githubToken = "ghp_" + random(1, base62, 36)
	gitlabToken = "glpat-" + random(2, base62, 20)
	awsKeyID    = "AKIAB" + random(3, base32, 15)
	awsSecret   = random(4, base62, 40)
	slackHook   = "https://hooks.slack.com/services/T" + random(5, base32, 8) + "/B" + random(6, base32, 8) + "/" + random(7, base62, 24)
	hex32       = random(8, hexDigits, 32)
	urlPassword = "Xk9" + random(17, base62, 9) + "7q"
	uuid        = random(9, hexDigits, 8) + "-" + random(10, hexDigits, 4) + "-" + random(11, hexDigits, 4) + "-" + random(12, hexDigits, 4) + "-" + random(13, hexDigits, 12)
	jwt         = encode(`{"alg":"HS256"}`) + "." + encode(`{"exp":1589585563}`) + "." + random(14, base62, 43)
	derKey      = base64.StdEncoding.EncodeToString([]byte("\x30\x82\x04\xbd\x02\x01\x00"))[:8] + random(15, base64std, 56) + "\n" + random(16, base64std, 64) + "\n"
)

func encode(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
