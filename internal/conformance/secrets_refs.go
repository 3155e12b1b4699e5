package conformance

import (
	"context"
	"fmt"
	"regexp"

	"github.com/penstock-dev/penstock/secrets/store"
)

// refCase is one text of refs.jsonl with references to replace.
type refCase struct {
	ID       string   `json:"id"`
	Input    string   `json:"input"`
	Expected string   `json:"expected"`
	Only     []string `json:"only"`
}

// refSchemes are the schemes of the cases.
var refSchemes = [...]string{"awsssm", "echo", "tfstategs", "vault"}

// refFragment finds the part that a reference asks for.
var refFragment = regexp.MustCompile(`#/?(\w+)`)

// stub gives the text that the case expects of a reference; where the case asks
// for a part, a document that holds the text there.
func (c refCase) stub(_ context.Context, ref store.Reference) (store.Value, error) {
	text := ref.Scheme + "-" + ref.Host + "-" + ref.Path
	if part := refFragment.FindStringSubmatch(c.Input); part != nil {
		text = fmt.Sprintf("{%q: %q}", part[1], text)
	}
	return store.NewValue([]byte(text)), nil
}

// scoreRefs expands texts with a store that gives what it was asked for.
func scoreRefs(file string, report *Report) error {
	cases, err := readCases[refCase](file)
	if err != nil {
		return err
	}
	report.Set("refs", 1)
	for _, c := range cases {
		stores := map[string]store.Store{}
		for _, scheme := range refSchemes {
			stores[scheme] = store.Func(c.stub)
		}
		resolver, err := store.New(store.Config{Stores: stores, Only: c.Only})
		if err != nil {
			return err
		}
		got, err := resolver.Expand(context.Background(), c.Input)
		if err != nil {
			got = err.Error()
		}
		report.Score("refs", c.ID, got == c.Expected, c.Expected, got)
	}
	return nil
}
