// Package secrets finds credentials in text: access tokens, keys, private
// keys, webhooks and passwords, each told apart by its issuer; and hides known
// ones in streams.
//
// An [Analyzer] is a [scan.Analyzer]; its findings are of the type [Leak],
// which gives the value only through [Leak.Reveal]. Programs without files use
// [Analyzer.Matches]:
//
//	analyzer, err := secrets.New(secrets.Config{})
//	if err != nil {
//		return err
//	}
//	for m := range analyzer.Matches(text) {
//		fmt.Println(m.Rule.ID, m.Start, m.End)
//	}
//
// # How it works
//
// One Aho-Corasick automaton over the rarest text of each format runs over the
// bytes once, ignoring case. Where it stops, the rest of the format is matched
// by tables: text, runs of an alphabet with their lengths, and boundaries. No
// regular expression is used but those of the user's own rules, nothing is allocated for a text without secrets,
// and no text takes more than linear time.
//
// A format that is told by its own text (such as ghp_ and 36 characters) is
// found anywhere. A value that looks like any other (32 hexadecimal digits) is
// found only behind its service's name, close by, and assigned to it or to a
// word such as key or token. What is assigned to the name of a credential of no
// known service must look more random still. Checksums and structure raise or lower the
// confidence; they never drop a finding. Values that cannot be random, that
// refer to variables, and placeholders are not reported.
//
// Passwords are found where a place is made for them: in the user information
// of a URL, in connection strings (ADO.NET, ODBC, JDBC, libpq), Authorization
// headers, curl commands, .netrc, .npmrc, XML elements such as those of Maven's
// settings.xml, and the manifests of Kubernetes Secrets. What is assigned to
// the name of a password anywhere else must mix letters, digits and signs.
// References, templates, what manuals write for a password, and passwords for
// the machine itself or for example hosts are not reported.
//
// # Encoded text
//
// Long runs of base64 (both alphabets) and hexadecimal, also in lines of one
// width, and runs with percent or \u escapes or character references of HTML
// are decoded and scanned with the same rules; so are UTF-16 and gzip in base64
// or hexadecimal, as of PowerShell's -EncodedCommand and Helm's releases. The
// place of such a finding is the run, or the lines of it that hold the secret;
// [Leak.Reveal] and the hash are those of the secret itself, so that a baseline
// knows it again in clear text. Of several secrets in one run the surest is
// reported. Values that only an assignment tells are not looked for there.
//
// Decoding is bounded: three encodings deep, 8 MiB of runs and 8 MiB of escapes
// in one text, 24 KiB of a run in one piece, 2 KiB on either side of an escape,
// 512 KiB out of one compressed run and 4 MiB out of all. A stream that was
// compressed is unpacked as far as its first 24 KiB go. Where a bound is
// reached in a file, a [scan.Diagnostic] of kind [scan.DiagLimit] says so as a
// note; [Analyzer.Matches] just looks no further into what is encoded.
//
// # Logs
//
// With [Config.Log] every text is the log of a CI job. Escape sequences that
// colour or erase are passed over, also inside of a secret; so are the times in
// front of lines (GitHub, GitLab, Azure, the timestamper of Jenkins, the job
// and step of gh run view), the notes that Jenkins hides in its logs, and
// titles. All rules work as in files; lines, columns and offsets are those of
// the log as it is, snippets are without what was passed over.
//
// What a CI system has masked (***, [MASKED], [REDACTED]) is no finding, nor
// is what is left of a value beside its mask. A value that the log itself asks
// to mask (::add-mask::, ##vso[task.setvariable issecret=true],
// ##vso[task.setsecret]) is one, and so is every later occurrence of it, with
// high confidence; of up to a hundred such values of six bytes or more.
// Variables of the environment, as env and set print them, are passwords by
// their name alone. What a terminal's width broke into two lines is not joined.
//
// The log may come whole, or through [scan.Reader] and a runner, or in pieces
// through the pass's Chunks: the findings are the same.
//
// # Rules of your own
//
// [Config.Rules] adds regular expressions that are tried around keywords, and
// [Config.Allow] says what is not reported. Package secrets/gitleaks reads both
// out of a gitleaks.toml.
//
// # What is looked at
//
// Every file is looked at, whatever its name; compressed ones as they are. In
// binary files only formats that are told by their own text are looked for.
//
// One finding is reported for each place. What a match may depend on is bounded
// (4 KiB in front of its anchor, 32 KiB behind), so that a file read in pieces
// gives the same findings as one read whole.
//
// # Hiding
//
// A [Redactor] hides values that the program knows, such as those it got from a
// store, in what others write: logs, output of commands, reports. It looks for
// them in the encodings that they leak in, in streams, and comes out the same
// for any pieces. With Detect it hides what an Analyzer finds as well: in logs,
// with what an analyzer for logs passes over.
//
// # Allowing
//
// A comment beside a secret allows it: penstock:allow, gitleaks:allow,
// betterleaks:allow, trufflehog:ignore, pragma: allowlist secret (also
// nextline), secretlint-disable-line (also next-line), ggignore,
// gitguardian:ignore, HashiCorpIgnore, nosec, and nosemgrep, which also counts
// on the line above, as does the form that all analyzers of this module read,
// penstock: ignore[RULE] ([scan.Ignore]). Its penstock: ignore-file[RULE] holds
// from where it stands to the end here, since files come in pieces. Blocks begin and end with secretlint-disable and
// secretlint-enable, or ggignore-start and ggignore-end. A comment that is
// limited to rules of its tool counts if these are about credentials (nosec
// B105, nosemgrep: ID), or about this one (secretlint-disable RULE). Such a
// finding is reported with a suppression that names the comment;
// [scan.Result.Suppressed] and all reports count them.
package secrets
