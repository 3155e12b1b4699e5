package script

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func insecureURL() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/insecure-url-scheme",
			Name:        "Code or packages fetched over an unencrypted connection",
			Class:       "insecure-url-scheme",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever is on the way between the runner and the server can put other content in place of what is fetched.",
			Remediation: "Use `https://`, or `ssh://` for repositories.",
			Example:     "- run: curl -O http://example.com/tool.tar.gz",
			Fixed:       "- run: curl -O https://example.com/tool.tar.gz",
			Fix:         "Safe, for hosts that are known to serve the same over it: writes `https://`.",
			Tags:        []string{"zizmor:insecure-url-scheme"},
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			r.EachCommand(step, func(cmd *shell.Command) {
				if !fetches(cmd.Name()) && !containsWord("git pip pip3 npm yarn pnpm gem cargo go apt-key add-apt-repository", cmd.Name()) {
					return
				}
				for _, w := range cmd.Args() {
					if !plaintext(w.Text) {
						continue
					}
					change := rated(scan.SeverityMedium, scan.ConfidenceMedium)
					if fetches(cmd.Name()) && verifiedLater(r.Script(step.Run), cmd) {
						change = pedantic(scan.SeverityLow, scan.ConfidenceMedium)
					}
					r.Find(job, step, within(r, step, w.Range), "run", fmt.Sprintf("%s fetches over an unencrypted connection", cmd.Name()), change, encrypt(r, step, w.Range))
				}
			})
		},
	}
}

// encryptedHosts serve under https:// what they serve under http:// and git://.
const encryptedHosts = "github.com raw.githubusercontent.com objects.githubusercontent.com codeload.github.com gitlab.com bitbucket.org codeberg.org storage.googleapis.com dl.google.com download.docker.com go.dev dl.k8s.io get.helm.sh releases.hashicorp.com nodejs.org www.python.org"

// encrypt adds the fix that fetches from a host that is known to have it over
// an encrypted connection.
func encrypt(r *audit.Run, step *ci.Step, word shell.Range) func(*ci.Weakness) {
	text := step.Run.Text.Value()[word.Start:word.End]
	for _, scheme := range []string{"http://", "git://"} {
		at := strings.Index(text, scheme)
		if at < 0 {
			continue
		}
		u, err := url.Parse(strings.Trim(text[at:], `"'`))
		if err != nil || u.Port() != "" || u.User != nil || !containsWord(encryptedHosts, strings.ToLower(u.Hostname())) {
			continue
		}
		span := within(r, step, shell.Range{Start: word.Start + at, End: word.Start + at + len(scheme)})
		return audit.Mend("Fetch over an encrypted connection", "", r.Edit(span.Start, span.End, "https://"))
	}
	return audit.Mend("", "")
}

// verifiedLater reports whether one of the next commands checks what was
// downloaded, which makes up for the connection.
func verifiedLater(s *shell.Script, cmd *shell.Command) bool {
	for c := range s.Inside(shell.Range{Start: cmd.End, End: len(s.Text)}) {
		if bare := c.Bare(); verifies(s, &bare) {
			return true
		}
	}
	return false
}

// plaintext reports whether a word is an address without encryption on a host
// that is not the runner itself or one of its private network.
func plaintext(word string) bool {
	if i := strings.LastIndexByte(word, '='); i >= 0 && strings.HasPrefix(word, "-") {
		word = word[i+1:]
	}
	lower := strings.ToLower(word)
	if !strings.HasPrefix(lower, "http://") && !strings.HasPrefix(lower, "git://") && !strings.HasPrefix(lower, "ftp://") {
		return false
	}
	u, err := url.Parse(word)
	if err != nil {
		return false
	}
	host := u.Hostname()
	if addr, err := netip.ParseAddr(host); err == nil {
		return !addr.IsLoopback() && !addr.IsPrivate() && !addr.IsUnspecified() && !addr.IsLinkLocalUnicast()
	}
	return strings.Contains(host, ".") && !strings.ContainsAny(host, "$`") && !strings.HasSuffix(host, ".local") && !strings.HasSuffix(host, ".internal") && !strings.HasSuffix(host, ".localhost")
}
