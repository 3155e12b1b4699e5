package secrets_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/penstock-dev/penstock/secrets"
)

// secretPieces are what the texts of [TestNoReportHoldsAValue] are made of:
// each is, or holds, a secret in some form.
func secretPieces(tb testing.TB) []string {
	tb.Helper()
	b64 := base64.StdEncoding.EncodeToString
	key := "-----BEGIN " + "PRIVATE KEY-----\n" + derKey + random(60, base64std, 64) + "\n-----END " + "PRIVATE KEY-----"
	return []string{
		githubToken, gitlabToken, githubToken, awsKeyID + " " + awsSecret, jwt, slackHook, key, strings.ReplaceAll(key, "\n", `\n`),
		"https://app:" + urlPassword + "@db.internal/x", "Password=" + urlPassword + ";Server=db1;", "algolia_key = \"" + hex32 + "\"", "secret = '" + awsSecret + "'",
		b64([]byte("a text around " + githubToken + " of some length")), b64(wide(binary.LittleEndian, "a text around "+gitlabToken)), b64(gzipped(tb, "a text around "+githubToken+" of some length")),
		broken(b64([]byte(random(61, base62, 70)+" "+githubToken+" "+random(62, base62, 70))), 64, "\n"), references("&#x%x;"), "%67hp%5f" + githubToken[4:],
		"curl -u me:" + urlPassword + " x", "kind: Secret\napiVersion: v1\ndata:\n  a: " + b64([]byte(urlPassword+"-more")) + "\n---\n",
	}
}

// told returns every way in which programs print a result.
func told(t *testing.T, result *scan.Result, runErr error) string {
	t.Helper()
	var out bytes.Buffer
	for _, format := range report.Formats() {
		for _, config := range []report.Config{{}, {Text: report.TextConfig{ShowSuppressed: true}}} {
			e, err := report.New(format, &out, config)
			if err != nil {
				t.Fatal(err)
			}
			if err := report.Encode(e, result.Findings, result.Diagnostics, &report.Summary{Coverage: result.Coverage}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, f := range result.Findings {
		l := f.(*secrets.Leak)
		for _, v := range []any{l, *l, l.Record, l.Secret, []any{*l}, fmt.Errorf("found %v", l), errors.Join(fmt.Errorf("%+v", *l))} {
			fmt.Fprintf(&out, "%v %+v %#v %s %q %x\n", v, v, v, v, v, v)
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(text)
			slog.New(slog.NewJSONHandler(&out, nil)).Info("found", "leak", v)
			slog.New(slog.NewTextHandler(&out, nil)).Info("found", "leak", v)
		}
		fmt.Fprintln(&out, l.String(), l.GoString(), l.LogValue(), l.ComputeFingerprint(0), l.Anchor)
	}
	for _, d := range result.Diagnostics {
		fmt.Fprintf(&out, "%v %+v %v\n", d, d, d.Unwrap())
	}
	fmt.Fprintln(&out, runErr)
	return out.String()
}

// shown returns a piece of a secret, of any line of it, that a report holds, or
// nothing. What values of a format begin with may be shown.
func shown(secret, redacted, report string) string {
	const window = 12
	for line := range strings.Lines(secret) {
		if line = strings.TrimSpace(line); strings.Contains(line, "-----") {
			continue
		}
		for i := 8; i+window <= len(line); i += 3 {
			if strings.Contains(redacted, line[i:i+window]) {
				continue
			}
			for _, form := range []string{line[i : i+window], fmt.Sprintf("%x", line[i:i+window])} {
				if strings.Contains(report, form) {
					return form
				}
			}
		}
	}
	return ""
}

// TestNoReportHoldsAValue puts secrets in all forms side by side, also the same
// one twice on a line, and looks for them in all that is told of them: in files
// and logs, whole and in pieces.
func TestNoReportHoldsAValue(t *testing.T) {
	t.Parallel()
	inFiles := secretPieces(t)
	inLogs := append(slices.Clone(inFiles), githubToken[:15]+"\x1b[1m"+githubToken[15:], base62[20:44])
	gaps := []string{" ", " and ", "\n", ", ", " # nosec ", "\n" + stamp, "é", strings.Repeat(" x", 60) + " "}
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 8))
		log, pieces := seed%4 < 2, inFiles
		if log {
			pieces = inLogs
		}
		var b strings.Builder
		b.WriteString(stamp + "::add-mask::" + base62[20:44] + "\n")
		for range 25 {
			b.WriteString(pieces[r.IntN(len(pieces))] + gaps[r.IntN(len(gaps))])
		}
		text := b.String()
		runner, err := scan.New(scan.Config{LineHashes: true, MaxFileSize: []int64{1 << 20, 1 << 10}[seed%2], Analyzers: []scan.Analyzer{analyzer(t, secrets.Config{Log: log})}})
		if err != nil {
			t.Fatal(err)
		}
		result, runErr := runner.Run(t.Context(), scan.Bytes("a", []byte(text)))
		if len(result.Findings) < 8 {
			t.Fatalf("seed %d: %d findings", seed, len(result.Findings))
		}
		all := told(t, result, runErr)
		for _, f := range result.Findings {
			l := f.(*secrets.Leak)
			region := l.Location.Region
			for _, secret := range []string{l.Reveal(), text[region.StartOffset:region.EndOffset]} {
				if piece := shown(secret, l.Secret.Redacted, all); piece != "" {
					t.Fatalf("seed %d: %v: a report holds %q:\n%q", seed, l, piece, text)
				}
			}
		}
	}
}
