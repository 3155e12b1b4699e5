package secrets

import (
	"bytes"
	"slices"
)

// Bounds of values that a log names as secret.
const (
	shortestMask  = 4       // shorter ones are no finding
	shortestKnown = 6       // shorter ones are not looked for
	longestMask   = 4 << 10 // must stay inside of reachAhead
	mostKnown     = 100     // values looked for in one log
	longestVSO    = 512     // of the properties of a command of Azure Pipelines
)

// logTable returns the rules of logs.
func logTable() []definition {
	return []definition{
		{"log-masked-value", "generic", "value that the job asked to mask", "", option{}},
	}
}

// logFinders returns the finders of logs: the commands by which jobs ask for a
// value to be masked, which stand in the log with the value where the system
// did not take them; and the variables of the environment.
func logFinders() []finder {
	return []finder{
		{[]string{"::add-mask::", "##[add-mask]"}, false, (*scanner).addMask},
		{[]string{"##vso[task.setvariable", "##vso[task.setsecret"}, false, (*scanner).setSecret},
		{[]string{"password=", "passwd=", "_pass=", "_pwd="}, false, (*scanner).variableOfEnvironment},
	}
}

// known is a value that the log itself names as secret.
type known struct {
	value []byte
	since int // offset in the text
}

// addMask looks at the value of GitHub's command to mask one.
func (s *scanner) addMask(w *window, at span) { s.masked(w, at.start, at.end) }

// setSecret looks at the value of Azure's commands to set a secret variable or
// to mask a value.
func (s *scanner) setSecret(w *window, at span) {
	properties := w.text[at.end:min(w.top, at.end+longestVSO)]
	end := bytes.IndexAny(properties, "]\n")
	if end < 0 || properties[end] == '\n' {
		return
	}
	if variable := w.text[at.end-1]|0x20 == 'e'; variable && !containsFold(properties[:end], "issecret=true") {
		return
	}
	s.masked(w, at.start, at.end+end+1)
}

// masked reports the rest of a line as a secret, and has it looked for in what
// follows.
func (s *scanner) masked(w *window, command, start int) {
	end := min(w.top, start+longestMask)
	if n := bytes.IndexByte(w.text[start:end], '\n'); n >= 0 {
		end = start + n
	} else if end < len(w.text) {
		return
	}
	value := span{start, start + len(bytes.TrimRight(w.text[start:end], " \t\r"))}
	if command > w.floor && value.end > value.start {
		// A line of a script, in which the command is quoted.
		if quote := w.text[command-1]; (quote == '"' || quote == '\'') && w.text[value.end-1] == quote {
			value.end--
		}
	}
	text := w.text[value.start:value.end]
	if len(text) < shortestMask || hidden(text) || shellVariable(text) {
		return
	}
	s.report("log-masked-value", match{span: value, rank: rankCustom, sure: true})
	s.learn(text, end)
}

// shellVariable reports whether a value is written as a variable of a shell or
// of a pipeline: the line of a script, and not what it printed.
func shellVariable(value []byte) bool {
	if n := len(value); value[0] == '%' && value[n-1] == '%' {
		return true
	}
	return value[0] == '$' && (isLetter(value[1]) || bytes.IndexByte([]byte("_{("), value[1]) >= 0) || bytes.Contains(value, []byte("${{"))
}

// variableOfEnvironment looks at a line as env, printenv and set print it: a
// name in capital letters, an equals sign, the value. What the name of a
// password has there is one, without the mix of characters that is asked for
// in programs.
func (s *scanner) variableOfEnvironment(w *window, at span) {
	name := identifierStart(w, at.start)
	front := w.text[lineStart(w.text, max(w.floor, name-len("declare -x ")-1), name):name]
	if prefix := string(bytes.TrimLeft(front, " ")); prefix != "" && prefix != "export " && prefix != "declare -x " {
		return
	}
	if bytes.ContainsAny(w.text[name:at.end], lower) {
		return
	}
	secret, quoted := s.quotedOrBare(w, at.end)
	if secret.end == secret.start || !quoted && secret.end < w.top && w.text[secret.end] != '\n' && w.text[secret.end] != '\r' {
		return
	}
	if value := w.text[secret.start:secret.end]; len(value) >= 8 && credible(value, nil) && mixedSigns(value) {
		s.report("generic-password", match{span: secret, rank: rankCommon})
	}
}

// learn has a value looked for from an offset on. GitHub writes line ends in
// values as %0A; each line is looked for by itself, as in masking.
func (s *scanner) learn(value []byte, since int) {
	if s.depth > 0 {
		return
	}
	for _, escaped := range [][2]string{{"%0D", "\r"}, {"%0A", "\n"}, {"%25", "%"}} {
		value = bytes.ReplaceAll(value, []byte(escaped[0]), []byte(escaped[1]))
	}
	for line := range bytes.Lines(value) {
		line = bytes.TrimSpace(line)
		if len(line) < shortestKnown || slices.ContainsFunc(s.known, func(k known) bool { return bytes.Equal(k.value, line) }) {
			continue
		}
		if len(s.known) == mostKnown {
			s.limits.known = true
			return
		}
		s.known = append(s.known, known{slices.Clone(line), since})
	}
}

// searchKnown reports where known values stand that begin in front of the
// offset to.
func (s *scanner) searchKnown(text []byte, to int) {
	for i := range s.known {
		k := &s.known[i]
		from := max(k.since, s.searched)
		top := min(len(text), to+len(k.value)-1)
		for from < top {
			n := bytes.Index(text[from:top], k.value)
			if n < 0 {
				break
			}
			at := span{from + n, from + n + len(k.value)}
			s.report("log-masked-value", match{span: at, rank: rankCustom, sure: true})
			from, k.since = at.end, at.end
		}
	}
	s.searched = to
}

// masks are what CI systems write in place of secrets.
var masks = []string{"***", "[masked]", "[redacted]"}

// hidden reports whether a mask is a part of a value.
func hidden(value []byte) bool {
	return slices.ContainsFunc(masks, func(mask string) bool { return containsFold(value, mask) })
}

// dropMasked drops the matches from index old on that are masked, or that
// touch a mask and are told by nothing but a name: what is left of a value
// besides its mask is no secret.
func (s *scanner) dropMasked(text []byte, old int) {
	kept := s.matches[:old]
	for _, m := range s.matches[old:] {
		if m.value == "" && (hidden(text[m.start:m.end]) || m.rank < rankCustom && besideMask(text, m.span)) {
			continue
		}
		kept = append(kept, m)
	}
	clear(s.matches[len(kept):])
	s.matches = kept
}

// besideMask reports whether a mask begins where a value ends or ends where it
// begins.
func besideMask(text []byte, value span) bool {
	return slices.ContainsFunc(masks, func(mask string) bool {
		front := text[max(0, value.start-len(mask)):value.start]
		return hasPrefixFold(front, mask) || hasPrefixFold(text[value.end:], mask)
	})
}
