package audit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/audit"
)

const (
	commitHash = "0123456789abcdef0123456789abcdef01234567"
	imageHash  = "sha256:" + commitHash + "89abcdef0123456789abcdef"
)

func ExampleReadPins() {
	pins, err := audit.ReadPins(strings.NewReader("actions/checkout@v6  0123456789abcdef0123456789abcdef01234567  v6.0.1\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pins.Commit("actions/checkout", "v6"))
	// Output: 0123456789abcdef0123456789abcdef01234567 v6.0.1 true
}

func TestPins(t *testing.T) {
	t.Parallel()
	p, err := audit.ReadPins(strings.NewReader("# known\n\nOcto/Tool@V1 " + commitHash + " # no version\n" +
		"https://git.example.com/a@main\t" + commitHash + " v2.0.0\r\nalpine " + imageHash + "\nregistry.example:5000/a/b:1 " + imageHash + "\nalpine:latest " + imageHash + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		repository, ref, want string
	}{
		{"octo/tool", "V1", commitHash + "  true"}, {"OCTO/TOOL", "V1", commitHash + "  true"}, {"octo/tool", "v1", "  false"},
		{"https://git.example.com/a", "main", commitHash + " v2.0.0 true"},
	} {
		commit, version, ok := p.Commit(tt.repository, tt.ref)
		if got := fmt.Sprint(commit, " ", version, " ", ok); got != tt.want {
			t.Errorf("%s@%s: %s", tt.repository, tt.ref, got)
		}
	}
	for image, want := range map[string]bool{
		"alpine": true, "alpine:latest": true, "library/alpine": true, "docker.io/library/alpine:latest": true, "alpine:3": false,
		"registry.example:5000/a/b:1": true, "registry.example:5000/a/b": false,
	} {
		if _, ok := p.Digest(image); ok != want {
			t.Errorf("%s: known %t", image, ok)
		}
	}
}

func TestBrokenPins(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a/b@v1":                         "needs what it stands for",
		"\na/b@v1 0123":                  "line 2",
		"a/b@v1 " + imageHash:            "no full commit hash",
		"@v1 " + commitHash:              "no full commit hash",
		"a@ " + commitHash:               "no full commit hash",
		"alpine " + commitHash:           "no digest",
		"alpine " + imageHash[:20]:       "no digest",
		"alpine " + imageHash + " 3":     "no digest",
		"a/b@v1 " + commitHash + " v1 x": "at most a version",
		"a/b@v1 " + commitHash + "\na/b@v1 " + commitHash + " v1": "two things",
		strings.Repeat("x", 5000):                                 "too long",
	} {
		if _, err := audit.ReadPins(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: error %v, want %q", text, err, want)
		}
	}
}

func FuzzReadPins(f *testing.F) {
	f.Add("a/b@v1 " + commitHash + " v1.2.3\nalpine:3 " + imageHash + " # c\n")
	f.Add("@ @\n\x00")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := audit.ReadPins(strings.NewReader(text))
		if (p == nil) == (err == nil) {
			t.Fatalf("pins %v, error %v", p, err)
		}
		if p != nil {
			for _, word := range strings.Fields(text) {
				if digest, ok := p.Digest(word); ok && !strings.HasPrefix(digest, "sha256:") {
					t.Fatalf("digest %q of %q", digest, word)
				}
			}
		}
	})
}
