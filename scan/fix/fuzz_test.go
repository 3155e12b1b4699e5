package fix_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/fix"
)

// FuzzAdd plans edits that come from bytes, valid or not, on any content. It
// must not panic, and the file must be what its bytes outside of the edits that
// were done are, with their new texts between.
func FuzzAdd(f *testing.F) {
	f.Add([]byte("a b c\n"), []byte("\x00\x01\x01x\x02\x01\x00y"), true)
	f.Add([]byte("\ufeffa\r\nb\r\n"), []byte("\x03\x00\x01\n\x05\x02\x00\n\x07\x09\x00z"), false)
	f.Add([]byte("\xff\xfea\x00"), []byte("\x00\x02\x00x"), true)
	f.Add([]byte("a\nb"), []byte("\x03\x00\x00\n\x02\x02\x01x\xff\xff\x01x"), true)
	f.Fuzz(func(t *testing.T, text, script []byte, lines bool) {
		findings := scripted(text, script, lines)
		p, err := fix.New(fix.Config{Files: files(map[string]string{"a": string(text)})})
		if err != nil {
			t.Fatal(err)
		}
		added, err := p.Add(t.Context(), findings)
		if err != nil || added != len(p.Applied()) || added+len(p.Left()) != len(findings) {
			t.Fatalf("%d findings, %d done, %d left: %v", len(findings), added, len(p.Left()), err)
		}
		got := content(p, "a", string(text))
		if want := reference(string(text), p.Applied()); got != want {
			t.Errorf("content %q, want %q", got, want)
		}
		var diff bytes.Buffer
		if err := p.Diff(&diff); err != nil {
			t.Fatal(err)
		}
		if want := patched(string(text), diff.String()); got != want {
			t.Errorf("the diff makes %q, want %q:\n%s", want, got, &diff)
		}
		if _, err := p.Add(t.Context(), findings); err != nil { // now about another text
			t.Fatal(err)
		}
	})
}

// scripted makes findings of four bytes each: start, length, severity, text.
func scripted(text, script []byte, lines bool) []scan.Finding {
	var list []scan.Finding
	view := scan.NewFile(&scan.Entry{Path: "a"}, text)
	for ; len(script) >= 4 && len(list) < 50; script = script[4:] {
		region := scan.Region{StartOffset: int(int8(script[0])), EndOffset: int(int8(script[0])) + int(int8(script[1]))}
		if lines {
			region = view.Region(region.StartOffset, region.EndOffset)
		}
		e := scan.Edit{Path: "a", Region: region, Text: strings.Repeat(string(script[3:4]), int(script[2]>>4))}
		list = append(list, finding("x", scan.Severity(1+script[2]%5), e))
	}
	return list
}

// reference does edits the plain way.
func reference(text string, applied []fix.Applied) string {
	var edits []scan.Edit
	for _, a := range applied {
		if e := a.Fix.Edits[0]; !slices.Contains(edits, e) {
			edits = append(edits, e)
		}
	}
	slices.SortFunc(edits, func(a, b scan.Edit) int { return b.Region.StartOffset - a.Region.StartOffset })
	old := text
	for _, e := range edits {
		start, end := e.Region.StartOffset, e.Region.EndOffset
		if end > 0 && end < len(old) && old[end] == '\n' && old[end-1] == '\r' {
			end++ // both bytes of a line end or none
		}
		if n := strings.LastIndexByte(old[:start], '\n'); n > 0 && old[n-1] == '\r' || n < 0 && crlfFirst(old) {
			e.Text = strings.ReplaceAll(e.Text, "\n", "\r\n")
		}
		text = text[:start] + e.Text + text[end:]
	}
	return text
}

func crlfFirst(text string) bool {
	n := strings.IndexByte(text, '\n')
	return n > 0 && text[n-1] == '\r'
}

// patched applies a unified diff of one file by its lines alone.
func patched(text, diff string) string {
	if diff == "" {
		return text
	}
	old := strings.SplitAfter(text, "\n")
	var out strings.Builder
	rows := strings.SplitAfter(diff, "\n")[2:]
	for i, row := range rows {
		if row == "" || row[0] == '\\' {
			continue
		}
		body := row[1:]
		if i+1 < len(rows) && strings.HasPrefix(rows[i+1], `\`) {
			body = strings.TrimSuffix(body, "\n")
		}
		switch row[0] {
		case '@':
			at := 0
			for _, c := range row[4:] {
				if c < '0' || c > '9' {
					break
				}
				at = at*10 + int(c-'0')
			}
			first, _, _ := strings.Cut(row, " +")
			if !strings.HasSuffix(first, ",0") {
				at--
			}
			for len(strings.SplitAfter(text, "\n"))-len(old) < at {
				out.WriteString(old[0])
				old = old[1:]
			}
		case '+':
			out.WriteString(body)
		default:
			if old[0] != body {
				return "line " + body + " is not there"
			}
			if row[0] == ' ' {
				out.WriteString(body)
			}
			old = old[1:]
		}
	}
	return out.String() + strings.Join(old, "")
}
