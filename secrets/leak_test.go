package secrets_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

func findIn(t *testing.T, c secrets.Config, path, text string) []*secrets.Leak {
	t.Helper()
	var out sink
	f := scan.NewFile(&scan.Entry{Path: path}, []byte(text))
	if err := begin(t, analyzer(t, c)).File(t.Context(), f, &out); err != nil {
		t.Fatal(err)
	}
	return out.findings
}

func TestLeak(t *testing.T) {
	t.Parallel()
	text := "a = 1\nconst t = \"" + githubToken + "\" // for tests\n"
	leaks := findIn(t, secrets.Config{}, "src/a.js", text)
	if len(leaks) != 1 {
		t.Fatalf("%d findings", len(leaks))
	}
	l := leaks[0]
	if l.Reveal() != githubToken {
		t.Errorf("Reveal = %q", l.Reveal())
	}
	start := strings.Index(text, githubToken)
	want := scan.Location{Path: "src/a.js", Region: scan.Region{
		StartLine: 2, StartColumn: 12, EndLine: 2, EndColumn: 12 + len(githubToken),
		StartOffset: start, EndOffset: start + len(githubToken),
		Snippet: "const t = \"ghp_…(40)\" // for tests",
	}}
	if d := cmp.Diff(want, l.Location); d != "" {
		t.Errorf("location (-want +got):\n%s", d)
	}
	if l.RuleID() != "secrets/github-pat" || l.Class() != "secret-in-source" || l.Secret.Provider != "github" || l.Secret.Redacted != "ghp_…(40)" || len(l.Secret.Hash) != 64 {
		t.Errorf("got %+v", l.Secret)
	}
}

// TestNothingPrintsTheValue tries every way in which programs print by habit.
func TestNothingPrintsTheValue(t *testing.T) {
	t.Parallel()
	leaks := findIn(t, secrets.Config{}, "a.env", "TOKEN="+githubToken+"\nAWS_ID="+awsKeyID+"\nAWS_SECRET_ACCESS_KEY="+awsSecret+"\n")
	if len(leaks) != 3 {
		t.Fatalf("%d findings", len(leaks))
	}
	for _, l := range leaks {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%t", "%10.3v", "%w"} {
			fmt.Fprintf(&out, verb, l)
			fmt.Fprintf(&out, verb, *l)
			fmt.Fprintf(&out, verb, []any{l, *l, struct{ L secrets.Leak }{*l}, map[string]secrets.Leak{"a": *l}})
			fmt.Fprintf(&out, verb, &l.Record)
		}
		for _, v := range []any{l, *l, []secrets.Leak{*l}, l.Record, struct{ X any }{l}} {
			text, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			out.Write(text)
		}
		for _, h := range []slog.Handler{slog.NewJSONHandler(&out, nil), slog.NewTextHandler(&out, nil)} {
			slog.New(h).Info("found", "leak", l, "copy", *l, "group", slog.GroupValue(slog.Any("l", l)), "list", []any{*l})
		}
		fmt.Fprintln(&out, l.String(), l.GoString(), l.Message, l.ComputeFingerprint(0))
		for _, value := range []string{githubToken, awsKeyID, awsSecret} {
			for _, form := range []string{value, value[6:20], fmt.Sprintf("%x", value), fmt.Sprintf("%X", value)} {
				if strings.Contains(out.String(), form) {
					t.Fatalf("%s prints a value:\n%s", l.RuleID(), out.String())
				}
			}
		}
	}
}

func TestSnippetHidesNeighbours(t *testing.T) {
	t.Parallel()
	line := "é tokens: " + gitlabToken + " and " + githubToken + ", " + gitlabToken + strings.Repeat(" x", 200)
	leaks := findIn(t, secrets.Config{}, "a", line)
	if len(leaks) != 3 {
		t.Fatalf("%d findings", len(leaks))
	}
	for _, l := range leaks {
		r := l.Location.Region
		for _, value := range []string{gitlabToken, githubToken} {
			if strings.Contains(r.Snippet, value[6:]) {
				t.Errorf("snippet shows a value: %q", r.Snippet)
			}
		}
		if !strings.Contains(r.Snippet, l.Secret.Redacted) || len(r.Snippet) > 400 {
			t.Errorf("snippet %q", r.Snippet)
		}
	}
	far := findIn(t, secrets.Config{}, "a", strings.Repeat("é", 100)+" "+githubToken)
	if r := far[0].Location.Region; r.SnippetColumn != 83 || !strings.HasPrefix(r.Snippet, "é") {
		t.Errorf("cut snippet at column %d: %q", r.SnippetColumn, r.Snippet)
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	text := "x = " + githubToken
	plain := findIn(t, secrets.Config{}, "a", text)[0].Secret.Hash
	again := findIn(t, secrets.Config{}, "b", "moved "+text)[0].Secret.Hash
	keyed := findIn(t, secrets.Config{HashKey: []byte("ours")}, "a", text)[0].Secret.Hash
	if plain != again || plain == keyed {
		t.Errorf("hashes %s, %s, %s", plain, again, keyed)
	}
}

func TestPairs(t *testing.T) {
	t.Parallel()
	leaks := findIn(t, secrets.Config{}, "a", "id: "+awsKeyID+"\nother: "+awsSecret+"\n")
	if len(leaks) != 2 {
		t.Fatalf("%d findings", len(leaks))
	}
	id, secret := leaks[0], leaks[1]
	if id.Account == "" || secret.RuleID() != "secrets/aws-secret-access-key" || len(secret.Related) != 1 {
		t.Fatalf("got %v (account %q) and %v", id, id.Account, secret)
	}
	if secret.Related[0].Region.StartOffset != id.Location.Region.StartOffset {
		t.Errorf("the pair points at %+v", secret.Related[0].Region)
	}
}

func TestExpiry(t *testing.T) {
	t.Parallel()
	text := "bearer " + jwt
	now := func() time.Time { return time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC) }
	before := findIn(t, secrets.Config{}, "a", text)[0]
	after := findIn(t, secrets.Config{Now: now}, "a", text)[0]
	if before.Severity != scan.SeverityMedium || after.Severity != scan.SeverityInfo || before.Expires.Unix() != 1589585563 {
		t.Errorf("severity %v, then %v; expires %v", before.Severity, after.Severity, before.Expires)
	}
}

func TestDisable(t *testing.T) {
	t.Parallel()
	if leaks := findIn(t, secrets.Config{Disable: []string{"secrets/github-pat"}}, "a", githubToken); len(leaks) != 0 {
		t.Errorf("found %v", leaks)
	}
	for _, c := range []secrets.Config{{}, {NoBuiltin: true}, {Log: true}} {
		if c.Disable = []string{"secrets/none"}; !failsToStart(c) {
			t.Error("an unknown rule was accepted")
		}
		// Lists are put together from several, and shared between analyzers.
		if c.Disable = []string{"secrets/log-masked-value", "secrets/github-pat", "secrets/github-pat"}; failsToStart(c) {
			t.Errorf("a list with a rule for logs and one named twice was refused, log %v", c.Log)
		}
	}
	masked := "::add-mask::" + githubToken + "\n"
	if leaks := findIn(t, secrets.Config{Log: true, Disable: []string{"secrets/log-masked-value", "secrets/github-pat"}}, "a", masked); len(leaks) != 0 {
		t.Errorf("found %v in a log", leaks)
	}
}

// TestSnippetHidesRepeats has values twice on a line, once where nothing tells
// that they are secret, also where the snippet ends.
func TestSnippetHidesRepeats(t *testing.T) {
	t.Parallel()
	const value = "kX9$mQ" + "2vLp7!w"
	lines := []string{"password: " + value + " # was " + value, "<password>" + value + "</password><old>" + value + "</old>", "see " + value + value + " password='" + value + "'"}
	for n := range 40 {
		between := " #" + strings.Repeat("-", 90+n)
		lines = append(lines, "password: "+value+between+value, value+between+" password: "+value)
	}
	pass := begin(t, shared())
	for _, line := range lines {
		text := strings.Repeat("x\n", 64<<10) + line + "\n"
		leaks := whole(t, pass, []byte(text))
		pieces := chunked(t, pass, []byte(text), 10_000)
		if len(leaks) == 0 || len(leaks) != len(pieces) {
			t.Fatalf("%s: %d findings, %d in pieces", line, len(leaks), len(pieces))
		}
		for i, l := range leaks {
			r := l.Location.Region
			if strings.Contains(r.Snippet, "X9$") || strings.Contains(r.Snippet, "p7!") || !strings.Contains(r.Snippet, l.Secret.Redacted) {
				t.Errorf("%s: snippet %s", line, r.Snippet)
			}
			if r != pieces[i].Location.Region {
				t.Errorf("%s: %+v, in pieces %+v", line, r, pieces[i].Location.Region)
			}
		}
	}
}

func failsToStart(c secrets.Config) bool {
	_, err := secrets.New(c)
	return err != nil
}

func TestZeroLeak(t *testing.T) {
	t.Parallel()
	var l secrets.Leak
	if l.Reveal() != "" || l.String() == "" {
		t.Errorf("zero leak: %q, %q", l.Reveal(), l.String())
	}
}
