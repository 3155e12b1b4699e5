package conformance

import (
	"context"

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

// scoreRefs expands texts with a store that gives what it was asked for.
func scoreRefs(file string, report *Report) error {
	cases, err := readCases[refCase](file)
	if err != nil {
		return err
	}
	report.Set("refs", 1)
	stub := store.Func(func(_ context.Context, ref store.Reference) (store.Value, error) {
		return store.NewValue([]byte(ref.Scheme + "-" + ref.Host + "-" + ref.Path)), nil
	})
	stores := map[string]store.Store{}
	for _, scheme := range refSchemes {
		stores[scheme] = stub
	}
	for _, c := range cases {
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
