package shell

import "strings"

// lines reads a script that is not parsed as a whole: commands are separated by
// line ends, semicolons, pipes and ampersands outside quotes, words by spaces.
func (s *Script) lines(masked string, at, stop int) {
	for at < stop {
		end := lineEnd(masked, at, stop)
		for end < stop && s.goesOn(masked, end) {
			end = lineEnd(masked, end+1, stop)
		}
		s.line(masked, at, end)
		at = end + 1
		if s.Dialect == PowerShell {
			at = afterHereString(masked, at, stop, strings.TrimSpace(masked[max(0, end-3):end]))
		}
	}
}

// afterHereString returns where the text goes on behind a here string of
// PowerShell, if the line before ends with the mark of one: @" up to a line that
// starts with "@, and the same with single quotes.
func afterHereString(text string, at, stop int, before string) int {
	if !strings.HasSuffix(before, `@"`) && !strings.HasSuffix(before, "@'") {
		return at
	}
	mark := before[len(before)-1:] + "@"
	for at < stop {
		end := lineEnd(text, at, stop)
		if line := strings.TrimLeft(text[at:end], " \t"); strings.HasPrefix(line, mark) {
			return at
		}
		at = end + 1
	}
	return stop
}

func lineEnd(text string, at, stop int) int {
	if n := strings.IndexByte(text[at:stop], '\n'); n >= 0 {
		return at + n
	}
	return stop
}

// goesOn reports whether the line that breaks at an offset goes on in the next
// one.
func (s *Script) goesOn(text string, at int) bool {
	line := strings.TrimSuffix(text[:at], "\r")
	return strings.HasSuffix(line, s.continuation())
}

// continuation returns the mark at the end of a line that goes on.
func (s *Script) continuation() string {
	switch s.Dialect {
	case PowerShell:
		return " `"
	case Cmd:
		return "^"
	}
	return `\`
}

// line reads one line, with those that it goes on in, into commands, and notes what it hands over.
func (s *Script) line(masked string, at, end int) {
	start := len(s.Commands)
	cmd := Command{}
	flush := func(piped bool) {
		if len(cmd.Words) > 0 {
			cmd.Start, cmd.End = cmd.Words[0].Start, cmd.Words[len(cmd.Words)-1].End
			cmd.Captured = piped
			s.Commands = append(s.Commands, cmd)
		}
		cmd = Command{Piped: piped}
	}
	for i := at; i < end; {
		switch c := masked[i]; {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			i++
		case c == s.continuation()[len(s.continuation())-1] && (masked[i+1:end] == "" || masked[i+1] == '\n' || masked[i+1] == '\r'):
			i++
		case c == '#':
			i = lineEnd(masked, i, end)
		case c == ';' || c == '|' || c == '&':
			flush(c == '|')
			i++
		default:
			next := wordEnd(masked, i, end)
			text := strings.Trim(masked[i:next], `"'`)
			w := Word{Range: Range{i, next}, Text: text, Static: !strings.ContainsAny(text, "$`%")}
			w.Static = w.Static && len(s.FencesIn(w.Range)) == 0
			w.Vars = variables(text)
			cmd.Words = append(cmd.Words, w)
			i = next
		}
	}
	flush(false)
	s.pipelines(s.Commands[start:])
	s.handOvers(masked, at, end)
	s.assignments(s.Commands[start:], masked)
	s.inner(s.Commands[start:], masked)
}

// pipelines marks the commands of a line that stand in one pipeline.
func (s *Script) pipelines(commands []Command) {
	for i := 0; i < len(commands); {
		n := i + 1
		for n < len(commands) && commands[n].Piped {
			n++
		}
		if n > i+1 {
			all := Range{commands[i].Start, commands[n-1].End}
			for j := i; j < n; j++ {
				commands[j].Pipeline = all
			}
		}
		i = n
	}
}

// inner reads the scripts that shells among the commands are given as words.
func (s *Script) inner(commands []Command, masked string) {
	for _, c := range commands {
		bare := c.Bare()
		at, ok := bare.inline()
		if s.nested++; !ok || s.nested > maxNested {
			continue
		}
		s.lines(masked, at.Start, at.End)
	}
}

// wordEnd returns where the word that starts at i ends.
func wordEnd(text string, i, end int) int {
	quote := byte(0)
	for ; i < end; i++ {
		c := text[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case strings.IndexByte(" \t\r\n;|&", c) >= 0:
			return i
		}
	}
	return end
}

// handOvers notes a line that writes to a hand-over file.
func (s *Script) handOvers(masked string, at, end int) {
	line := masked[at:end]
	if key, ok := oldOutput(line); ok {
		data := Data{Range: Range{at, end}, Vars: variables(line), Computed: strings.Contains(line, "$(")}
		s.Writes = append(s.Writes, Write{Data: data, File: "GITHUB_OUTPUT", Name: key})
		return
	}
	i := strings.Index(line, "GITHUB_")
	if i < 0 || !strings.Contains(line, ">") && !hasWord(line, "out-file", "add-content", "set-content", "tee") {
		return
	}
	name := line[i:]
	if n := strings.IndexFunc(name, func(r rune) bool { return !isNameRune(r) || r == '-' }); n >= 0 {
		name = name[:n]
	}
	if _, ok := handOver(name); !ok {
		return
	}
	data := Data{Range: Range{at + len(line) - len(strings.TrimLeft(line, " \t")), end}, Vars: variables(line)}
	data.Computed = strings.Contains(line, "$(") || strings.Contains(line, "`")
	s.Writes = append(s.Writes, Write{Data: data, File: name})
}

func hasWord(line string, words ...string) bool {
	line = strings.ToLower(line)
	for _, w := range words {
		if strings.Contains(line, w) {
			return true
		}
	}
	return false
}

// variables returns the names behind dollar signs, without PowerShell's env
// prefix and without hand-over files.
func variables(line string) []string {
	var list []string
	for {
		i := strings.IndexByte(line, '$')
		if i < 0 {
			return list
		}
		line = strings.TrimPrefix(line[i+1:], "{")
		if len(line) > 4 && strings.EqualFold(line[:4], "env:") {
			line = line[4:]
		}
		n := strings.IndexFunc(line, func(r rune) bool { return !isNameRune(r) || r == '-' })
		if n < 0 {
			n = len(line)
		}
		if _, file := handOver(line[:n]); n > 0 && !file {
			list = append(list, line[:n])
		}
		line = line[n:]
	}
}

// assignments notes $name = value and $env:name = value of PowerShell, and the
// NAME=value … of a shell in front of a command, behind export or behind set.
// The value of a variable reaches to the end of the pipeline.
func (s *Script) assignments(commands []Command, masked string) {
	for _, c := range commands {
		words := c.Words
		if len(words) > 1 && (words[0].Text == "export" || words[0].Text == "set") {
			words = words[1:]
		}
		end := max(c.End, c.Pipeline.End)
		if len(words) > 1 && strings.HasPrefix(words[1].Text, "=") && strings.HasPrefix(words[0].Text, "$") {
			value := strings.TrimPrefix(words[1].Text, "=")
			if len(words) > 2 {
				value = words[2].Text
			}
			s.assignment(masked, words[0].Text, value, Range{words[0].Start, end})
			continue
		}
		for _, w := range words {
			name, value, ok := strings.Cut(w.Text, "=")
			if !ok || !s.assignment(masked, name, value, Range{w.Start, end}) {
				break
			}
		}
	}
}

// assignment notes one variable; false when the name is none of a variable.
func (s *Script) assignment(masked, name, value string, at Range) bool {
	name = strings.TrimPrefix(name, "$")
	if len(name) > 4 && strings.EqualFold(name[:4], "env:") {
		name = name[4:]
	}
	if name == "" || strings.IndexFunc(name, func(r rune) bool { return !isNameRune(r) }) >= 0 {
		return false
	}
	text, value := masked[at.Start:at.End], strings.Trim(value, `"'`)
	s.Assigns = append(s.Assigns, Assign{
		Data:  Data{Range: at, Vars: variables(strings.TrimPrefix(text, "$"+name)), Computed: strings.Contains(text, "$(")},
		Name:  name,
		Value: Word{Range: at, Text: value, Static: !strings.ContainsAny(value, "$`%"), Vars: variables(value)},
	})
	return true
}
