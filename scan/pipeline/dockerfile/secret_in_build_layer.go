package dockerfile

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretInBuildLayer() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "secret-in-build-layer",
			Name:        "Secret that stays in the image",
			Class:       "secret-in-build-layer",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceMedium,
			Description: "Variables and arguments of a build are written into the image's configuration and history, and files stay in their layer even when a later one deletes them. Whoever can pull the image can read them.",
			Remediation: "Mount the secret for the one instruction that needs it: `RUN --mount=type=secret,id=token …`, and hand it to the container when it runs.",
			Example:     "ARG NPM_TOKEN",
			Fixed:       "RUN --mount=type=secret,id=npm_token NPM_TOKEN=$(cat /run/secrets/npm_token) npm ci",
			Tags:        []string{"semgrep:secret-in-build-arg", "trivy:DS031"},
		},
		File: with(func(c *check) {
			c.each(c.secretVariables, "ARG", "ENV")
			c.each(c.secretFiles, "COPY", "ADD")
		}),
	}
}

// secretVariables reports arguments and variables that are named like a
// credential. An argument without a value gets one from whoever builds.
func (c *check) secretVariables(stage int, in *instruction) {
	unshipped := !c.build.ships(stage)
	for _, a := range in.assignments() {
		if !namesSecret(a.key.text) {
			continue
		}
		value := strings.TrimSpace(a.value.text)
		start, end := in.source(a.key.from, max(a.key.to, a.value.to))
		given := a.value.from < 0 || value == "" && in.name == "ARG" && !unshipped
		variable := in.name == "ENV" && strings.HasPrefix(value, "$") && !strings.Contains(value, " ")
		switch {
		case (given || variable) && unshipped:
			c.find(stage, in, start, end, fmt.Sprintf("the value that %s is built with stays in the build's cache, and wherever that is exported to; the image of the last stage is without it", a.key.text),
				audit.Level(scan.SeverityLow, scan.ConfidenceMedium, scan.PersonaPedantic))
		case given:
			c.find(stage, in, start, end, fmt.Sprintf("the value that %s is built with stays in the image's history", a.key.text),
				audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular))
		case variable:
			c.find(stage, in, start, end, fmt.Sprintf("%s is kept in the image's configuration", a.key.text),
				audit.Level(scan.SeverityHigh, scan.ConfidenceMedium, scan.PersonaRegular))
		case isSecretValue(value) && unshipped:
			c.find(stage, in, start, end, fmt.Sprintf("the value of %s stands in the file and in the build's cache", a.key.text), secretly,
				audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular))
		case isSecretValue(value):
			c.find(stage, in, start, end, fmt.Sprintf("the value of %s stands in the file and in the image", a.key.text), secretly)
		}
	}
}

// secretly keeps the value out of a finding.
func secretly(w *ci.Weakness) {
	w.Location.Region.Snippet = ""
	w.Location.Region.SnippetColumn = 0
	w.Anchor = w.Location.Logical
}

// namesSecret reports whether a variable's name is that of a credential.
func namesSecret(name string) bool {
	name = strings.ToUpper(name)
	for _, part := range []string{"GPG_KEY", "PUBLIC", "KEYSERVER"} {
		if strings.Contains(name, part) {
			return false
		}
	}
	for _, suffix := range []string{"PASSWORD", "PASSWD", "PASSPHRASE", "SECRET", "TOKEN", "API_KEY", "APIKEY", "ACCESS_KEY", "SECRET_KEY", "PRIVATE_KEY", "AUTH_KEY", "CREDENTIALS", "SSH_KEY", "ACCESS_KEY_ID"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// isSecretValue reports whether a literal can be a credential: not a path, an
// address, a truth value or one of the words that stand for one.
func isSecretValue(value string) bool {
	lower := strings.ToLower(value)
	switch lower {
	case "true", "false", "yes", "no", "none", "null", "dummy", "placeholder", "changeme", "change_me", "change-me", "todo", "unset", "not-set", "undefined", "xxx", "build", "fake", "secret", "token", "password":
		return false
	}
	return len(strings.Trim(value, "*xX.-")) >= 4 && !strings.ContainsAny(value, "$<>{} ") && !strings.HasPrefix(value, "/") && !strings.Contains(value, "://") &&
		!strings.Contains(lower, "dummy") && !strings.Contains(lower, "fake") && !strings.Contains(lower, "placeholder") && !strings.Contains(lower, "example") && !strings.HasPrefix(lower, "your")
}

// secretFiles reports files that are known to hold credentials.
func (c *check) secretFiles(stage int, in *instruction) {
	if _, ok := in.flag("from"); ok || len(in.heredocs) > 0 {
		return
	}
	ws := words(in.value)
	if items, ok := list(in.value); ok {
		ws = items
	}
	for i := 0; i+1 < len(ws); i++ {
		if what := secretFile(ws[i].text); what != "" {
			level := audit.Level(scan.SeverityMedium, scan.ConfidenceMedium, scan.PersonaRegular)
			if what == tokenPlace && c.mountsSecret(stage) {
				// The file then names the variable, and the mount brings the token.
				level = audit.Level(scan.SeverityLow, scan.ConfidenceLow, scan.PersonaPedantic)
			}
			start, end := in.source(ws[i].from, ws[i].to)
			c.find(stage, in, start, end, fmt.Sprintf("%s goes into a layer: %s", path.Base(ws[i].text), what), level)
		}
	}
}

// mountsSecret reports whether an instruction of a stage is given a secret for the
// time that it runs.
func (c *check) mountsSecret(stage int) bool {
	found := false
	c.each(func(i int, in *instruction) {
		for _, flag := range in.flags {
			found = found || i == stage && strings.HasPrefix(flag.text, "--mount=type=secret")
		}
	}, "RUN")
	return found
}

const tokenPlace = "the place of a token"

// secretFile says what a file of that name holds, "" for others.
func secretFile(file string) string {
	base := path.Base(file)
	switch base {
	case "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519":
		return "a private key"
	case ".npmrc", ".yarnrc.yml", ".pypirc", ".netrc", "_netrc", ".git-credentials", ".dockercfg", ".dockerconfigjson":
		return tokenPlace
	case ".env", ".env.local", ".env.production", ".env.prod":
		return "the variables of a deployment"
	case ".ssh", ".aws", ".gnupg", ".kube", ".docker":
		return "the credentials of a user"
	}
	switch {
	case strings.HasSuffix(base, ".p12") || strings.HasSuffix(base, ".pfx") || strings.HasSuffix(base, ".jks") || strings.HasSuffix(base, ".keystore"):
		return "a store of keys"
	case strings.HasSuffix(base, "private.pem") || strings.HasSuffix(base, "private.key") || strings.HasSuffix(base, "privkey.pem"):
		return "a private key"
	case strings.HasSuffix(file, ".aws/credentials") || strings.HasSuffix(file, ".kube/config") || strings.HasSuffix(file, ".docker/config.json"):
		return "the credentials of a user"
	}
	return ""
}
