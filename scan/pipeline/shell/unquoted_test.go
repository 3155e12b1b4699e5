package shell_test

import (
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func TestUnquoted(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"echo $A \"$B\" '$C' x${D}y":               "echo A sole, echo D",
		"sudo -u deploy ./notify --to $A":          "notify A sole behind --to",
		"timeout 5 nice -n 3 cat $A":               "cat A sole",
		"timeout 5 eval $A; sudo bash -c $A":       "",
		"find . | xargs rm $A":                     "",
		"builtin echo $A":                          "echo A sole",
		"test -n $A && [ $B = x ] && [[ $C = x ]]": "[ A sole behind -n, [ B sole",
		"A=$B; for x in $C; do :; done; set $D":    "",
		"x=$(cat $A); y=`cat $B`":                  "cat A sole",
		"$TOOL $A; ${{ matrix.tool }} $B":          "",
		"echo ${#A} ${A:-b} $1 $@ ${A[0]}":         "",
		"if then $A":                               "",
	} {
		var got []string
		s := shell.Parse(script, shell.Bash)
		for _, x := range s.Unquoted() {
			text := x.Command + " " + x.Variable
			if x.Sole {
				text += " sole"
			}
			if x.Before != "" {
				text += " behind " + x.Before
			}
			if written := script[x.At.Start:x.At.End]; strings.Trim(written, "${}") != x.Variable {
				t.Errorf("%q: %s stands at %q", script, x.Variable, written)
			}
			got = append(got, text)
		}
		if list := strings.Join(got, ", "); list != want {
			t.Errorf("%q gives %q, want %q", script, list, want)
		}
	}
}
