package jenkins

import (
	"fmt"
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func remoteScriptExec() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Downloaded code run by the pipeline itself",
			Class:       "remote-script-exec",
			Severity:    scan.SeverityHigh,
			Confidence:  scan.ConfidenceHigh,
			Description: "Groovy of the pipeline runs in the controller. Code that is downloaded at that moment is whatever the other server, or somebody on the way, hands out: with it comes everything that the pipeline may do.",
			Remediation: "Keep the code in a shared library that is named by a commit, or in the repository itself.",
			Example:     "evaluate(new URL('https://example.com/deploy.groovy').text)",
			Fixed:       "@Library('deploy@0123456789abcdef0123456789abcdef01234567') _\ndeploy()",
		},
		File: with(func(c *check) {
			fetched := c.downloads()
			for _, cl := range c.calls {
				if source := c.runsRemote(cl, fetched); source != "" {
					c.find(cl, cl.span(), fmt.Sprintf("%s runs code from %s", cl.name, source))
				}
			}
		}),
	}
}

// runsRemote says what a call runs that was downloaded.
func (c *check) runsRemote(cl *call, fetched map[string]bool) string {
	if len(cl.args) == 0 {
		return ""
	}
	value := cl.args[0].value
	switch method := cl.method(); {
	case cl.name == "evaluate" || cl.name == "Eval.me" || cl.receiver != nil && cl.receiver.name == "GroovyShell" && (method == "evaluate" || method == "parse" || method == "run"):
		if c.isRemote(value, map[string]bool{}) {
			return "an address"
		}
	case cl.name == "load":
		if file := c.constant(value); fetched[path.Base(file)] && file != "" {
			return "a file that the pipeline downloads"
		}
	case strings.HasPrefix(cl.name, "fileLoader.from"):
		return "another repository's newest state"
	}
	return ""
}

// isRemote reports whether a value is what an address or a request returned,
// itself or through variables other than those seen.
func (c *check) isRemote(value []token, seen map[string]bool) bool {
	for i, tok := range value {
		if tok.kind != word || c.mark(value, i-1, '.') && c.source(tok) != "toURL" {
			continue
		}
		switch name := c.source(tok); name {
		case "URL", "toURL", "httpRequest":
			return true
		case "sh", "bat", "powershell", "pwsh":
			rest := c.written(value[i:])
			return strings.Contains(rest, "curl ") || strings.Contains(rest, "wget ")
		default:
			if seen[name] || len(seen) > maxHops {
				continue
			}
			seen[name] = true
			for _, a := range c.values[name] {
				if c.isRemote(a.value, seen) {
					return true
				}
			}
		}
	}
	return false
}

// downloads returns the names of the files that the pipeline's steps download.
func (c *check) downloads() map[string]bool {
	files := map[string]bool{}
	for _, cl := range c.calls {
		if cl.name == "httpRequest" {
			if file := c.constant(cl.argument("outputFile")); file != "" {
				files[path.Base(file)] = true
			}
			continue
		}
		if scriptOf(cl) == nil {
			continue
		}
		p := c.steps[cl.start]
		if p.step == nil {
			continue
		}
		c.eachDownload(p.step, func(file string) { files[path.Base(file)] = true })
	}
	return files
}

// eachDownload visits the files that a script's commands write what they
// download to.
func (c *check) eachDownload(step *ci.Step, visit func(string)) {
	script := c.Script(step.Run)
	if script == nil {
		return
	}
	for i := range script.Commands {
		cmd := script.Commands[i].Unwrap()
		if name := cmd.Name(); name != "curl" && name != "wget" {
			continue
		}
		args := cmd.Args()
		for j, w := range args {
			switch {
			case (w.Text == "-o" || w.Text == "-O" || w.Text == "--output" || w.Text == "--output-document") && j+1 < len(args):
				visit(args[j+1].Text)
			case strings.Contains(w.Text, "://"):
				visit(w.Text)
			}
		}
	}
}
