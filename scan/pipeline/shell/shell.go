// Package shell says what the scripts of a pipeline do: which commands they
// call with which words, which variables they set, and what they write to the
// files through which steps hand values on ($GITHUB_ENV and the like).
//
// POSIX shell and bash are parsed with mvdan.cc/sh. Template expressions
// (${{ … }}) are masked with text of the same length first, so all offsets are
// those of the script. PowerShell, and shell code that does not parse, is read
// line by line: words are right where nothing spans lines.
package shell

import (
	"iter"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/expr"

	"mvdan.cc/sh/v3/syntax"
)

// Dialect is the family of a script's language.
type Dialect uint8

// The dialects.
const (
	Bash Dialect = iota
	POSIX
	PowerShell
	Cmd
	Other // no shell: Python, a custom interpreter, or a computed name
)

// DialectOf returns the dialect for a step's shell setting, such as "bash",
// "/bin/bash -e {0}" or "pwsh". The empty setting is bash, as on most runners.
func DialectOf(setting string) Dialect {
	fields := strings.Fields(setting)
	if len(fields) == 0 {
		return Bash
	}
	name := strings.ToLower(path.Base(strings.ReplaceAll(fields[0], `\`, "/")))
	switch strings.TrimSuffix(name, ".exe") {
	case "bash", "msys2":
		return Bash
	case "sh", "dash", "ash", "ksh", "zsh":
		return POSIX
	case "pwsh", "powershell":
		return PowerShell
	case "cmd":
		return Cmd
	}
	return Other
}

// Script is what is known about a script. It is read-only.
type Script struct {
	// Text is the source, Fences the template expressions in it.
	Text    string
	Fences  []expr.Fence
	Dialect Dialect
	// Parsed says that the script was parsed as a whole; otherwise it was read
	// line by line.
	Parsed bool
	// Commands are in the order of their start.
	Commands []Command
	Assigns  []Assign
	Writes   []Write

	templates []ci.Span
	nested    int // scripts in words that were read so far
	parser    *Parser
	quotings  []Quoting // of the fences, nil where none is known

	// The commands that others run, by their index, where they differ from these.
	bare, unwrapped map[int]*Command
}

// Range is a part of a script in bytes, end exclusive.
type Range struct{ Start, End int }

// Word is one word of a command.
type Word struct {
	Range
	// Text is the word without quotes. Expansions stand in it as written.
	Text string
	// Static says that the word holds no expansion.
	Static bool
	// Vars are the variables expanded in it.
	Vars []string
}

// Command is a simple command.
type Command struct {
	Range
	// Words are the command's name and arguments, without redirections and
	// leading assignments; never empty.
	Words []Word
	// Piped says that its input comes from the command before.
	Piped bool
	// Pipeline is the whole pipeline that the command is a part of, empty where
	// it is in none.
	Pipeline Range
	// Inputs and Outputs are the files, or here strings, that its input and
	// output are redirected from and to. They are not known of scripts that are
	// read line by line.
	Inputs, Outputs []Word
	// Captured says that its output goes into a pipe, a file or a substitution,
	// and so not to the log.
	Captured bool

	name string // of the first word, once known
}

// Name returns the last element of the command's path in lower case, without
// ".exe".
func (c *Command) Name() string {
	if c.name != "" {
		return c.name
	}
	return strings.TrimSuffix(strings.ToLower(path.Base(c.Words[0].Text)), ".exe")
}

// Args returns the words behind the name.
func (c *Command) Args() []Word { return c.Words[1:] }

// Has reports whether one of the arguments is one of the given texts.
func (c *Command) Has(texts ...string) bool {
	return slices.ContainsFunc(c.Args(), func(w Word) bool { return slices.Contains(texts, w.Text) })
}

// Within reports whether the command is inside a range.
func (c *Command) Within(r Range) bool { return c.Start >= r.Start && c.End <= r.End }

// Data is what a value is made of.
type Data struct {
	Range
	// Vars are the variables expanded in it, in order.
	Vars []string
	// Computed says that the output of a command is in it.
	Computed bool
}

// Assign is a variable that the script sets.
type Assign struct {
	Data
	Name string
	// Value is the word that is assigned, empty for an array.
	Value Word
}

// Write is output to a file through which steps hand values on.
type Write struct {
	Data
	// File is the variable that names the file: GITHUB_ENV, GITHUB_OUTPUT,
	// GITHUB_PATH and so on.
	File string
	// Name is the key that is set, empty where it could not be told.
	Name string
	// Mark is the text, as written, that ends the value which the write is a line
	// of; empty where it is not one of several.
	Mark string
}

// maxScript is the length above which a script is not parsed as a whole, which
// bounds the parser's recursion.
const maxScript = 64 << 10

// Parse reads a script; see [Parser.Parse].
func Parse(text string, dialect Dialect, templates ...ci.Span) *Script {
	return new(Parser).Parse(text, dialect, templates...)
}

// Parser reads scripts, one at a time. It keeps what it needs for the next one.
type Parser struct{ posix *syntax.Parser }

// Parse reads a script. It never fails: what cannot be parsed is read line by
// line, and of a script in another language only the fences are known. What
// stands in place of other text, besides ${{ … }}, is given as templates: byte
// ranges of the text, in order and apart.
func (p *Parser) Parse(text string, dialect Dialect, templates ...ci.Span) *Script {
	s := &Script{Text: text, Dialect: dialect, Fences: expr.Fences(text), templates: templates, parser: p}
	s.read()
	s.parser = nil
	s.nameWrites()
	slices.SortStableFunc(s.Commands, func(a, b Command) int { return a.Start - b.Start })
	s.nameCommands()
	return s
}

// read finds commands, assignments and writes.
func (s *Script) read() {
	text, dialect := s.Text, s.Dialect
	switch dialect {
	case Other:
		return
	case Bash, POSIX:
		if len(text) <= maxScript && s.parse(s.mask()) {
			s.Parsed = true
			break
		}
		fallthrough
	default:
		masked := s.mask()
		s.lines(masked, 0, len(masked))
	}
}

// nameCommands works out what every rule asks for.
func (s *Script) nameCommands() {
	for i := range s.Commands {
		c := &s.Commands[i]
		c.name = c.Name()
		if bare := c.Bare(); len(bare.Words) != len(c.Words) {
			s.bare = keep(s.bare, i, bare)
		}
		if inner := c.Unwrap(); len(inner.Words) != len(c.Words) {
			s.unwrapped = keep(s.unwrapped, i, inner)
		}
	}
}

func keep(m map[int]*Command, i int, c Command) map[int]*Command {
	if m == nil {
		m = map[int]*Command{}
	}
	c.name = c.Name()
	m[i] = &c
	return m
}

// Bare returns what [Command.Bare] does for the command of that index.
func (s *Script) Bare(i int) *Command {
	if c, ok := s.bare[i]; ok {
		return c
	}
	return &s.Commands[i]
}

// Unwrapped returns what [Command.Unwrap] does for the command of that index.
func (s *Script) Unwrapped(i int) *Command {
	if c, ok := s.unwrapped[i]; ok {
		return c
	}
	return &s.Commands[i]
}

// maxNear bounds the commands around another one that are looked at.
const maxNear = 256

// Before yields the commands of the pipeline of a command that stand before it,
// the nearest first; no more than 256 of them.
func (s *Script) Before(cmd *Command) iter.Seq[*Command] {
	return func(yield func(*Command) bool) {
		if !cmd.Piped || cmd.Pipeline == (Range{}) {
			return
		}
		i := sort.Search(len(s.Commands), func(i int) bool { return s.Commands[i].Start >= cmd.Start })
		for n := 0; n < maxNear && i > 0; n++ {
			i--
			c := &s.Commands[i]
			if c.Start < cmd.Pipeline.Start || c.Pipeline == cmd.Pipeline && !yield(c) {
				return
			}
		}
	}
}

// Inside yields the commands within a range, in the order of the text; no more
// than 256 of them.
func (s *Script) Inside(at Range) iter.Seq[*Command] {
	return func(yield func(*Command) bool) {
		i := sort.Search(len(s.Commands), func(i int) bool { return s.Commands[i].Start >= at.Start })
		for n := 0; n < maxNear && i < len(s.Commands) && s.Commands[i].Start < at.End; n, i = n+1, i+1 {
			if s.Commands[i].Within(at) && !yield(&s.Commands[i]) {
				return
			}
		}
	}
}

// mask returns the script with letters in place of the template expressions.
func (s *Script) mask() string {
	if len(s.Fences)+len(s.templates) == 0 {
		return s.Text
	}
	b := []byte(s.Text)
	for _, t := range s.templates {
		for i := max(t.Start, 0); i < min(t.End, len(b)); i++ {
			b[i] = 'E'
		}
	}
	for _, f := range s.Fences {
		for i := f.Start; i < f.End; i++ {
			b[i] = 'E'
		}
	}
	return string(b)
}

// FencesIn returns the template expressions that overlap a range.
func (s *Script) FencesIn(r Range) []expr.Fence {
	from := sort.Search(len(s.Fences), func(i int) bool { return s.Fences[i].End > r.Start })
	to := sort.Search(len(s.Fences), func(i int) bool { return s.Fences[i].Start >= r.End })
	return s.Fences[from:max(from, to)]
}

// nameWrites finds the key of each write: NAME=value, or NAME<<MARK with the
// value in the writes up to MARK.
func (s *Script) nameWrites() {
	type open struct{ name, mark string }
	current := map[string]open{}
	for i := range s.Writes {
		w := &s.Writes[i]
		text := strings.TrimSpace(strings.Trim(s.Text[w.Start:w.End], `"'`))
		if w.Name != "" {
			continue
		}
		if o, ok := current[w.File]; ok {
			if strings.HasSuffix(strings.TrimRight(text, `"'`), o.mark) {
				delete(current, w.File)
			}
			w.Name, w.Mark = o.name, o.mark
			continue
		}
		name, mark, ok := keyOf(text)
		if !ok {
			// The write covers a whole command: look at its first argument.
			_, rest, _ := strings.Cut(text, " ")
			rest = strings.TrimPrefix(strings.TrimSpace(rest), "-e ")
			name, mark, ok = keyOf(strings.TrimLeft(rest, `"'`))
		}
		if !ok {
			continue
		}
		w.Name = name
		if mark != "" {
			current[w.File] = open{name, mark}
		}
	}
}

// oldOutput reads the command ::set-output name=KEY::value in a text that is
// printed.
func oldOutput(text string) (key string, ok bool) {
	_, rest, ok := strings.Cut(text, "::set-output name=")
	if !ok {
		return "", false
	}
	key, _, ok = strings.Cut(rest, "::")
	return strings.TrimSpace(key), ok
}

// keyOf returns the key of NAME=value, and key and mark of NAME<<MARK where the
// value comes in later writes.
func keyOf(text string) (name, mark string, ok bool) {
	end := strings.IndexFunc(text, func(r rune) bool { return !isNameRune(r) })
	if end <= 0 {
		return "", "", false
	}
	name, rest := text[:end], text[end:]
	if m, ok := strings.CutPrefix(rest, "<<"); ok {
		if !strings.Contains(strings.TrimSpace(m), "\n") {
			mark = strings.Trim(firstLine(m), `"' `)
		}
		return name, mark, true
	}
	return name, "", strings.HasPrefix(rest, "=")
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func isNameRune(r rune) bool {
	return r == '_' || r == '-' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// handOver returns the variable for a file through which steps hand values on,
// when a word is one.
func handOver(word string) (string, bool) {
	name := strings.Trim(word, `"'`)
	name = strings.TrimPrefix(name, "$env:")
	name = strings.TrimPrefix(name, "${env:")
	name = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "$"), "{"), "}")
	name = strings.Trim(name, "%")
	switch name {
	case "GITHUB_ENV", "GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY":
		return name, true
	}
	return "", false
}
