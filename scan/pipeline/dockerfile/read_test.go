package dockerfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/dockerfile"
)

func model(text string) (*ci.File, error) {
	src := &ci.Source{File: scan.NewFile(&scan.Entry{Path: "Dockerfile"}, []byte(text))}
	return dockerfile.New().ReadText(src)
}

// outline writes a model in a few lines.
func outline(f *ci.File) []string {
	var list []string
	vars := func(env *ci.Env) {
		if env == nil {
			return
		}
		for _, v := range env.Vars {
			list = append(list, "  "+v.Key.Value()+"="+v.Value.Value())
		}
	}
	vars(f.Env)
	for _, job := range f.Jobs {
		line := job.ID
		if job.Container != nil {
			line += " " + job.Container.Ref.Value()
		}
		list = append(list, line)
		vars(job.Env)
		for _, s := range job.Steps {
			list = append(list, fmt.Sprintf("  %s: %s", s.Run.Interpreter(), s.Run.Text.Value()))
		}
	}
	return list
}

func TestRead(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       []string
	}{
		{"stages", "ARG V=1\nFROM --platform=$P a:$V AS one\nFROM one\nfrom b as Two\nFROM two\nFROM 0\n", []string{"  V=1", "one a:$V", "1", "Two b", "3", "4"}},
		{"continued", "FROM a\nRUN x \\\n  # a comment\n\n  && y \\  \n && z\nRUN w\n", []string{"0 a", "  sh: x   && y  && z", "  sh: w"}},
		{"no continuation", "FROM a\nRUN x \\\\\nRUN y\n", []string{"0 a", `  sh: x \\`, "  sh: y"}},
		{"escape", "# escape=`\nFROM a\nRUN x `\n  y c:\\\nRUN z\n", []string{"0 a", "  cmd: x   y c:\\", "  cmd: z"}},
		{"directives end", "# syntax=x\n\n# escape=`\nFROM a\nRUN x `\nRUN y\n", []string{"0 a", "  sh: x `", "  sh: y"}},
		{"lines of Windows", "\xef\xbb\xbfFROM a\r\nRUN x \\\r\n  y\r\n", []string{"0 a", "  sh: x   y"}},
		{"list", "FROM a\nRUN [\"x\", \"it's\", \"\\\"y\\\" \\\\ z\"]\nRUN [ x ]\n", []string{"0 a", `  sh: 'x' 'it'\''s' '"y" \ z'`, "  sh: [ x ]"}},
		{"here document", "FROM a\nRUN <<EOF\nx\ny\nEOF\nRUN z\n", []string{"0 a", "  sh: x\ny\n", "  sh: z"}},
		{"here documents", "FROM a\nRUN <<-\"A\" <<B\n\tx\n\tA\ny\nB\n", []string{"0 a", "  sh: \tx\n", "  sh: y\n"}},
		{"interpreter", "FROM a\nRUN <<EOF\n#!/usr/bin/env -S python3 -u\nx\nEOF\n", []string{"0 a", "  python3: #!/usr/bin/env -S python3 -u\nx\n"}},
		{"here document of a command", "FROM a\nRUN bash <<EOF && y\nx\nEOF\n", []string{"0 a", "  sh: bash <<EOF && y\nx\nEOF"}},
		{"here string", "FROM a\nRUN x <<< y\nRUN z\n", []string{"0 a", "  sh: x <<< y", "  sh: z"}},
		{"copied text", "FROM a\nCOPY <<EOF /x\nRUN y\nEOF\nRUN z\n", []string{"0 a", "  sh: z"}},
		{"flags", "FROM a\nRUN --mount=type=cache,target=/x --network=none y\n", []string{"0 a", "  sh: y"}},
		{"trigger", "FROM a\nONBUILD RUN x\n", []string{"0 a", "  sh: x"}},
		{"shell", "FROM a AS b\nSHELL [\"pwsh\", \"-Command\"]\nRUN x\nFROM b\nRUN y\nFROM c\nRUN z\n", []string{"b a", "  pwsh: x", "1", "  pwsh: y", "2 c", "  sh: z"}},
		{"variables", "FROM a\nENV A=1 B=\"2 3\" C='4'\nENV D 5 6\nARG E=7 F\nARG G\nENV H=\n", []string{"0 a", "  A=1", "  B=2 3", "  C=4", "  D=5 6", "  E=7", "  H="}},
		{"tabs", "\tFROM\ta\n\tRUN\tx\n", []string{"0 a", "  sh: x"}},
		{"end of file", "FROM a\nRUN x \\", []string{"0 a", "  sh: x "}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := model(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, outline(f)); diff != "" {
				t.Errorf("model (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBroken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"FROM a\nRUNN x\nRUN y\n":      "no valid Dockerfile: line 2: unknown instruction",
		"FROM a\n\nRUN <<EOF\nx\n":     "no valid Dockerfile: line 3: here document without its end EOF",
		"FROM a\nONBUILD\nONBUILD x\n": "no valid Dockerfile: line 2: unknown instruction",
	} {
		f, err := model(text)
		var syntax *dockerfile.SyntaxError
		if !errors.As(err, &syntax) || err.Error() != want {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
		if f == nil || len(f.Jobs) != 1 {
			t.Errorf("%q has no model", text)
		}
	}
	for _, text := range []string{"", "# nothing\n", "ARG x\n", "hello\n"} {
		if f, err := model(text); f != nil || err != nil {
			t.Errorf("%q: model %v, error %v", text, f, err)
		}
	}
}

func TestWants(t *testing.T) {
	t.Parallel()
	var system audit.TextSystem = dockerfile.New()
	for path, want := range map[string]bool{
		"Dockerfile": true, "a/dockerfile": true, "a/Dockerfile.dev": true, "Containerfile": true, "a/web.Dockerfile": true, "web.containerfile": true, "Dockerfile-alpine": true,
		"Dockerfile.md": false, "Dockerfile.dockerignore": false, "Dockerfile.j2": false, "dockerfiles": false, "dockerfile.go": false, "vendor/x/Dockerfile": false, "a/node_modules/b/Dockerfile": false, "x.txt": false,
	} {
		if got := system.WantsText(&scan.Entry{Path: path}); got != want {
			t.Errorf("%s is wanted: %t", path, got)
		}
	}
	f := scan.NewFile(&scan.Entry{Path: "Dockerfile"}, nil)
	if system.Recognize(f) || system.Read(&ci.Source{File: f}) != nil {
		t.Error("a Dockerfile is taken for YAML")
	}
}

func FuzzReadText(f *testing.F) {
	for _, seed := range []string{
		"FROM a\nRUN x \\\n y\n", "# escape=`\nFROM a AS b\nRUN [\"x\", \"y\"]\n", "FROM a\nRUN <<-'E' <<F bash\n\tx\nE\nF\n", "FROM a\nENV A=\"b c\" D 'e\nARG F\nSHELL [\"\"]\nRUN x",
		"ARG A=1\nFROM ${A:-b}\nCOPY --from=c --chown=d e f\nADD [\"http://x\", \"y\"]\nUSER\nCMD []\n", "ONBUILD ONBUILD RUN x", "FROM a\nENV \\\nRUN \\\n#\n\\",
	} {
		f.Add(seed)
	}
	system := dockerfile.New()
	f.Fuzz(func(t *testing.T, text string) {
		file, err := model(text)
		if file == nil {
			return
		}
		for _, job := range file.Jobs {
			for _, step := range job.Steps {
				if start, end := step.Run.Text.Span(); start < 0 || end > len(text) || start > end {
					t.Fatalf("script at [%d, %d) of %d bytes", start, end, len(text))
				}
			}
		}
		run := audit.NewRun(file, func(w *ci.Weakness) {
			if r := w.Location.Region; r.StartOffset < 0 || r.StartOffset > r.EndOffset || r.EndOffset > len(text) {
				t.Fatalf("%s at [%d, %d) of %d bytes", w.Rule.ID, r.StartOffset, r.EndOffset, len(text))
			}
		})
		system.Check(run)
		if err != nil && !strings.Contains(err.Error(), "line") {
			t.Fatalf("error %v names no line", err)
		}
	})
}

func BenchmarkReadText(b *testing.B) {
	text := "FROM alpine:3.22 AS build\nARG VERSION=1\nENV A=1 B=\"two words\"\n" + strings.Repeat("RUN apk add --no-cache curl && \\\n    curl -s https://example.com/x | sha256sum\nCOPY --from=build /a /b\n", 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := model(text); err != nil {
			b.Fatal(err)
		}
	}
}
