// Package script holds the rules for what the scripts of a pipeline do, which
// are the same in every CI system: what they download and run, what they
// install, what they switch off, and what they let out.
//
// [New] is the front end for the shell scripts of a repository.
package script

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

// Rules returns a new list of the rules. They read [ci.Step.Run] of every step
// of the model.
func Rules() []*audit.Rule {
	rules := []*audit.Rule{
		exfiltration(),
		hardcodedCredentials(),
		insecureURL(),
		packageSignatureCheckDisabled(),
		privilegedContainer(),
		remoteScriptExec(),
		secretInBuildLayer(),
		secretInLog(),
		tlsVerificationDisabled(),
		unpinnedPackageInstall(),
		unquotedVariable(),
		unverifiedDownload(),
	}
	for _, r := range rules {
		r.Meta.Kind = scan.KindMisconfiguration
	}
	return rules
}

// containsWord reports whether a list of words separated by spaces holds one.
func containsWord(list, word string) bool {
	if word == "" {
		return false
	}
	for at := 0; ; at++ {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		at += i
		end := at + len(word)
		if (at == 0 || list[at-1] == ' ') && (end == len(list) || list[end] == ' ') {
			return strings.IndexByte(word, ' ') < 0
		}
	}
}
