package secrets

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan"
)

// TestCompanions makes both parts of every credential of several parts, in
// either order, and wants the one to tell of the other.
func TestCompanions(t *testing.T) {
	t.Parallel()
	a, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 5))
	for i, row := range companionTable() {
		of, known := a.engine.byID[row.of]
		if !known {
			t.Errorf("row %d: there is no rule %q", i, row.of)
			continue
		}
		forms, err := parseFormat(newAlphabets(), row.form)
		if err != nil {
			t.Fatal(err)
		}
		name, _, _ := strings.Cut(row.names, "|")
		for _, order := range []string{"id first", "secret first"} {
			t.Run(row.of+" "+row.role+" "+order, func(t *testing.T) {
				rule := &a.engine.rules[of]
				for range 40 { // a random value may look like words
					first, id := inCode(rule, &rule.forms[len(rule.forms)-1], r)
					second, value := sample(&forms[0], r)
					parts := []string{first, "the_" + name + "_part = \"" + second + "\"\n"}
					if order == "secret first" {
						parts[0], parts[1] = parts[1], parts[0]
					}
					if told(a, strings.Join(parts, ""), row, id, value) {
						return
					}
				}
				t.Error("no finding tells of the other part")
			})
		}
	}
}

// told reports whether a finding of the row's points at the other part.
func told(a *Analyzer, text string, row companion, id, value string) bool {
	f := scan.NewFile(&scan.Entry{Path: "a"}, []byte(text))
	var out leaks
	if err := (&pass{a}).File(context.Background(), f, &out); err != nil {
		return false
	}
	for _, l := range out {
		if len(l.Related) == 0 || l.Related[0].Role != row.role {
			continue
		}
		at := l.Related[0].Region
		other := text[at.StartOffset:at.EndOffset]
		if row.report != "" && l.RuleID() == "secrets/"+row.report && l.Reveal() == value && other == id && l.RevealID() == id {
			return true
		}
		if row.report == "" && l.RuleID() == "secrets/"+row.of && other == value {
			return row.role != "account" || l.Account == value
		}
	}
	return false
}

// leaks is a sink that keeps secrets.
type leaks []*Leak

func (l *leaks) Finding(f scan.Finding)      { *l = append(*l, f.(*Leak)) }
func (l *leaks) Package(*scan.Package)       {}
func (l *leaks) Diagnostic(*scan.Diagnostic) {}
