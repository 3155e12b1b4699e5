package secrets_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/secrets"
)

// TestRedactBoundsForms registers a value of very many lines: its memory stays
// bounded, it says that not every form is hidden, and every line is all the
// same, and the whole in base64.
func TestRedactBoundsForms(t *testing.T) {
	var lines []string // not parallel: the heap is the process's
	for i := range 8000 {
		lines = append(lines, fmt.Sprintf("line=%05d/%x+&", i, i*7919))
	}
	value := strings.Join(lines, "\n")
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	r, err := secrets.NewRedactor(secrets.RedactorConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Add(value); !errors.Is(err, secrets.ErrPartlyHidden) {
		t.Errorf("registering gives %v", err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
	for _, i := range []int{0, 4000, 7999} {
		if got := r.String("got " + lines[i] + " back"); got != "got *** back" {
			t.Errorf("line %d comes out as %q", i, got)
		}
	}
	if got := r.String(value); got != "***" {
		t.Errorf("the value comes out as %q", got[:min(len(got), 80)])
	}
	if err := r.Add("one line of a usual length"); err != nil {
		t.Error(err)
	}
}
