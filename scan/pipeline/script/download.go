package script

import (
	"path"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

// download is something that a step took from the network.
type download struct {
	step *ci.Step
	at   shell.Range
}

// fetching reports whether a command downloads something that could be another
// thing tomorrow: not from the runner itself, not by the hash of a commit.
func fetching(s *shell.Script, cmd *shell.Command) bool {
	name := strings.TrimLeft(cmd.Name(), "(@")
	if !fetches(name) && indexFold(s.Text[cmd.Start:cmd.End], ".downloadstring(") < 0 {
		return false
	}
	if cmd.Has("--version", "--help", "-V", "-I", "--head", "--spider", "--upload-file", "-T") {
		return false
	}
	for _, w := range cmd.Args() {
		written := s.Text[w.Start:w.End]
		if fixedURL(w.Text) || strings.Contains(written, "github.sha") || strings.Contains(written, "github.workflow_sha") || isURL(w.Text) && ownURL(w.Text) {
			return false
		}
	}
	return len(cmd.Words) > 1
}

// savedTo returns the file that a download is written to, "" where it goes to
// the standard output or cannot be told.
func savedTo(cmd *shell.Command) string {
	for _, o := range cmd.Outputs {
		if !strings.HasPrefix(o.Text, "/dev/") {
			return o.Text
		}
	}
	switch strings.TrimLeft(cmd.Name(), "(@") {
	case "curl":
		if file, ok := shortOption(cmd, 'o', "AbcCdDeEFhHKmPQrtTuUwxXyYz", "--output"); ok {
			return file
		}
		if _, ok := hasOption(cmd, 'O', "AbcCdDeEFhHKmPQrtTuUwxXyYz", "--remote-name", "--remote-name-all"); ok {
			return nameOfURL(cmd)
		}
		return ""
	case "wget", "wget2":
		if file, ok := shortOption(cmd, 'O', "aBDeiloPQtTUwX", "--output-document"); ok {
			return strings.TrimSuffix(file, "-")
		}
		if dir, ok := shortOption(cmd, 'P', "aBDeiloOQtTUwX", "--directory-prefix"); ok {
			return path.Join(dir, nameOfURL(cmd))
		}
		return nameOfURL(cmd)
	}
	if w, ok := option(cmd, "-OutFile", "-outfile", "-o", "-O", "-Destination", "--out"); ok {
		return w.Text
	}
	return ""
}

// shortOption returns the value of a one-letter option, which may stand behind
// others in one word and hold its value at once, or of a long one.
func shortOption(cmd *shell.Command, letter byte, withValue, long string) (string, bool) {
	if w, ok := option(cmd, long); ok {
		return w.Text, true
	}
	args := cmd.Args()
	for i, a := range args {
		if len(a.Text) < 2 || a.Text[0] != '-' || a.Text[1] == '-' {
			continue
		}
		for j := 1; j < len(a.Text); j++ {
			if a.Text[j] == letter {
				if rest := a.Text[j+1:]; rest != "" {
					return rest, true
				}
				if i+1 < len(args) {
					return args[i+1].Text, true
				}
			}
			if strings.IndexByte(withValue, a.Text[j]) >= 0 {
				break
			}
		}
	}
	return "", false
}

// nameOfURL returns the file name in the last address of a command.
func nameOfURL(cmd *shell.Command) string {
	name := ""
	for _, w := range addresses(cmd) {
		text, _, _ := strings.Cut(w.Text, "?")
		if rest := text[strings.Index(text, "://")+3:]; strings.Contains(rest, "/") {
			name = baseOf(rest)
		}
	}
	return name
}

// cleanPath returns a path in the form in which names of one file are equal,
// "" for what names none.
func cleanPath(p string) string {
	p = strings.ReplaceAll(p, `\`, "/")
	if p == "" || p == "-" || strings.HasSuffix(p, "/") {
		return ""
	}
	return path.Clean(p)
}

// verifies reports whether a command checks what was downloaded before it.
func verifies(s *shell.Script, cmd *shell.Command) bool {
	name := cmd.Name()
	switch {
	case containsWord("sha1sum sha224sum sha256sum sha384sum sha512sum shasum sha256 sha512 md5sum b2sum b3sum gsha256sum", name):
		return cmd.Captured || cmd.Piped || len(cmd.Inputs) > 0 || cmd.Has("-c", "--check", "-C", "--status") || strings.Contains(s.Text[cmd.Start:cmd.End], " -c")
	case containsWord("gpg gpg2", name):
		_, ok := hasOption(cmd, 0, "", "--verify", "--verify-files", "--decrypt", "-d")
		return ok
	case name == "gpgv" || name == "minisign" || name == "signify" || name == "slsa-verifier" || name == "get-filehash" || name == "certutil" || name == "jarsigner":
		return true
	case name == "cosign" || name == "gh" || name == "codesign" || name == "rekor-cli":
		return cmd.Has("verify", "verify-blob", "verify-attestation", "verify-blob-attestation", "-v", "--verify")
	case name == "openssl":
		return cmd.Has("dgst", "sha256", "sha512", "cms", "smime")
	case name == "rpm":
		return cmd.Has("-K", "--checksig")
	case name == "php" || strings.HasPrefix(name, "python"):
		return strings.Contains(s.Text[cmd.Start:cmd.End], "hash")
	}
	return strings.Contains(name, "checksum") || strings.Contains(name, "verify")
}

// upstream reports whether a command before this one in its pipeline is wanted.
func upstream(s *shell.Script, cmd *shell.Command, want func(*shell.Command) bool) bool {
	for c := range s.Before(cmd) {
		if bare := c.Bare(); want(&bare) {
			return true
		}
	}
	return false
}

// inside reports whether a command within a range of the script is wanted.
func inside(s *shell.Script, at shell.Range, want func(*shell.Command) bool) bool {
	for c := range s.Inside(at) {
		if bare := c.Bare(); want(&bare) {
			return true
		}
	}
	return false
}
