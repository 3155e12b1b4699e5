package secrets_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

const stamp = "2026-11-22T02:00:00.0000000Z "

// inLog lists rules, values as they stand in the log, and high confidence.
func inLog(tb testing.TB, text string) []string {
	tb.Helper()
	var list []string
	for m := range analyzer(tb, secrets.Config{Log: true}).Matches([]byte(text)) {
		sure := ""
		if m.Confidence == scan.ConfidenceHigh {
			sure = " high"
		}
		list = append(list, strings.TrimPrefix(m.Rule.ID, "secrets/")+" "+text[m.Start:m.End]+sure)
	}
	return list
}

func TestLogs(t *testing.T) {
	t.Parallel()
	half := githubToken[:20]
	rest := githubToken[20:]
	pat := func(value string) []string { return []string{"github-pat " + value + ""} }
	colour := half + "\x1b[01;31m\x1b[K" + rest + "\x1b[m\x1b[K"
	note := "\x1b[8mha:////4" + random(50, base64std, 400) + "\x1b[0m"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain", "token " + githubToken, pat(githubToken)},
		{"GitHub", stamp + "token=" + githubToken + "\n" + stamp + "done\n", pat(githubToken)},
		{"gh run view", "build\tRun make\t\ufeff" + stamp + githubToken + "\n", pat(githubToken)},
		{"GitLab", "2026-11-22T02:00:00.123456Z 00O " + githubToken + "\n2026-11-22T02:00:00.123456Z 01E+x\n", pat(githubToken)},
		{"GitLab section", "section_start:1700000000:build\r\x1b[0K" + githubToken + "\n", pat(githubToken)},
		{"Jenkins", "[2026-11-22T02:00:00.000Z] " + githubToken + "\n02:00:01  ok\n", pat(githubToken)},
		{"Jenkins note", githubToken + note + " x\n" + note + "[Pipeline] sh\n", pat(githubToken)},
		{"Buildkite", "\x1b_bk;t=1700000000000\a" + githubToken + "\n", pat(githubToken)},
		{"colour around", "\x1b[32m" + githubToken + "\x1b[0m", pat(githubToken)},
		{"colour inside", "found " + colour, pat(half + "\x1b[01;31m\x1b[K" + rest)},
		{"movement between", githubToken + "\x1b[1Gx", pat(githubToken)},
		{"character set", githubToken + "\x1b(B\x1b[m", pat(githubToken)},
		{"link", "\x1b]8;;https://app:" + urlPassword + "@db.internal/x\x1b\\here\x1b]8;;\a", []string{"url-password " + urlPassword + ""}},
		{"title", half + "\x1b]0;make\a" + rest, pat(half + "\x1b]0;make\a" + rest)},
		{"cut sequences", githubToken + "\x1b[", pat(githubToken)},
		{"lone escapes", "\x1b\x1b" + githubToken + "\x1b\n\x1b]never\n\x1b[1", pat(githubToken)},
		{"masked", "TOKEN=*** password=[MASKED] GITHUB_TOKEN=ghp_*** https://app:***@db.internal/x\n", nil},
		{"masked in part", "algolia_key = " + hex32[:16] + "***\nsecret = '" + awsSecret + "***'\nhttps://app:" + urlPassword + "***@db.internal/\n", nil},
		{"token beside a mask", "***" + githubToken + "***", pat(githubToken)},
		{"assigned", stamp + "algolia_key: \x1b[36m" + hex32 + "\x1b[0m\n", []string{"algolia-credential " + hex32 + ""}},
		{"environment", stamp + "ALGOLIA_KEY=" + hex32 + "\n", []string{"algolia-credential " + hex32 + ""}},
		{"set of bash", stamp + "declare -x ALGOLIA_KEY=\"" + hex32 + "\"\n", []string{"algolia-credential " + hex32 + ""}},
		{"docker inspect", `"Env": ["PATH=/bin", "ALGOLIA_KEY=` + hex32 + `"]`, []string{"algolia-credential " + hex32 + ""}},
		{"password", stamp + "DB_PASSWORD=" + awsSecret + "#1\n", []string{"generic-password " + awsSecret + "#1"}},
		{"weak password", stamp + "HOME=/root\n" + stamp + "DB_PASSWORD=butterfly-17\n" + stamp + "PWD=/w0\n", []string{"generic-password butterfly-17"}},
		{"exported password", stamp + "declare -x DB_PASSWORD=\"butterfly-17\"\n", []string{"generic-password butterfly-17"}},
		{"argument", stamp + "DB_PASSWORD=butterfly-17 make\n" + stamp + "db_password=butterfly-17\n" + stamp + "NPM_TOKEN=build-17\n", nil},
		{"set-output", stamp + "::set-output name=algolia_key::" + hex32 + "\n", []string{"algolia-credential " + hex32 + ""}},
		{"command", stamp + "##[command]curl -u me:" + urlPassword + " x\n", []string{"curl-login " + urlPassword + ""}},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, inLog(t, test.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", test.name, test.text, d)
		}
	}
}

func TestMaskCommands(t *testing.T) {
	t.Parallel()
	value := "correct horse battery"
	masked := func(values ...string) (list []string) {
		for _, v := range values {
			list = append(list, "log-masked-value "+v+" high")
		}
		return list
	}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"GitHub", "before " + value + "\n" + stamp + "::add-mask::" + value + "\r\n" + stamp + "then " + value + " and " + value + ".\n", masked(value, value, value)},
		{"known token", "::add-mask::" + githubToken + "\n" + githubToken + "\n", []string{"github-pat " + githubToken + " high", "github-pat " + githubToken + " high"}},
		{"several lines", "::add-mask::first line%0Asecond line%0Ax\nfirst line, second line\n", masked("first line%0Asecond line%0Ax", "first line", "second line")},
		{"percent", "::add-mask::100%25 sure\nit is 100% sure\n", masked("100%25 sure", "100% sure")},
		{"in a script", "Run echo \"::add-mask::" + value + "\"\n", masked(value)},
		{"old form", "##[add-mask]" + value + "\n", masked(value)},
		{"Azure", "##vso[task.setvariable variable=x;isSecret=true]" + value + "\n" + value, masked(value, value)},
		{"Azure, mask", "##vso[task.setsecret]" + value + "\n", masked(value)},
		{"Azure, no secret", "##vso[task.setvariable variable=x]" + value + "\n", nil},
		{"Azure, open", "##vso[task.setvariable variable=x;issecret=true\n" + value + "\n", nil},
		{"JSON", `::add-mask::{"a": "b"}` + "\n", masked(`{"a": "b"}`)},
		{"masked", "::add-mask::***\n##vso[task.setsecret]***\n::add-mask::[MASKED]\n", nil},
		{"variable", "echo \"::add-mask::$TOKEN\"\necho ::add-mask::${{ steps.a.outputs.b }}\n", nil},
		{"short", "::add-mask::abc\nabc\n", nil},
		{"short, once", "::add-mask::abcde\nabcde\n", masked("abcde")},
		{"in colour", "::add-mask::" + value + "\nthe cor\x1b[1mrect horse\x1b[0m battery\n", masked(value, "cor\x1b[1mrect horse\x1b[0m battery")},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, inLog(t, test.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", test.name, test.text, d)
		}
	}
}

// TestPlacesInLogs wants lines, columns and offsets to be those of the log as
// it is.
func TestPlacesInLogs(t *testing.T) {
	t.Parallel()
	lines := strings.Split("-----BEGIN "+"PRIVATE KEY-----\n"+derKey+"-----END "+"PRIVATE KEY-----", "\n")
	text := stamp + "\x1b[1mx\x1b[0m " + githubToken[:9] + "\x1b[K" + githubToken[9:] + " y\n" + stamp + strings.Join(lines, "\n"+stamp) + "\n"
	leaks := findIn(t, secrets.Config{Log: true}, "job.log", text)
	if len(leaks) != 2 || leaks[0].Reveal() != githubToken || leaks[1].Reveal() != strings.Join(lines, "\n") {
		t.Fatalf("found %v", leaks)
	}
	start := strings.Index(text, githubToken[:9])
	want := scan.Region{
		StartLine: 1, StartColumn: start + 1, EndLine: 1, EndColumn: start + 1 + len(githubToken) + 3,
		StartOffset: start, EndOffset: start + len(githubToken) + 3,
		Snippet: "x ghp_…(40) y", SnippetColumn: start + 1 - len("x "),
	}
	if d := cmp.Diff(want, leaks[0].Location.Region); d != "" {
		t.Errorf("token (-want +got):\n%s", d)
	}
	key := leaks[1].Location.Region
	if got := text[key.StartOffset:key.EndOffset]; got != strings.Join(lines, "\n"+stamp) || key.StartLine != 2 || key.StartColumn != len(stamp)+1 || key.EndLine != 1+len(lines) || key.EndColumn != len(stamp)+len(lines[len(lines)-1])+1 {
		t.Errorf("key at %+v: %q", key, got)
	}
}

// mixedLog is a log of all systems at once, with secrets, colours and commands
// at all sorts of places.
func mixedLog(seed uint64, size int) []byte {
	r := rand.New(rand.NewPCG(seed, 6))
	key := "-----BEGIN PRIVATE KEY-----\n" + stamp + strings.ReplaceAll(derKey, "\n", "\n"+stamp) + "-----END PRIVATE KEY-----\n"
	pieces := []string{
		"\n" + stamp, "\n" + stamp, "\n[2026-11-22T02:00:00.000Z] ", "\n02:00:01  ", "\n2026-11-22T02:00:00.123456Z 00O ", "\nbuild\tRun make\t" + stamp, "\n", "\r\n",
		githubToken, githubToken[:20] + "\x1b[1m" + githubToken[20:], gitlabToken, key, "algolia_key = " + hex32, "***", "\x1b[0K", "\x1b[2;3H", "\x1b]8;;https://app:" + urlPassword + "@db.internal/x\x1b\\", "\x1b]0;title\a",
		"\x1b[8mha:////4" + random(50, base64std, 300) + "\x1b[0m", "\x1b[8mha:", "\x1b", "\x1b]", "\x1b[", "\x1b_bk;t=17\a", " some text ", "plain ", "correct horse battery", "2026-11-22", "# nosec", "\x1b]" + strings.Repeat("x", 5000) + "\a",
		"\n::add-mask::correct horse battery\n", "\n##vso[task.setvariable variable=x;issecret=true]" + random(51, base62, 12) + "\n", random(51, base62, 12), "\n::add-mask::aaaaaaaa\n", "aaaaaaaaaaaaaaaaaaa", strings.Repeat("y", 3000), " ",
	}
	var out []byte
	for len(out) < size {
		out = append(out, pieces[r.IntN(len(pieces))]...)
	}
	return out
}

func TestChunksOfLogs(t *testing.T) {
	t.Parallel()
	p := begin(t, analyzer(t, secrets.Config{Log: true}))
	text := mixedLog(5, 500<<10)
	leaks := whole(t, p, text)
	if len(leaks) < 200 {
		t.Fatalf("only %d findings in the text", len(leaks))
	}
	for _, l := range leaks {
		r := l.Location.Region
		raw := text[r.StartOffset:r.EndOffset]
		if r.StartLine != 1+bytes.Count(text[:r.StartOffset], []byte("\n")) || r.StartColumn != r.StartOffset-bytes.LastIndexByte(text[:r.StartOffset], '\n') {
			t.Fatalf("%v: region %+v", l, r)
		}
		if value := l.Reveal(); raw[0] != value[0] || raw[len(raw)-1] != value[len(value)-1] {
			t.Fatalf("%v: %q at %q", l, value, raw)
		}
	}
	checkChunks(t, p, text, 1, 2, 3, 7, 64, 4096, 1<<20)
}

func FuzzLog(f *testing.F) {
	f.Add(mixedLog(5, 3000), 64)
	f.Add([]byte(stamp+"::add-mask::abcabcabc\nabcabcabcabcabc"), 64)
	f.Add([]byte("\x1b[8mha:x\x1b[0m\x1b]8;;y\x1b\\\x1b(B\x1b"), 65)
	a := analyzer(f, secrets.Config{Log: true})
	f.Fuzz(func(t *testing.T, text []byte, n int) {
		if n < 1 || len(text) > 100<<10 {
			return
		}
		end := 0
		for m := range a.Matches(text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("match %+v after %d in %d bytes", m, end, len(text))
			}
			end = m.End
		}
		long := append([]byte{'.'}, bytes.Repeat(append(text, '\n'), min(10_000, 200<<10/(len(text)+1)+1))...)
		checkChunks(t, begin(t, a), long, min(max(n, 64), 1<<20))
	})
}

// TestLogThroughRunner is how a program scans a job's log as it is streamed.
func TestLogThroughRunner(t *testing.T) {
	t.Parallel()
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer(t, secrets.Config{Log: true})}})
	if err != nil {
		t.Fatal(err)
	}
	log := stamp + "\x1b[1m" + githubToken[:7] + "\x1b[m" + githubToken[7:] + "\n\x00"
	result, err := runner.Run(t.Context(), scan.Reader("build.log", strings.NewReader(log)))
	if err != nil || len(result.Findings) != 1 || result.Findings[0].Common().Location.Region.StartLine != 1 {
		t.Errorf("%v, %v", result.Findings, err)
	}
}

func TestManyMasks(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 150 {
		fmt.Fprintf(&b, "::add-mask::%s\n", random(uint64(100+i), base62, 12))
	}
	for i := range 150 {
		fmt.Fprintln(&b, random(uint64(100+i), base62, 12))
	}
	var out sink
	p := begin(t, analyzer(t, secrets.Config{Log: true}))
	if err := p.File(t.Context(), scan.NewFile(&scan.Entry{Path: "a"}, []byte(b.String())), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.findings) != 250 || len(out.diagnostics) != 1 || !strings.Contains(out.diagnostics[0].Message, "more than a hundred") {
		t.Errorf("%d findings, diagnostics %v", len(out.findings), out.diagnostics)
	}
}

// TestRedactorOfLogs wants a log to be hidden with its colours inside of
// values, and the same in any pieces.
func TestRedactorOfLogs(t *testing.T) {
	t.Parallel()
	r, err := secrets.NewRedactor(secrets.RedactorConfig{Detect: analyzer(t, secrets.Config{Log: true})})
	if err != nil {
		t.Fatal(err)
	}
	text := stamp + "a " + githubToken[:9] + "\x1b[1m" + githubToken[9:] + "\x1b[m b\n" + stamp + "::add-mask::correct horse\ncorrect horse\n"
	if got, want := r.String(text), stamp+"a ***\x1b[m b\n"+stamp+"::add-mask::***\n***\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	long := mixedLog(5, 150<<10)
	want := r.Bytes(long)
	for _, n := range []int{1, 7, 4096} {
		var out bytes.Buffer
		w := r.Writer(&out)
		for piece := range slices.Chunk(long, n) {
			if _, err := w.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil || !bytes.Equal(out.Bytes(), want) {
			t.Errorf("pieces of %d bytes: %v, %d bytes instead of %d", n, err, out.Len(), len(want))
		}
	}
}
