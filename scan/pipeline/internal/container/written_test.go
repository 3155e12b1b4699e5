package container_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/internal/container"
)

func TestEachWritten(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		script string
		stdout bool
		want   string
	}{
		"redirected":     {`echo "a $B" > out`, false, `"a $B" | $B`},
		"appended":       {"printf '%s' $B >> 'out'", false, `'%s' | $B | $B`},
		"through tee":    {`echo "$B" | tee out`, false, `"$B" | $B`},
		"through others": {`echo "$B" | tr a b | cut -c1 > out`, false, `"$B" | $B`},
		"variable":       {`C="x$B"; echo $C > out`, false, `$C | C="x$B" | $B`},
		"in a circle":    {`C="$D"; D="$C"; echo $C > out`, false, `$C | C="$D" | D="$C" | C="$D" | D="$C" | C="$D" | $D`},
		"computed":       {`C=$(date); echo $C > out`, false, "$C | computed"},
		"a program":      {`git rev-parse HEAD > out`, false, "computed"},
		"elsewhere":      {`echo "$B" > other; echo "$B"`, false, ""},
		"printed":        {`echo "$B"; X=$(echo c); echo d > f`, true, `"$B" | $B`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script := &ci.Script{Text: document.NewText([]byte(tt.script), document.Piece{End: len(tt.script)})}
			to := func(target string) bool { return strings.Trim(target, "'") == "out" }
			if tt.stdout {
				to = nil
			}
			var got []string
			container.EachWritten(script, to, func(w container.Written) {
				switch {
				case w.Computed:
					got = append(got, "computed")
				case len(w.Vars) > 0:
					got = append(got, fmt.Sprint("$", strings.Join(w.Vars, " $")))
				default:
					got = append(got, w.Text)
				}
			})
			if diff := cmp.Diff(tt.want, strings.Join(got, " | ")); diff != "" {
				t.Errorf("written (-want +got):\n%s", diff)
			}
		})
	}
	container.EachWritten(nil, nil, func(container.Written) { t.Error("nothing writes") })
}
