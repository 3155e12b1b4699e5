package script

import (
	"net/url"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func hardcodedCredentials() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/hardcoded-credentials",
			Name:        "Literal password in a command",
			Class:       "hardcoded-credentials",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Whoever can read the repository, its history or the log of a run has the password.",
			Remediation: "Change the password, keep the new one in the secret store of the CI system and read it from a variable.",
			Example:     "- run: docker login -u bot -p hunter2 images.example.com",
			Fixed:       "- run: echo \"$REGISTRY_PASSWORD\" | docker login -u bot --password-stdin images.example.com",
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			eachBare(r, step, func(cmd *shell.Command) {
				if w, ok := literalPassword(cmd); ok {
					r.Find(job, step, within(r, step, w.Range), "run", "the password for "+cmd.Name()+" stands in the script", secretly)
				}
			})
		},
	}
}

// literalPassword returns the word of a command that holds a password.
func literalPassword(cmd *shell.Command) (shell.Word, bool) {
	switch name := cmd.Name(); name {
	case "docker", "podman", "nerdctl", "buildah", "skopeo", "helm", "oras", "crane", "az":
		if !cmd.Has("login") || len(cmd.Args()) > 0 && containsWord("localhost 127.0.0.1", strings.SplitN(cmd.Words[len(cmd.Words)-1].Text, ":", 2)[0]) {
			return shell.Word{}, false
		}
		w, ok := option(cmd, "-p", "--password")
		return w, ok && isLiteral(w, w.Text)
	case "sshpass":
		for _, a := range cmd.Args() {
			if value, ok := strings.CutPrefix(a.Text, "-p"); ok && value != "" && isLiteral(a, value) {
				return a, true
			}
		}
	case "curl", "wget", "git", "http", "pip", "pip3":
		return literalUser(cmd)
	}
	return shell.Word{}, false
}

// literalUser looks for user:password, as the value of curl's option or in an
// address.
func literalUser(cmd *shell.Command) (shell.Word, bool) {
	if onlyLocal(cmd) {
		return shell.Word{}, false
	}
	if w, ok := option(cmd, "-u", "--user"); ok && cmd.Name() == "curl" && len(addresses(cmd)) > 0 {
		if _, password, found := strings.Cut(w.Text, ":"); found && isLiteral(w, password) {
			return w, true
		}
	}
	for _, a := range addresses(cmd) {
		u, err := url.Parse(a.Text)
		if err != nil || u.User == nil || localHost(u.Hostname()) {
			continue
		}
		if password, ok := u.User.Password(); ok && isLiteral(a, password) {
			return a, true
		}
	}
	return shell.Word{}, false
}

// isLiteral reports whether a part of a word is a password written out: no
// variable, no template and none of the words that stand for one.
func isLiteral(w shell.Word, password string) bool {
	if !w.Static || len(password) < 4 || strings.ContainsAny(password, "$`{}<>%*()") || strings.Trim(strings.ToLower(password), "xe.") == "" {
		return false
	}
	lower := strings.ToLower(password)
	return !hasPrefix(lower, "your", "my", "x-oauth", "x-access", "example", "test", "dummy", "changeme", "pass", "secret", "token")
}
