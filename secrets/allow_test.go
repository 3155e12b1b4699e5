package secrets_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/report"
	"github.com/penstock-dev/penstock/secrets"
)

// allowedIn lists, for each finding in a text, what allows it.
func allowedIn(t *testing.T, text string) (list []string) {
	t.Helper()
	for _, l := range findIn(t, secrets.Config{}, "a.py", text) {
		by := ""
		if l.Suppressed() {
			by = l.Suppressions[0].Mechanism
		}
		list = append(list, by)
	}
	return list
}

func TestAllowBlocks(t *testing.T) {
	t.Parallel()
	line := "t = " + githubToken + "\n"
	const off, on = "// secretlint-disable\n", "// secretlint-enable\n"
	const github = "@secretlint/secretlint-rule-github"
	tests := []struct {
		name, text string
		want       []string
	}{
		{"block", line + off + line + line + on + line, []string{"", "secretlint-disable", "secretlint-disable", ""}},
		{"to the end", off + line + strings.Repeat("x\n", 3000) + line, []string{"secretlint-disable", "secretlint-disable"}},
		{"twice", off + off + line + on + line + off + line, []string{"secretlint-disable", "", "secretlint-disable"}},
		{"enable alone", on + line, []string{""}},
		{"of this rule", "/* secretlint-disable " + github + " */\n" + line + "/* secretlint-enable " + github + " */\n" + line, []string{"secretlint-disable", ""}},
		{"of another rule", "/* secretlint-disable @secretlint/secretlint-rule-slack, @secretlint/secretlint-rule-aws */\n" + line, []string{""}},
		{"enable of another rule", off + "// secretlint-enable @secretlint/secretlint-rule-slack\n" + line, []string{"secretlint-disable"}},
		{"enable of all", "// secretlint-disable " + github + "\n" + on + line, []string{""}},
		{"preset", "// secretlint-disable @secretlint/secretlint-rule-preset-recommend\n" + line, []string{"secretlint-disable"}},
		{"reason", "// secretlint-disable -- secretlint-rule-slack is wrong here\n" + line, []string{"secretlint-disable"}},
		{"line of this rule", "t = " + githubToken + " // secretlint-disable-line " + github + "\n" + line, []string{"secretlint-disable-line", ""}},
		{"line of another rule", "t = " + githubToken + " // secretlint-disable-line @secretlint/secretlint-rule-npm\n", []string{""}},
		{"next line", "// secretlint-disable-next-line " + github + "\n" + line + line, []string{"secretlint-disable-next-line", ""}},
		{"basic auth", "x = 1 // secretlint-disable @secretlint/secretlint-rule-basicauth\nu = https://app:" + urlPassword + "@db.internal/x\n", []string{"secretlint-disable"}},
		{"ggshield", "# ggignore-start\n" + line + "# ggignore-end\n" + line, []string{"ggignore-start", ""}},
		{"ggshield, one line", "t = " + githubToken + " # ggignore: why\n" + line, []string{"ggignore", ""}},
		{"in a word", "xsecretlint-disable\n" + line, []string{""}},
	}
	for _, test := range tests {
		if d := cmp.Diff(test.want, allowedIn(t, test.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", test.name, test.text, d)
		}
	}
}

func TestAllowOfOtherTools(t *testing.T) {
	t.Parallel()
	line := "t = " + githubToken
	tests := []struct {
		name, text, want string
	}{
		{"ours, by rule", line + " # penstock: ignore[secrets/github-pat] why", "penstock: ignore"},
		{"ours, without the area", "# penstock: ignore[unpinned-image, github-pat]\n" + line, "penstock: ignore"},
		{"ours, by class", line + " // penstock: ignore[secret-in-source]", "penstock: ignore"},
		{"ours, of another rule", line + " # penstock: ignore[github/unpinned-component]", ""},
		{"ours, without a name", line + " # penstock: ignore", ""},
		{"ours, not closed", line + " # penstock: ignore[github-pat", ""},
		{"ours, whole file", "# penstock: ignore-file[github-pat] sample\n\n\n" + line, "penstock: ignore-file"},
		{"bandit", line + " # nosec", "nosec"},
		{"bandit, passwords", line + " # nosec B105, B311", "nosec"},
		{"bandit, by name", line + " # nosec hardcoded_password_string", "nosec"},
		{"bandit, other tests", line + " # nosec B404,B603", ""},
		{"bandit, reason", line + " # nosec: not a secret", "nosec"},
		{"gosec", line + " // #nosec G101 -- a sample", "nosec"},
		{"gosec, other", line + " // #nosec G204", ""},
		{"semgrep", line + " // nosemgrep", "nosemgrep"},
		{"semgrep, line above", "// nosemgrep\n" + line, "nosemgrep"},
		{"semgrep, two above", "// nosemgrep\n\n" + line, ""},
		{"semgrep, this rule", line + " // nosemgrep: generic.secrets.security.detected-github-token", "nosemgrep"},
		{"semgrep, other rule", line + " // nosemgrep: go.lang.correctness.use-filepath-join", ""},
		{"detect-secrets", line + "  # pragma:allowlist secret", "pragma:allowlist secret"},
		{"detect-secrets, hyphen", line + "  # pragma: allowlist-secret", "pragma: allowlist-secret"},
		{"detect-secrets, old", line + "  # pragma: whitelist secret", "pragma: whitelist secret"},
		{"detect-secrets, next line", "# pragma:allowlist nextline secret\n" + line, "pragma:allowlist nextline secret"},
		{"ggshield", line + " # gitguardian:ignore", "gitguardian:ignore"},
		{"Vault Radar", line + " # HashiCorpIgnore", "hashicorpignore"},
	}
	for _, test := range tests {
		if d := cmp.Diff([]string{test.want}, allowedIn(t, test.text)); d != "" {
			t.Errorf("%s: %q (-want +got):\n%s", test.name, test.text, d)
		}
	}
}

// TestManyBlocks wants blocks beyond the bound not to hide anything, and time
// to stay linear.
func TestManyBlocks(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, "# ggignore-start\n# ggignore-end %d\n", i)
	}
	b.WriteString("# secretlint-disable\n" + githubToken + "\n")
	if d := cmp.Diff([]string{""}, allowedIn(t, b.String())); d != "" {
		t.Error(d)
	}
	p := begin(t, shared())
	long := strings.Repeat("# secretlint-disable\nt = "+githubToken+"\n"+strings.Repeat("plain text\n", 9000)+"# secretlint-enable\nt = "+githubToken+"\n", 5)
	checkChunks(t, p, []byte(long), 100, 1<<20)
}

// TestSuppressedAreCounted wants the number of suppressed findings by mechanism
// in the result and in all reports.
func TestSuppressedAreCounted(t *testing.T) {
	t.Parallel()
	line := "t = " + githubToken
	text := line + " # nosec\n" + line + " # gitleaks:allow\n" + line + " # nosec\n" + line + "\n"
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{shared()}})
	if err != nil {
		t.Fatal(err)
	}
	result, err := runner.Run(t.Context(), scan.Bytes("a.py", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	want := []scan.SuppressionCount{{Mechanism: "gitleaks:allow", Findings: 1}, {Mechanism: "nosec", Findings: 2}}
	if d := cmp.Diff(want, result.Suppressed()); d != "" || result.Coverage.Suppressed != 3 || result.Coverage.Findings != 4 {
		t.Errorf("coverage %+v (-want +got):\n%s", result.Coverage, d)
	}
	for format, want := range map[string]string{
		"text": "Suppressed, not shown: 3 (2 by nosec, 1 by gitleaks:allow).", "jsonl": `"suppressed":{"gitleaks:allow":1,"nosec":2}`, "sarif": `"mechanism":"nosec"`,
	} {
		if got := encoded(t, format, result); !strings.Contains(compact(got), compact(want)) {
			t.Errorf("%s lacks %s:\n%s", format, want, got)
		}
	}
}

// encoded returns a report of the result.
func encoded(t *testing.T, format string, result *scan.Result) string {
	t.Helper()
	var out bytes.Buffer
	e, err := report.New(format, &out, report.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Encode(e, result.Findings, result.Diagnostics, &report.Summary{Coverage: result.Coverage}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// compact takes the space out of JSON, and leaves other text.
func compact(text string) string {
	var out bytes.Buffer
	if json.Compact(&out, []byte(text)) != nil {
		return text
	}
	return out.String()
}
