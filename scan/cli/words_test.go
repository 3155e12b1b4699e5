package cli_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// TestOne wants one thing to be told in the singular.
func TestOne(t *testing.T) {
	t.Parallel()
	d := newDatabase(t)
	d.config.Update = func(context.Context, cli.Update) ([]osv.Updated, error) {
		return []osv.Updated{{Ecosystem: "npm", Action: osv.UpdateChanged, Records: 1, Modified: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}}, nil
	}
	source := records(t)
	for _, tt := range []struct{ args, want string }{
		{"db import -ecosystem npm " + source, "npm"},
		{"db status", "1 advisory, "},
		{"db status", "1 package          1 claim   newest of 2030-01-03\n"},
		{"db update -from https://advisories.example -ecosystem npm", "  1 advisory, newest of 2030-01-02 ("},
		{"rules none", "there is no rule"},
		{"rules -class secret-in-source", "\n1 rule. Name some"},
		{"rules -class misfeature", "\n2 rules. Name some"},
	} {
		if _, out := d.run(t, strings.Fields(tt.args)...); !strings.Contains(out, tt.want) {
			t.Errorf("%s: no %q in:\n%s", tt.args, tt.want, out)
		}
	}
}
