package pipeline_test

import (
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestFixtures checks that every rule of every system is held to enough files of
// its own, of which some must give findings, some must give none, and no two are
// the same.
func TestFixtures(t *testing.T) {
	t.Parallel()
	const least = 10
	archives, err := filepath.Glob("*/testdata/*.txtar")
	if err != nil || len(archives) < 200 {
		t.Fatalf("%d archives: %v", len(archives), err)
	}
	for _, name := range archives {
		if strings.HasPrefix(filepath.ToSlash(name), "inventory/") {
			continue // no archives of rules
		}
		ar, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		good, others := 0, 0
		seen := map[string]string{}
		for _, f := range ar.Files {
			if f.Name == "want" {
				continue
			}
			// The same text under another sort of name or in another folder is
			// another case.
			key := path.Dir(f.Name) + "\x00" + path.Ext(f.Name) + "\x00" + string(f.Data)
			if first := seen[key]; first != "" {
				t.Errorf("%s: %s is a copy of %s", name, f.Name, first)
			}
			seen[key] = f.Name
			if strings.Contains(f.Name, "good") {
				good++
			} else {
				others++
			}
		}
		if good+others < least || good == 0 || others == 0 {
			t.Errorf("%s has %d good files and %d others; at least %d in all are wanted", name, good, others, least)
		}
	}
}
