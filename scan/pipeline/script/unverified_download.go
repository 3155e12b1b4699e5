package script

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func unverifiedDownload() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			ID:          "script/unverified-download",
			Name:        "Downloaded program installed without a check",
			Class:       "remote-script-exec",
			Severity:    scan.SeverityLow,
			Confidence:  scan.ConfidenceMedium,
			Persona:     scan.PersonaPedantic,
			Description: "A program that is fetched and put where it will be run is whatever the server hands out at that moment.",
			Remediation: "Compare the checksum or the signature of what was downloaded before it is unpacked or installed.",
			Example:     "- run: curl -sSL https://example.com/tool.tgz | tar xz -C /usr/local/bin",
			Fixed:       "- run: |\n    curl -sSLo tool.tgz https://example.com/tool.tgz\n    echo \"$TOOL_SHA256  tool.tgz\" | sha256sum -c\n    tar xzf tool.tgz -C /usr/local/bin",
		},
		Job: func(r *audit.Run, job *ci.Job) {
			t := &tracker{run: r, job: job, held: map[string]download{}}
			for _, step := range job.Steps {
				t.step(step, t.installs)
			}
		},
	}
}

// installs reports a command that unpacks or installs a download.
func (t *tracker) installs(step *ci.Step, s *shell.Script, cmd *shell.Command) {
	fetch := func(c *shell.Command) bool { return fetching(s, c) }
	if containsWord("tar bsdtar gtar gunzip unzip cpio", cmd.Name()) && upstream(s, cmd, fetch) && installsProgram(cmd) {
		t.report(step, shell.Range{Start: cmd.Pipeline.Start, End: cmd.End}, "what is downloaded is unpacked where programs are run from, without a check", nil)
		return
	}
	if !installsProgram(cmd) && !handlesProgram(cmd) {
		return
	}
	for _, a := range cmd.Args() {
		f := t.find(a.Text)
		if f == nil {
			continue
		}
		t.report(step, cmd.Range, fmt.Sprintf("%s is installed as it was downloaded, without a check", path.Base(f.path)), f)
		t.forget(f.path)
		return
	}
}

// forget drops the file of a path, and those of its name elsewhere.
func (t *tracker) forget(file string) {
	kept := t.file[:0]
	for _, f := range t.file {
		if path.Base(f.path) != path.Base(file) {
			kept = append(kept, f)
		}
	}
	t.file = kept
}

// installsProgram reports whether a command puts files where programs are run
// from.
func installsProgram(cmd *shell.Command) bool {
	if !containsWord("tar bsdtar gtar gunzip unzip cpio mv cp install", cmd.Name()) {
		return false
	}
	for _, a := range cmd.Args() {
		if strings.Contains(a.Text, "/bin") || hasPrefix(a.Text, "/opt", "/usr/local", "-C/usr/local", "-C/opt") {
			return true
		}
	}
	return false
}

// handlesProgram reports whether a command makes a file a program or a package
// of the system.
func handlesProgram(cmd *shell.Command) bool {
	switch cmd.Name() {
	case "chmod":
		return len(cmd.Words) > 2 && (strings.Contains(cmd.Words[1].Text, "x") || hasPrefix(cmd.Words[1].Text, "7", "07"))
	case "dpkg", "rpm", "msiexec", "installer", "start-process":
		return true
	case "apt", "apt-get", "dnf", "yum", "zypper":
		return cmd.Has("install", "localinstall")
	case "java":
		return cmd.Has("-jar")
	}
	return false
}
