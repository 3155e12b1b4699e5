package shell_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func TestQuotings(t *testing.T) {
	t.Parallel()
	tests := map[string]shell.Quoting{
		`echo "a ${{ x }}"`:                shell.InDouble,
		`echo "$(cat "${{ x }}")"`:         shell.InDouble,
		`echo "$(cat ${{ x }})"`:           shell.Unquoted,
		`echo a${{ x }}b`:                  shell.Unquoted,
		`[[ ${{ x }} == y ]]`:              shell.Unquoted,
		`[ "${{ x }}" = y ] && echo`:       shell.InDouble,
		`tee > ${{ x }}.txt`:               shell.Unquoted,
		`a=${{ x }} make`:                  shell.Assigned,
		`export A=${{ x }}`:                shell.Assigned,
		`for f in ${{ x }}; do :; done`:    shell.Listed,
		"cat <<END\n${{ x }}\nEND":         shell.InHereDoc,
		"cat <<'END'\n${{ x }}\nEND":       shell.QuotingUnknown,
		"cat <<\\END\n${{ x }}\nEND":       shell.QuotingUnknown,
		`echo '${{ x }}'`:                  shell.WholeSingle,
		`echo 'a ${{ x }}'`:                shell.InSingle,
		`echo $'${{ x }}'`:                 shell.QuotingUnknown,
		`jq '.a = "${{ x }}"' f`:           shell.QuotingUnknown,
		`jq --arg a "${{ x }}" . f`:        shell.InDouble,
		`bash -c "echo ${{ x }}"`:          shell.QuotingUnknown,
		`sudo sh -c "echo ${{ x }}"`:       shell.QuotingUnknown,
		`ssh host "echo ${{ x }}"`:         shell.QuotingUnknown,
		`eval "${{ x }}"`:                  shell.QuotingUnknown,
		`${{ x }} --now`:                   shell.QuotingUnknown,
		`echo $(( ${{ x }} + 1 ))`:         shell.QuotingUnknown,
		`echo "${A:-${{ x }}}"`:            shell.QuotingUnknown,
		`# ${{ x }}`:                       shell.QuotingUnknown,
		`case ${{ x }} in a) echo ;; esac`: shell.QuotingUnknown,
		`echo "${{ x }}`:                   shell.QuotingUnknown,
	}
	for text, want := range tests {
		got := shell.Parse(text, shell.Bash).Quotings()
		if diff := cmp.Diff([]shell.Quoting{want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	if got := shell.Parse("echo \"${{ x }}\"", shell.PowerShell).Quotings(); got[0] != shell.QuotingUnknown {
		t.Errorf("of PowerShell: %v", got)
	}
}
