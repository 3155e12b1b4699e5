package dockerfile

import (
	"strings"

	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// join returns the text of pieces one behind the other.
func join(text []byte, pieces []document.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.Write(text[p.Start:p.End])
	}
	return b.String()
}

// cut takes n bytes and the blanks behind them off the value.
func (in *instruction) cut(n int) {
	rest := strings.TrimLeft(in.value[n:], " \t")
	in.pieces = in.slice(len(in.value)-len(rest), len(in.value))
	in.value = rest
}

// slice returns the pieces of the bytes [from, to) of the value.
func (in *instruction) slice(from, to int) []document.Piece {
	var list []document.Piece
	at := 0
	for _, p := range in.pieces {
		n := p.End - p.Start
		start, end := max(from, at), min(to, at+n)
		if start < end {
			list = append(list, document.Piece{Start: p.Start + start - at, End: p.Start + end - at})
		}
		at += n
	}
	return list
}

// source returns the bytes of the file that hold the bytes [from, to) of the
// value.
func (in *instruction) source(from, to int) (start, end int) {
	list := in.slice(from, to)
	if len(list) == 0 {
		return in.end, in.end
	}
	return list[0].Start, list[len(list)-1].End
}

// node returns a part of the value as a scalar.
func (in *instruction) node(text []byte, from, to int) *document.Node {
	if list := in.slice(from, to); len(list) > 0 {
		return document.NewText(text, list...)
	}
	return document.NewText(text, document.Piece{Start: in.end, End: in.end})
}

// takeFlags moves options such as --platform=… from the front of the value.
func (in *instruction) takeFlags() {
	for strings.HasPrefix(in.value, "--") {
		end := strings.IndexAny(in.value, " \t")
		if end < 0 {
			end = len(in.value)
		}
		start, stop := in.source(0, end)
		in.flags = append(in.flags, word{start, stop, in.value[:end]})
		in.cut(end)
	}
}

// flag returns the value of an option; its place is that in the file, as long as
// it does not go on in another line.
func (in *instruction) flag(name string) (word, bool) {
	for _, f := range in.flags {
		if value, ok := strings.CutPrefix(f.text, "--"+name+"="); ok {
			return word{f.to - len(value), f.to, value}, true
		}
	}
	return word{}, false
}

// words splits a value at blanks outside quotes.
func words(value string) []word {
	var list []word
	var text strings.Builder
	quote, from := byte(0), -1
	for i := 0; i <= len(value); i++ {
		if i == len(value) || quote == 0 && (value[i] == ' ' || value[i] == '\t') {
			if from >= 0 {
				list = append(list, word{from, i, text.String()})
				text.Reset()
				from = -1
			}
			continue
		}
		if from < 0 {
			from = i
		}
		switch c := value[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == '\\' && quote != '\'' && i+1 < len(value) && strings.IndexByte("\"'\\ $", value[i+1]) >= 0:
			i++
			text.WriteByte(value[i])
		default:
			text.WriteByte(c)
		}
	}
	return list
}

// list returns the strings of a value in the JSON form, with their quotes; ok
// is false for the shell form.
func list(value string) (items []word, ok bool) {
	trimmed := strings.TrimSpace(value)
	if !strings.HasPrefix(trimmed, "[") || !strings.HasSuffix(trimmed, "]") {
		return nil, false
	}
	at := strings.IndexByte(value, '[') + 1
	for end := strings.LastIndexByte(value, ']'); ; {
		for at < end && strings.IndexByte(" \t,", value[at]) >= 0 {
			at++
		}
		if at >= end {
			return items, true
		}
		item, ok := quoted(value, at, end)
		if !ok {
			return nil, false
		}
		items = append(items, item)
		at = item.to
	}
}

// quoted reads a JSON string.
func quoted(value string, at, end int) (word, bool) {
	if value[at] != '"' {
		return word{}, false
	}
	var text strings.Builder
	for i := at + 1; i < end; i++ {
		switch c := value[i]; {
		case c == '"':
			return word{at, i + 1, text.String()}, true
		case c == '\\' && i+1 < end:
			i++
			text.WriteString(unescape(value[i]))
		default:
			text.WriteByte(c)
		}
	}
	return word{}, false
}

func unescape(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case '"', '\\', '/':
		return string(c)
	}
	return `\` + string(c)
}
