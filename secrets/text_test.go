package secrets_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"log"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

func Example() {
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	text := []byte("url = https://git.example\ntoken = " + "glp" + "at-Q7hV2nXc9LrT4mKz8WbE" + "\n")
	for m := range analyzer.Matches(text) {
		fmt.Println(m.Rule.ID, m.Start, m.End, m.Confidence)
	}
	// Output:
	// secrets/gitlab-pat 34 60 medium
}

// shared returns one analyzer of the default configuration for many tests.
var shared = sync.OnceValue(func() *secrets.Analyzer {
	a, err := secrets.New(secrets.Config{})
	if err != nil {
		panic(err)
	}
	return a
})

func FuzzMatches(f *testing.F) {
	f.Add([]byte("x = " + githubToken))
	f.Add([]byte("-----BEGIN " + "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIE"))
	f.Add([]byte(awsKeyID + ":" + awsSecret))
	f.Add([]byte("jira_token = \"\\n" + hex32[:24] + "\" // gitleaks:allow"))
	f.Add([]byte(jwt))
	f.Add([]byte("postgres://app:" + urlPassword + "@db.internal/x Password=" + urlPassword + ";Server=db1;"))
	f.Add([]byte("apiVersion: v1\nkind: Secret\ndata:\n  a: |\n    " + base64.StdEncoding.EncodeToString([]byte(urlPassword)) + "\n"))
	f.Add([]byte("curl -u me:'" + urlPassword + "' -H \"Authorization: Basic bWU6eDl5OHo3dw==\" \\\n x")) // penstock:allow
	f.Add([]byte("machine a login b password " + urlPassword + "\n//h/:_auth=bWU6eDl5OHo3dw==\n<password>" + urlPassword + "</password>"))
	f.Add([]byte("%67hp%5f \\u0067\\u0068 " + base64.StdEncoding.EncodeToString([]byte("the token is "+githubToken))))
	f.Add([]byte(base64.StdEncoding.EncodeToString(gzipped(f, "token "+githubToken+" in a stream that is long enough"))))
	f.Add([]byte(base64.StdEncoding.EncodeToString(wide(binary.BigEndian, "wide "+gitlabToken)) + references("&#%d;")))
	f.Fuzz(func(t *testing.T, text []byte) {
		end := 0
		for m := range shared().Matches(text) {
			if m.Start < end || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("match %+v after %d in %d bytes", m, end, len(text))
			}
			end = m.End
		}
	})
}

// found lists rules and values, for comparing.
func found(t *testing.T, text string) []string {
	t.Helper()
	var list []string
	for m := range shared().Matches([]byte(text)) {
		list = append(list, strings.TrimPrefix(m.Rule.ID, "secrets/")+" "+text[m.Start:m.End])
	}
	return list
}

func TestWhatIsFound(t *testing.T) {
	t.Parallel()
	algolia := []string{"algolia-credential " + hex32}
	heroku := []string{"heroku-credential " + uuid}
	pat := []string{"github-pat " + githubToken}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"assigned", "algoliaToken := \"" + hex32 + "\"", algolia},
		{"json", `{"algolia_key": "` + hex32 + `"}`, algolia},
		{"xml", "<algoliaToken>\n    " + hex32 + "\n</algoliaToken>", algolia},
		{"call", `System.setProperty("ALGOLIA_TOKEN", "` + hex32 + `")`, algolia},
		{"arrow", `"algoliaToken" => "` + hex32 + `"`, algolia},
		{"words", "algolia secret " + hex32, algolia},
		{"escaped line", `{"a": "x=1\nALGOLIA_KEY=` + hex32 + `\ny=2"}`, algolia},
		{"flag of a linker", "-X main.herokuKey=" + uuid, heroku},
		{"only near", "algolia " + hex32, nil},
		{"digest", "algolia_key sha256:" + hex32, nil},
		{"path", "https://api.heroku.com/apps/" + uuid + "/logs", nil},
		{"other statement", "algolia_key(); x = \"" + hex32 + "\"", nil},
		{"lines apart", "algolia_key\n\n" + hex32, nil},
		{"too long", "algolia_key = " + hex32 + "0", nil},
		{"variable", "algolia_key = ${ALGOLIA_KEY_" + strings.ToUpper(hex32) + "}", nil},
		{"words only", "jira_token = readEveryBoardOfTheTeams", nil},
		{"after an escape", `"a\n` + githubToken + `"`, pat},
		{"after a percent escape", "?token%3D" + githubToken, pat},
		{"in a word", "x" + githubToken, nil},
		{"longer", githubToken + "x", nil},
		{"other case", strings.ToUpper(githubToken), nil},
		{"placeholder", "ghp_" + strings.Repeat("x", 36), nil},
		{"example", "AKIA" + "QQ7WEXAMPLE3D5F7", nil},
		{"sequence", "AIza" + "Q" + base62[10:44], nil},
		{"nearest name", "sentry and algolia_key = " + hex32, algolia},
		{"unknown service", "my_secret = '" + hex32 + "a'", []string{"generic-credential " + hex32 + "a"}},
		{"argument of a call", `setPassword("` + awsSecret + `")`, []string{"generic-credential " + awsSecret}},
		{"name as argument", "newToken(Token2Of7AndTheRestOfIt, x)", nil},
		{"name of a name", "secret = Token2AndTheRestOfTheName", nil},
		{"digest of a secret", "secret_sha256 = " + hex32, nil},
		{"webhook", "curl " + slackHook + " -d x", []string{"slack-webhook " + slackHook}},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, found(t, test.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", test.name, test.text, d)
		}
	}
}

func TestPrivateKeys(t *testing.T) {
	t.Parallel()
	body := derKey
	block := func(label, body string) string {
		return "-----BEGIN " + label + "-----\n" + body + "-----END " + label + "-----"
	}
	escaped := strings.ReplaceAll(block("PRIVATE KEY", body), "\n", `\n`)
	opensshKey := func(cipher string) string {
		head := "openssh-key-v1\x00\x00\x00\x00" + string(rune(len(cipher))) + cipher + "\x00\x00\x00\x04none\x00\x00\x00"
		return base64.StdEncoding.EncodeToString([]byte(head+random(30, base62, 90))) + "\n"
	}
	openssh, locked := opensshKey("none"), opensshKey("aes256-ctr")
	tests := []struct {
		name, text, rule string
		confidence       scan.Confidence
	}{
		{"pkcs8", block("PRIVATE KEY", body), "private-key", scan.ConfidenceHigh},
		{"rsa", block("RSA PRIVATE KEY", body), "private-key", scan.ConfidenceHigh},
		{"openssh", block("OPENSSH PRIVATE KEY", openssh), "private-key", scan.ConfidenceHigh},
		{"openssh with a passphrase", block("OPENSSH PRIVATE KEY", locked), "private-key-encrypted", scan.ConfidenceHigh},
		{"encrypted", block("ENCRYPTED PRIVATE KEY", body), "private-key-encrypted", scan.ConfidenceMedium},
		{"encrypted, old", block("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,D3A5F7\n\n"+body), "private-key-encrypted", scan.ConfidenceMedium},
		{"pgp", block("PGP PRIVATE KEY BLOCK", "Version: GnuPG v2\n\n"+body), "private-key-pgp", scan.ConfidenceMedium},
		{"json", `{"key": "` + escaped + `\n"}`, "private-key", scan.ConfidenceHigh},
		{"service account", `{"type": "service_account", "private_key": "` + escaped + `"}`, "gcp-service-account", scan.ConfidenceHigh},
		{"lines of a program", strings.ReplaceAll(block("EC PRIVATE KEY", body), "\n", "\\n\" +\n\t\""), "private-key", scan.ConfidenceHigh},
		{"no end", "-----BEGIN PRIVATE KEY-----\n" + body, "private-key", scan.ConfidenceHigh},
		{"not decodable", block("PRIVATE KEY", "34"+random(31, base62, 70)+"\n"), "private-key", scan.ConfidenceLow},
		{"public", block("PUBLIC KEY", body), "", 0},
		{"empty", block("PRIVATE KEY", ""), "", 0},
		{"dots", block("PRIVATE KEY", "...\n"), "", 0},
		{"template", "-----BEGIN PRIVATE KEY-----\n{{ key }}\n-----END " + "PRIVATE KEY-----", "", 0},
		{"flat", block("PRIVATE KEY", strings.Repeat("A", 80)+"\n"), "", 0},
		{"prose", "// A key is in the \"-----BEGIN PRIVATE KEY-----\" format that a tool has made. " + strings.Repeat("The caller keeps it, and passes nothing for none. ", 9), "", 0},
	}
	for _, test := range tests {
		leaks := findIn(t, secrets.Config{}, "key", test.text)
		if test.rule == "" {
			if len(leaks) != 0 {
				t.Errorf("%s: found %v", test.name, leaks)
			}
			continue
		}
		if len(leaks) != 1 || leaks[0].RuleID() != "secrets/"+test.rule || leaks[0].Confidence != test.confidence {
			t.Errorf("%s: got %v (confidence %v), want %s (%v)", test.name, leaks, leaks, test.rule, test.confidence)
			continue
		}
		if strings.Contains(leaks[0].Location.Region.Snippet, derKey[:12]) {
			t.Errorf("%s: snippet %q", test.name, leaks[0].Location.Region.Snippet)
		}
	}
}

func TestAllowComments(t *testing.T) {
	t.Parallel()
	line := "t = " + githubToken
	tests := []struct {
		name, text string
		want       bool
	}{
		{"none", line, false},
		{"ours", line + " # penstock:allow", true},
		{"gitleaks", line + " // gitleaks:allow", true},
		{"betterleaks", line + " # betterleaks:allow", true},
		{"trufflehog", line + " # trufflehog:ignore", true},
		{"detect-secrets", line + " # pragma: allowlist secret", true},
		{"upper case", line + " # PRAGMA: AllowList Secret", true},
		{"next line", "# pragma: allowlist nextline secret\n" + line, true},
		{"secretlint", "// secretlint-disable-next-line\n" + line, true},
		{"ggshield", line + " # ggignore", true},
		{"nosec", line + " # nosec", true},
		{"in front", "/* nosec */ " + line, true},
		{"inside of a word", `{"unit": "nanoseconds"} ` + line + " // nosecrets", false},
		{"line above", "# nosec\n" + line, false},
		{"line below", line + "\n# nosec", false},
		{"two lines above", "# pragma: allowlist nextline secret\n\n" + line, false},
		{"next line is not this one", line + " # pragma: allowlist nextline secret", false},
		{"far away", line + strings.Repeat(" ", 2000) + "# nosec", false},
	}
	for _, test := range tests {
		leaks := findIn(t, secrets.Config{}, "a.py", test.text)
		if len(leaks) != 1 || leaks[0].Suppressed() != test.want {
			t.Errorf("%s: got %v, want suppressed %v", test.name, leaks, test.want)
			continue
		}
		if test.want && leaks[0].Suppressions[0].Kind != "inSource" {
			t.Errorf("%s: %+v", test.name, leaks[0].Suppressions)
		}
		for m := range shared().Matches([]byte(test.text)) {
			if m.Allowed != test.want {
				t.Errorf("%s: allowed %v", test.name, m.Allowed)
			}
		}
	}
}

func TestBinaryFiles(t *testing.T) {
	t.Parallel()
	text := "\x00\x01" + githubToken + "\x00algolia_key=" + hex32
	if leaks := findIn(t, secrets.Config{}, "a.bin", text); len(leaks) != 1 || leaks[0].RuleID() != "secrets/github-pat" {
		t.Errorf("found %v", leaks)
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	p := begin(t, shared())
	if !p.Wants(&scan.Entry{Path: "a.png"}) || p.Wants(&scan.Entry{Path: "a", Skip: scan.SkipIgnored}) {
		t.Error("files are chosen wrongly")
	}
}

func TestMatchesMayBeBroken(t *testing.T) {
	t.Parallel()
	a := analyzer(t, secrets.Config{})
	text := []byte(githubToken + " " + gitlabToken)
	for range 3 {
		n := 0
		for range a.Matches(text) {
			n++
			break
		}
		if n != 1 {
			t.Fatalf("%d matches", n)
		}
	}
}

// TestConcurrentNew makes and uses analyzers at once; the race detector watches
// for what they share.
func TestConcurrentNew(t *testing.T) {
	t.Parallel()
	var group sync.WaitGroup
	for i := range 8 {
		group.Go(func() {
			a, err := secrets.New(secrets.Config{Log: i%2 == 0})
			if err != nil {
				t.Error(err)
				return
			}
			for m := range a.Matches([]byte("token " + githubToken + " # nosec")) {
				if !m.Allowed {
					t.Errorf("match %+v", m)
				}
			}
		})
	}
	group.Wait()
}

// Leaks gives all that a scan would, for a text that is at hand.
func ExampleAnalyzer_Leaks() {
	analyzer, err := secrets.New(secrets.Config{})
	if err != nil {
		log.Fatal(err)
	}
	token := "ghp" + "_x7Kq2vR9mT4wZ8bN3" + "cL6pJ1dF5gH0sYeAu7o" // made up
	text := "# settings\ntoken: " + base64.StdEncoding.EncodeToString([]byte("token="+token)) + "\n"
	leaks, err := analyzer.Leaks(context.Background(), "settings.yaml", []byte(text))
	if err != nil {
		log.Fatal(err)
	}
	for _, leak := range leaks {
		fmt.Println(leak, leak.Reveal() == token)
	}
	// Output: secrets/github-pat settings.yaml:2:8 ghp_…(40) true
}

// Example_log scans the log of a job as it comes, by the times and colours in
// it as by what it printed.
func Example_log() {
	analyzer, err := secrets.New(secrets.Config{Log: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
	if err != nil {
		fmt.Println(err)
		return
	}
	log := "2026-11-22T02:00:00.0000000Z TOKEN=***\n" +
		"2026-11-22T02:00:01.0000000Z push " + "glp" + "at-Q7hV2nX\x1b[1mc9LrT4mKz8WbE\x1b[0m\n"
	for f, err := range runner.Stream(context.Background(), scan.Reader("build.log", strings.NewReader(log))) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(f)
	}
	// Output:
	// secrets/gitlab-pat build.log:2:35 glpat-…(26)
}
