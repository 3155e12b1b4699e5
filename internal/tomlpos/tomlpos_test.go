package tomlpos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/internal/tomlpos"
)

func Example() {
	text := []byte("[[part]]\nname = \"valve\"\n\n[[part]]\nname = \"seal\"\n")
	doc, err := tomlpos.Parse(text)
	parts := doc.Tables("part")
	for i, span := range tomlpos.Tables(text, "part") {
		fmt.Println(parts[i].Str("name"), span.Start, span.End, err)
	}
	// Output:
	// valve 0 23 <nil>
	// seal 25 47 <nil>
}

func TestTables(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"plain", "[[p]]\na=1\n[[p]]\na=2\n", "[[p]]\na=1|[[p]]\na=2"},
		{"below", "[[p]]\na=1\n[p.x]\nb=2\n[[p.y]]\n[q]\n[[p]]", "[[p]]\na=1\n[p.x]\nb=2\n[[p.y]]|[[p]]"},
		{"spaces", " [[ p ]] # c\na=1\n\n# about q\n[ q ]", "[[ p ]] # c\na=1"},
		{"long string", "[[p]]\na=\"\"\"\n[[p]]\n\\\"\"\"\"\"\n[[p]]\n", "[[p]]\na=\"\"\"\n[[p]]\n\\\"\"\"\"\"|[[p]]"},
		{"literal string", "[[p]]\na='''\n[[p]]'''\nb='\\'\n[[p]]", "[[p]]\na='''\n[[p]]'''\nb='\\'|[[p]]"},
		{"nested array", "[[p]]\na=[\n[\"[[p]]\"],\n[[1]], # [[p]]\n]\n[[p]]", "[[p]]\na=[\n[\"[[p]]\"],\n[[1]], # [[p]]\n]|[[p]]"},
		{"comment", "# [[p]]\n[[p]]\n", "[[p]]"},
		{"other", "[[pp]]\n[x.p]\n", ""},
		{"unclosed", "[[p]]\na=\"\n[[p]]\nb='''", "[[p]]\na=\"|[[p]]\nb='''"},
		{"empty", "", ""},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range tomlpos.Tables([]byte(tt.text), "p") {
			got = append(got, tt.text[s.Start:s.End])
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestParsePartly(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text           string
		tables, offset int
	}{
		{"[[p]]\na=1\n[[p]]\na=2\n[[p]]\na=\n", 2, 29},
		{"[[p]]\na=1\n[[p]]\na=\"open", 1, 22},
		{"not toml", 0, 4},
		{"[[p]]\na=x", 0, 8},
	}
	for _, tt := range tests {
		doc, err := tomlpos.Parse([]byte(tt.text))
		var syntax *tomlpos.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%q: error %v", tt.text, err)
			continue
		}
		if len(doc.Tables("p")) != tt.tables || syntax.Offset < tt.offset-2 || syntax.Offset > tt.offset+2 {
			t.Errorf("%q: %d tables, broken at %d; want %d, %d", tt.text, len(doc.Tables("p")), syntax.Offset, tt.tables, tt.offset)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	doc, err := tomlpos.Parse([]byte("s='a'\nS='b'\ni=3\nb=true\nl=['x', 1, 'y']\nt={k='v'}\nn=[{k='1'}, 2, {k='3'}]\n[[m]]\nk='4'\n"))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, list := range []string{"n", "m", "t", "none"} {
		for _, e := range doc.Tables(list) {
			keys = append(keys, e.Str("k"))
		}
	}
	got := []any{doc.Str("s"), doc.Str("S"), doc.Str("i"), doc.Int("i"), doc.Int("s"), doc.True("b"), doc.True("s"),
		doc.Strings("l"), doc.Strings("s"), doc.Table("t").Str("k"), doc.Table("none").Table("x").Str("k"), keys}
	want := []any{"a", "b", "", int64(3), int64(0), true, false, []string{"x", "y"}, []string(nil), "v", "", []string{"1", "3", "4"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzTables(f *testing.F) {
	f.Add("[[p]]\na=1\n[[p]]\na=2\n")
	f.Add("[[p]]\na=\"\"\"\n[[p]]\n\"\"\"\n[[p]]\n")
	f.Add("[[p]]\nb=[\n[[1]], # [[p]]\n]\n[[p]]\nc={x='[[p]]'}")
	f.Add("\"\\\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		spans := tomlpos.Tables([]byte(text), "p")
		for i, s := range spans {
			if s.Start < 0 || s.End > len(text) || s.Start >= s.End || i > 0 && spans[i-1].End > s.Start {
				t.Fatalf("%q: spans %v", text, spans)
			}
		}
		doc, err := tomlpos.Parse([]byte(text))
		if n := len(doc.Tables("p")); err == nil && n > len(spans) && !strings.ContainsAny(text, "\"'{=") {
			t.Errorf("%q: %d tables decoded, %d found", text, n, len(spans))
		}
	})
}
