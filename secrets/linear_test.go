package secrets_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/secrets"
)

// hostile returns texts of about a megabyte each that make naive matching
// start anew at every byte.
func hostile(tb testing.TB) map[string][]byte {
	units := []string{
		"AKIA", "eyJ", "ghp_", "glpat-", "xoxb-", "sk-", "sk-proj-", "T3BlbkFJ", "hvs.", "SG.", "key=", "token=", "secret token ", "passw:", "api_key,x ", "credential='", "secret: a1b2-c3d4 ", "access_key(\"a1\")", "A", "-", "=", "/", ".", "+",
		"-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n" + strings.Repeat("MIIEvQ", 60) + "\n",
		encode(`{"alg":"HS256"}`) + ".", "eyJ.eyJ", "pypi-AgEIcHlwaS5vcmc", "hooks.slack.com/services/", "algolia=", "aws_secret=", "cloudflare ", "twitter:", "jwt:",
		"jira_token=abcdefgh12345678abcdefgh", "nosec ", "gitleaks:allow ", "AccountKey=", ";Secret=", "$6$", "\\n", "\x00", "\xff", "ZXlK", "dapi", "NRAL", "AZDO", "JQQJ99",
		"AKIA" + strings.Repeat("B3D5F7", 2) + "CDEF ", "glpat-abcdefghij0123456789 nosec ", "alibaba=12345678901234567890123456789a\n",
		"algolia_key=" + hex32 + " ", "org.ocid1.", "service_account", encode(`{"alg":"none"}`) + ".eyJz", "mongodb=-", "xoxd-%", "sl.", "tkn.v1_",
		"://", "a://b:c", "://a:b@", "curl ", "curl -u ", "kind: Secret\n", "apiVersion: v1\nkind: Secret\n", "kind: Secret\ndata:\n", "authorization: basic ", "_auth=", "password=", "pwd:", "<password>", "login password ",
		"QUJD", "YWFh ", "6161", "%3a", "%3a ", `\u0061`, `\u00`, strings.Repeat("QUJD", 10) + " ", strings.Repeat("Z2hwX2Fh", 8) + "\n", "AKIA%3a",
		"&#", "&#x41;", "&#65;", "H4sIAAAAAAAA", strings.Repeat("QUJD", 16) + "\n", strings.Repeat("QUJD", 12) + `\n`, "QQBB", strings.Repeat("QQBB", 20) + " ", base64.StdEncoding.EncodeToString(gzipped(tb, strings.Repeat("key=", 20_000))) + " ",
	}
	texts := map[string][]byte{}
	for _, u := range units {
		texts[u] = bytes.Repeat([]byte(u), hostileSize/len(u))
	}
	return texts
}

// TestHostileTextIsLinear fails on anything far from linear; the benchmark
// shows the exact times.
func TestHostileTextIsLinear(t *testing.T) {
	a := analyzer(t, secrets.Config{}) // not parallel: the time is the process's
	for unit, text := range hostile(t) {
		before := cpuTime()
		for range a.Matches(text) {
		}
		if d := cpuTime() - before; d > 3*time.Second {
			t.Errorf("%q repeated to a megabyte took %v of processor time", unit, d)
		}
	}
}

// TestHostileLogIsLinear does the same for what makes a log one.
func TestHostileLogIsLinear(t *testing.T) {
	a := analyzer(t, secrets.Config{Log: true})
	units := []string{
		"\x1b", "\x1b[", "\x1b[0m", "\x1b]", "\x1b]8;;", "\x1b]8;;\a", "\x1b[8mha:", "\x1b[8mha:\x1b[0m", "\x1b_" + strings.Repeat("x", 4000), "\n" + stamp, "\n[", "\t", "a\tb\t",
		"::add-mask::", "::add-mask::aaaaaaaa\n", "##vso[task.setvariable ", "##vso[task.setsecret]x\n", "***", "A_PASSWORD=", "\nA_PASSWORD=" + urlPassword + "\n",
	}
	for _, unit := range units {
		text := bytes.Repeat([]byte(unit), hostileSize/len(unit))
		before := cpuTime()
		for range a.Matches(text) {
		}
		if d := cpuTime() - before; d > 3*time.Second {
			t.Errorf("%q repeated to a megabyte took %v of processor time", unit, d)
		}
	}
	many := []byte("::add-mask::" + strings.Repeat("a", 20) + "\n")
	for i := range 120 {
		many = append(many, "::add-mask::"+strings.Repeat("a", 20+i)+"b\n"...)
	}
	many = append(many, bytes.Repeat([]byte("a"), hostileSize)...)
	before := cpuTime()
	for range a.Matches(many) {
	}
	if d := cpuTime() - before; d > 3*time.Second {
		t.Errorf("a hundred masks took %v of processor time", d)
	}
}

// TestManyFindingsAreLinear has all findings of a megabyte on one line.
func TestManyFindingsAreLinear(t *testing.T) {
	text := strings.Repeat(githubToken+" ", hostileSize/(len(githubToken)+1))
	before := cpuTime()
	leaks := findIn(t, secrets.Config{}, "a", text)
	pieces := chunked(t, begin(t, analyzer(t, secrets.Config{})), []byte(text), 1<<16)
	if len(leaks) < hostileSize/50 || len(leaks) != len(pieces) {
		t.Errorf("%d findings, %d in pieces", len(leaks), len(pieces))
	}
	if d := cpuTime() - before; d > 6*time.Second {
		t.Errorf("%d findings on a line took %v of processor time", len(leaks), d)
	}
}

func BenchmarkHostile(b *testing.B) {
	a := analyzer(b, secrets.Config{})
	for unit, text := range hostile(b) {
		b.Run(unit[:min(len(unit), 24)], func(b *testing.B) {
			before := cpuTime()
			for b.Loop() {
				for range a.Matches(text) {
				}
			}
			b.ReportMetric(float64((cpuTime()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
		})
	}
}
