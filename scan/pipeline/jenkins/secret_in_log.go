package jenkins

import (
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

func secretInLog() *audit.Rule {
	return &audit.Rule{
		Meta: scan.Rule{
			Name:        "Credential interpolated into a script",
			Class:       "secret-in-log",
			Severity:    scan.SeverityMedium,
			Confidence:  scan.ConfidenceHigh,
			Description: "Groovy puts the credential into the text of the command. It then stands in the list of processes for everybody on the agent to see, in errors and recordings of the step, and a quote or a dollar sign in it is read as code by the shell.",
			Remediation: "Write the script in single quotes, so that the shell reads the credential from the environment.",
			Example:     "withCredentials([string(credentialsId: 'api', variable: 'TOKEN')]) {\n    sh \"curl -H 'Authorization: Bearer ${TOKEN}' https://api.example.com\"\n}",
			Fixed:       "withCredentials([string(credentialsId: 'api', variable: 'TOKEN')]) {\n    sh 'curl -H \"Authorization: Bearer $TOKEN\" https://api.example.com'\n}",
			References: []scan.Reference{
				{Title: "Jenkins: Using a Jenkinsfile, Interpolation of sensitive environment variables", URL: "https://www.jenkins.io/doc/book/pipeline/jenkinsfile/#interpolation-of-sensitive-environment-variables"},
			},
		},
		File: with(func(c *check) {
			bound := c.credentials()
			c.eachHole(func(cl *call, span ci.Span, value []token) {
				name := c.variableOf(value)
				if name == "" {
					return
				}
				if bound.holds(cl, name) || c.inputs[name].Type == "password" || c.copies(cl, name, bound) {
					c.find(cl, span, fmt.Sprintf("the credential %s is put into the text of the command", name), func(w *ci.Weakness) { w.Expression = c.written(value) })
				}
			})
		}),
	}
}

// copies reports whether a variable of the file is set to one that holds a
// credential.
func (c *check) copies(at *call, name string, bound bindings) bool {
	for _, a := range c.values[name] {
		if from := c.variableOf(a.value); from != "" && from != name && bound.holds(at, from) {
			return true
		}
	}
	return false
}

// variableOf returns the name of the variable that a value is, "" for anything
// else.
func (c *check) variableOf(value []token) string {
	written := c.written(value)
	for _, prefix := range []string{"env.", "params."} {
		written = strings.TrimPrefix(written, prefix)
	}
	for _, suffix := range []string{".trim()", ".toString()"} {
		written = strings.TrimSuffix(written, suffix)
	}
	for _, b := range []byte(written) {
		if !isName(b) {
			return ""
		}
	}
	return written
}

// binding is a variable that holds a credential inside of a call; in all of the
// file where that is nil.
type binding struct {
	in   *call
	name string
}

type bindings map[binding]bool

// holds reports whether a variable is a credential's where a call stands.
func (b bindings) holds(at *call, name string) bool {
	for ; at != nil; at = at.parent {
		if b[binding{at, name}] {
			return true
		}
	}
	return b[binding{nil, name}]
}

// credentials returns the variables that are filled with credentials: by
// withCredentials, and by credentials() in environment {}. User names and paths
// of files are no secrets.
func (c *check) credentials() bindings {
	list := bindings{}
	for _, cl := range c.calls {
		around := cl.within("withCredentials")
		if around == nil {
			continue
		}
		for _, a := range cl.all() {
			secret := a.name == "passwordVariable" || a.name == "passphraseVariable" || a.name == "secretKeyVariable" || a.name == "tokenVariable" ||
				a.name == "variable" && cl.name != "file" && cl.name != "dir" && cl.name != "zip" && !strings.Contains(c.constant(cl.argument("$class")), "File")
			if name := c.constant(a.value); secret && name != "" {
				list[binding{around, name}] = true
			}
		}
	}
	for _, a := range c.assigns {
		if a.parent == nil || a.parent.name != "environment" || len(a.value) < 2 || c.source(a.value[0]) != "credentials" || !c.mark(a.value, 1, '(') {
			continue
		}
		scope := a.parent.parent
		if scope != nil && scope.name == "pipeline" {
			scope = nil
		}
		if !namesFile(a.name) {
			list[binding{scope, a.name}] = true
		}
		list[binding{scope, a.name + "_PSW"}] = true
	}
	return list
}

// namesFile reports whether a variable is named like the path of a file, which
// is what credentials() gives for a secret file.
func namesFile(name string) bool {
	name = strings.ToUpper(name)
	for _, part := range []string{"FILE", "KUBECONFIG", "PATH", "KEYSTORE"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}
