package secrets_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/secrets"
)

// kept is a sink that keeps findings.
type kept []string

func (k *kept) Finding(f scan.Finding) {
	r := f.Common()
	*k = append(*k, r.RuleID()+" "+r.Secret.Hash)
}
func (*kept) Package(*scan.Package)       {}
func (*kept) Diagnostic(*scan.Diagnostic) {}

// TestChanged edits a text with leaks and wants nothing to be passed over that
// the old text has not: a look near the changes finds all or, where it finds
// none, there is nothing that was not there.
func TestChanged(t *testing.T) {
	t.Parallel()
	a, err := secrets.New(secrets.Config{})
	if err != nil {
		t.Fatal(err)
	}
	pass, err := a.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	look := func(text []byte, changes []scan.Span) kept {
		var k kept
		e := &scan.Entry{Path: "a.txt", Changed: changes}
		if err := pass.File(context.Background(), scan.NewFile(e, text), &k); err != nil {
			t.Fatal(err)
		}
		return k
	}
	passed := 0
	for seed := range uint64(repeat) {
		random := rand.New(rand.NewPCG(seed, 3))
		old := leakyText(random, 6000)
		start := random.IntN(len(old))
		end := min(len(old), start+random.IntN(300))
		text := append(append(bytes.Clone(old[:start]), leakyText(random, random.IntN(4))...), old[end:]...)
		change := scan.Span{Start: start, End: len(text) - (len(old) - end)}
		whole, near, before := look(text, nil), look(text, []scan.Span{change}), look(old, nil)
		if len(near) > 0 || len(whole) == 0 {
			if fmt.Sprint(near) != fmt.Sprint(whole) {
				t.Errorf("seed %d: near the change %q, in all %q", seed, near, whole)
			}
			continue
		}
		passed++
		count := map[string]int{}
		for _, f := range before {
			count[f]++
		}
		for _, f := range whole {
			if count[f]--; count[f] < 0 {
				t.Errorf("seed %d: %s is new and was passed over", seed, f)
			}
		}
	}
	if passed < repeat/6 {
		t.Errorf("only %d texts were passed over", passed)
	}
}

// leakyText returns lines, of which a few hold or begin a leak.
func leakyText(random *rand.Rand, lines int) []byte {
	var b bytes.Buffer
	for range lines {
		switch random.IntN(5000) {
		case 0, 1:
			fmt.Fprintf(&b, "key = '%s%s'\n", "AK"+"IA", "Q3EGRIFV7ZXN5T2B")
		case 2:
			fmt.Fprintf(&b, "token: %s%s # penstock:allow\n", "gh"+"p_", "9aBcX2dYk4LmQ7rTzW1nVpS8uHe6GjFo0iKd")
		case 3:
			fmt.Fprintf(&b, "%s\n", "-----BEGIN RSA "+"PRIVATE KEY-----")
		case 4:
			fmt.Fprintf(&b, "password = \"%x\"\n", random.Uint64())
		default:
			fmt.Fprintf(&b, "a line of text with the number %d in it\n", random.IntN(1000))
		}
	}
	return b.Bytes()
}
