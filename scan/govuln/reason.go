package govuln

import (
	"fmt"
	"go/version"
	"os"
	"strings"

	"golang.org/x/mod/modfile"
)

// classify wraps an error by what the go command and x/vuln say.
func classify(err error, text string) error {
	for _, c := range []struct {
		reason error
		words  []string
	}{
		{ErrPanic, []string{"\ngoroutine ", "panic: ", "fatal error: ", "internal error: "}},
		{ErrDatabase, []string{"creating client: ", ".json.gz returned unexpected status: ", `.json.gz": `}},
		{ErrEmpty, []string{"no packages matched the provided patterns"}},
		{ErrToolchain, []string{`"go": executable file not found`}},
		{ErrVersion, []string{"requires go >= ", "requires go1.", "toolchain not available", "used to build govulncheck", "cannot load standard library"}},
		{ErrModules, []string{
			"missing go.sum entry", "module lookup disabled", "cannot find module providing", "no required module provides",
			"updates to go.mod needed", "inconsistent vendoring", "is not in your go.mod file", "cannot query module",
			"checksum mismatch", "module requires Go",
		}},
	} {
		for _, w := range c.words {
			if strings.Contains(text, w) {
				return fmt.Errorf("%w: %w", c.reason, err)
			}
		}
	}
	return fmt.Errorf("%w: %w", ErrBuild, err)
}

// maxText bounds what is told of the words of other programs.
const maxText = 600

// shorten puts the lines of a text into one and cuts it.
func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "") + " …"
	}
	return text
}

// head keeps the first bytes that are written to it and drops the others.
type head struct{ data []byte }

const maxHead = 64 << 10

// Write implements [io.Writer].
func (h *head) Write(p []byte) (int, error) {
	h.data = append(h.data, p[:min(len(p), maxHead-len(h.data))]...)
	return len(p), nil
}

// String returns what was kept.
func (h *head) String() string { return string(h.data) }

// neededVersion returns the oldest version of Go that a go.mod allows and the
// toolchain that it asks for, as "go1.26.0"; both may be empty.
func neededVersion(name string) (needed, toolchain string, err error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrBuild, err)
	}
	mod, err := modfile.Parse(name, data, nil)
	if err != nil {
		return "", "", fmt.Errorf("%w: %w", ErrBuild, err)
	}
	if mod.Go != nil {
		needed = "go" + mod.Go.Version
	}
	if mod.Toolchain != nil && mod.Toolchain.Name != "default" {
		toolchain, _, _ = strings.Cut(mod.Toolchain.Name, "-")
	}
	return needed, toolchain, nil
}

// newer reports whether version a of Go is newer than b.
func newer(a, b string) bool { return a != "" && version.Compare(a, b) > 0 }
