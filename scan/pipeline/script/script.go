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

// indexFold returns where text holds mark, in any case, and -1 where it does not.
// The mark is lower case and does not begin with a letter.
func indexFold(text, mark string) int {
	for at := 0; at+len(mark) <= len(text); at++ {
		i := strings.IndexByte(text[at:], mark[0])
		if i < 0 {
			return -1
		}
		if at += i; at+len(mark) <= len(text) && strings.EqualFold(text[at:at+len(mark)], mark) {
			return at
		}
	}
	return -1
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
