package github

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestPayloadTexts(t *testing.T) {
	t.Parallel()
	const whole = "const f = (x) => x;\ncore.setOutput('a', y);\nfor (const y of f(z)) {}\n"
	tests := map[string]struct {
		script, output string
		want           []string
	}{
		"no such output":     {"core.setOutput('a', b)", "c", []string{"core.setOutput('a', b)"}},
		"directly":           {"core.setOutput('a', context.payload.x)", "A", []string{" context.payload.x)"}},
		"a constant":         {"const x = 1\nreturn x", "result", []string{"x", "1"}},
		"in a text":          {"const x = y;\nreturn `x ${x} z`;", "result", []string{"`x ${x} z`;", "y;"}},
		"names of members":   {"const x = 1;\nreturn a.x;", "result", []string{"a.x;"}},
		"spread":             {"const x = 1;\nreturn [...x];", "result", []string{"[...x];", "1;"}},
		"in circles":         {"a = b;\nb = a;\nreturn a;", "result", []string{"a;", "b;"}},
		"over several lines": {"const x = f(\n  y,\n)\n  .g();\nreturn x", "result", []string{"x", "f( y, ) .g();"}},
		"a parameter":        {"const f = (x) => x;\nreturn x;", "result", []string{"const f = (x) => x;\nreturn x;"}},
		"groups":             {"const m = t.match(/^([\\w-]+)$/);\nreturn m[1];", "result", []string{"m[1];"}},
		"the whole match":    {"const m = t.match(/^([\\w-]+)$/);\nreturn m[1] + m[0];", "result", []string{"m[1] + m[0];", "t.match(/^([\\w-]+)$/);"}},
		"groups of anything": {"const m = /(\\S+)/.exec(t);\nreturn m[1];", "result", []string{"m[1];", "/(\\S+)/.exec(t);"}},
		"a function's":       {whole, "a", []string{whole}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := payloadTexts(tt.script, tt.output); !slices.Equal(got, tt.want) {
				t.Errorf("%q\nwant %q", got, tt.want)
			}
		})
	}
}

// FuzzPayloadTexts checks that scripts of any form are followed to an end, and to
// parts of them.
func FuzzPayloadTexts(f *testing.F) {
	f.Add("const m = /(a)/.exec(context.payload.comment.body);\nreturn m[1];", "result")
	f.Add("a = `${b} ${`\nb = a\ncore.setOutput(\"x\", a", "x")
	var long strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&long, "x%d = x%d + x%d;\n", i, (i+1)%1000, i/2)
	}
	f.Add(long.String()+"return x1;", "result")
	f.Fuzz(func(t *testing.T, script, output string) {
		size := 0
		for _, s := range payloadTexts(script, output) {
			size += len(s)
		}
		if size > 200*(len(script)+1) {
			t.Errorf("%d bytes of %d", size, len(script))
		}
	})
}
