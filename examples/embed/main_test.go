package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
)

func TestTickets(t *testing.T) {
	t.Parallel()
	key := "gh" + "p_" + strings.Repeat("a1B2c3D4e5", 4)[:36]
	tree := fstest.MapFS{
		"config.env":               {Data: []byte("GITHUB_TOKEN=" + key + "\n")},
		"go.mod":                   {Data: []byte("module example.com/x\n\ngo 1.26.0\n")},
		".github/workflows/ci.yml": {Data: []byte("on: issues\npermissions: {}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.event.issue.title }}\n")},
	}
	var out bytes.Buffer
	if err := tickets(t.Context(), scan.FS(tree, scan.TreeConfig{}), &out); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []string{"security: revoke gh", "of github at config.env:1", "platform: could not look at no advisory data", ".github/workflows/ci.yml:7"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if strings.Contains(got, key) {
		t.Error("the output holds the secret")
	}
}
