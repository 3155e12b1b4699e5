package script

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func tlsVerificationDisabled() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/tls-verification-disabled",
			Name:        "Certificate verification switched off",
			Class:       "tls-verification-disabled",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Without the check of its certificate any server on the way can answer in place of the real one, and hand out other content or take the credentials that are sent.",
			Remediation: "Drop the option. Where a server has a certificate of an own authority, name that authority instead (`--cacert`, `GIT_SSL_CAINFO`, `NODE_EXTRA_CA_CERTS`, `PIP_CERT`).",
			Example:     "- run: curl -k -O https://example.com/tool.tar.gz",
			Fixed:       "- run: curl --cacert ca.pem -O https://example.com/tool.tar.gz",
			Tags: []string{
				"checkov:CKV2_DOCKER_2", "checkov:CKV2_DOCKER_3", "checkov:CKV2_DOCKER_4", "checkov:CKV2_DOCKER_5", "checkov:CKV2_DOCKER_6",
				"checkov:CKV2_DOCKER_12", "checkov:CKV2_DOCKER_13", "checkov:CKV2_DOCKER_14", "checkov:CKV2_DOCKER_15", "checkov:CKV2_DOCKER_16",
			},
		},
		File: func(r *audit.Run) {
			r.EachVariable(func(job *ci.Job, step *ci.Step, v ci.Setting) {
				if tlsVariable(v.Key.Value(), v.Value.Value()) {
					r.Find(job, step, ci.Between(v.Key, v.Value), "env."+v.Key.Value(), fmt.Sprintf("%s switches certificate verification off", v.Key.Value()))
				}
			})
		},
		Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
			find := func(at shell.Range, what string) {
				r.Find(job, step, within(r, step, at), "run", what+" certificate verification off")
			}
			script := r.Script(step.Run)
			if script == nil {
				return
			}
			for _, a := range script.Assigns {
				if tlsVariable(a.Name, a.Value.Text) {
					find(a.Range, a.Name+" switches")
				}
			}
			if at, ok := tlsCallback(script); ok {
				find(at, "ServerCertificateValidationCallback switches")
			}
			eachBare(r, step, func(cmd *shell.Command) {
				if w, ok := tlsOff(cmd); ok {
					find(w.Range, cmd.Name()+" is run with")
				}
			})
		},
	}
}

// tlsVariable reports whether a variable of the environment switches the check
// of certificates off. Git looks at whether its variable is set, not at the
// value.
func tlsVariable(name, value string) bool {
	value = strings.TrimSpace(value)
	switch strings.ToUpper(name) {
	case "GIT_SSL_NO_VERIFY":
		return true
	case "NODE_TLS_REJECT_UNAUTHORIZED", "PYTHONHTTPSVERIFY", "PERL_LWP_SSL_VERIFY_HOSTNAME", "BUNDLE_SSL_VERIFY_MODE":
		return strings.Trim(value, `"'`) == "0"
	case "NPM_CONFIG_STRICT_SSL", "YARN_STRICT_SSL", "YARN_ENABLE_STRICT_SSL", "CONSUL_HTTP_SSL_VERIFY", "CONDA_SSL_VERIFY":
		return off(value)
	case "PIP_TRUSTED_HOST", "UV_INSECURE_HOST", "GOINSECURE":
		return strings.Trim(value, `"'`) != ""
	case "VAULT_SKIP_VERIFY", "AZURE_CLI_DISABLE_CONNECTION_VERIFICATION", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY":
		return on(value)
	}
	return false
}

// tlsCallback finds a .NET callback that takes every certificate.
func tlsCallback(s *shell.Script) (shell.Range, bool) {
	i := strings.Index(s.Text, "ServerCertificateValidationCallback")
	if i < 0 {
		return shell.Range{}, false
	}
	end := len(s.Text)
	if n := strings.IndexByte(s.Text[i:], '\n'); n >= 0 {
		end = i + n
	}
	return shell.Range{Start: i, End: end}, strings.Contains(strings.ToLower(s.Text[i:end]), "$true")
}

// tlsOff returns the word of a command that switches the check of certificates
// off.
func tlsOff(cmd *shell.Command) (shell.Word, bool) {
	name := cmd.Name()
	switch {
	case prints(name):
		return tlsSetting(cmd)
	case name == "curl":
		w, ok := hasOption(cmd, 'k', "AbcCdDeEFhHKmoPQrtTuUwxXyYz", "--insecure", "--proxy-insecure")
		return w, ok && !onlyLocal(cmd)
	case name == "wget" || name == "wget2" || name == "aria2c":
		w, ok := hasOption(cmd, 0, "", "--no-check-certificate", "--check-certificate=false", "--check-certificate=off", "--no-check-certificate=true")
		return w, ok && !onlyLocal(cmd)
	case name == "git":
		return gitUnverified(cmd)
	case containsWord("npm yarn pnpm bun", name):
		return setting(cmd, "strict-ssl", "enablestrictssl")
	case containsWord("gem bundle conda mamba micromamba composer poetry", name):
		return setting(cmd, "ssl_verify_mode", "ssl_verify")
	case strings.HasPrefix(name, "pip") || strings.HasPrefix(name, "python") || name == "uv":
		return trustedHost(cmd)
	case containsWord("yum dnf tdnf microdnf yum-config-manager dnf-config-manager zypper", name):
		return matchArg(cmd, func(text string) bool {
			_, value, ok := strings.Cut(text, "sslverify=")
			return ok && off(value)
		})
	case containsWord("apt apt-get aptitude", name):
		return matchArg(cmd, func(text string) bool {
			return strings.HasPrefix(text, "acquire::https::") && strings.Contains(text, "verify-") && off(text[strings.IndexByte(text, '=')+1:])
		})
	case containsWord("argocd oras crane regctl http https", name):
		if w, ok := hasOption(cmd, 0, "", "--insecure", "--verify=no", "--verify=false"); ok {
			return w, !onlyLocal(cmd)
		}
	}
	return tlsFlag(cmd)
}

// tlsFlag looks for options whose name alone says what they do.
func tlsFlag(cmd *shell.Command) (shell.Word, bool) {
	w, ok := matchArg(cmd, func(text string) bool {
		name, value, joined := strings.Cut(text, "=")
		switch name {
		case "--insecure-skip-tls-verify", "--insecure-skip-verify", "--skip-tls-verify", "--tls-skip-verify", "--no-verify-ssl", "--skip-ssl-validation",
			"--no-ssl-verify", "--ssl-no-verify", "--no-tls-verify", "--no-check-certificate", "--skip-tls", "-skipcertificatecheck", "--disable-tls-verification":
			return !joined || !off(value)
		case "--tls-verify", "--src-tls-verify", "--dest-tls-verify", "--ssl-verify", "--verify-ssl":
			return joined && off(value)
		case "--insecure-registry":
			return !joined || !localURL(value)
		case "-dmaven.wagon.http.ssl.insecure":
			return on(value)
		}
		return false
	})
	return w, ok && !onlyLocal(cmd)
}

// matchArg returns the first argument whose text, in lower case, is wanted.
func matchArg(cmd *shell.Command, want func(string) bool) (shell.Word, bool) {
	for _, a := range cmd.Args() {
		if want(strings.ToLower(a.Text)) {
			return a, true
		}
	}
	return shell.Word{}, false
}

// setting finds a setting that is switched off: key=false, --key=false,
// --no-key, or key and false as two words.
func setting(cmd *shell.Command, keys ...string) (shell.Word, bool) {
	args := cmd.Args()
	for i, a := range args {
		name, value, joined := strings.Cut(strings.ToLower(strings.TrimLeft(a.Text, "-")), "=")
		name = strings.TrimSuffix(strings.TrimPrefix(name, ":"), ":")
		for _, key := range keys {
			switch {
			case name == "no-"+key && strings.HasPrefix(a.Text, "--"):
				return a, true
			case name != key:
			case joined && off(value), !joined && i+1 < len(args) && off(args[i+1].Text) && (i == 0 || sets(args[i-1].Text)):
				return a, true
			}
		}
	}
	return shell.Word{}, false
}

// sets reports whether a key and its value follow a word.
func sets(word string) bool {
	return containsWord("set --set config -g --global --local --system", word)
}

func gitUnverified(cmd *shell.Command) (shell.Word, bool) {
	args := cmd.Args()
	for i, a := range args {
		key, value, joined := strings.Cut(strings.ToLower(a.Text), "=")
		key = strings.TrimPrefix(key, "-c")
		if !strings.HasPrefix(key, "http.") || !strings.HasSuffix(key, "sslverify") {
			continue
		}
		if joined && off(value) || !joined && i+1 < len(args) && off(args[i+1].Text) {
			return a, true
		}
	}
	return shell.Word{}, false
}

func trustedHost(cmd *shell.Command) (shell.Word, bool) {
	args := cmd.Args()
	for i, a := range args {
		name, value, joined := strings.Cut(strings.ToLower(a.Text), "=")
		if name != "--trusted-host" && name != "--allow-insecure-host" && !strings.HasSuffix(name, ".trusted-host") {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1].Text
		}
		if value != "" && !localHost(value) {
			return a, true
		}
	}
	return shell.Word{}, false
}

// tlsSetting looks for a line of a tool's own configuration in what a command
// writes to a file.
func tlsSetting(cmd *shell.Command) (shell.Word, bool) {
	if !cmd.Captured || cmd.Name() != "echo" && cmd.Name() != "printf" {
		return shell.Word{}, false
	}
	return matchArg(cmd, func(text string) bool {
		text = strings.NewReplacer(" ", "", `"`, "", ";", "", `\n`, "").Replace(text)
		return containsWord("sslverify=0 sslverify=false strict-ssl=false check_certificate=off verify-peer=false", text) ||
			strings.HasPrefix(text, "acquire::https::") && hasSuffix(text, "verify-peerfalse", "verify-hostfalse")
	})
}
