package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/scantest"
)

func TestBaseImages(t *testing.T) {
	t.Parallel()
	scantest.Want(t, os.DirFS("testdata"), newBaseImages("registry.acme.example/"))
}

func TestCommand(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	code := cli.Run(t.Context(), cli.Config{Name: "wrap", Analyzers: analyzers},
		[]string{"scan", "testdata", "-class", "forbidden-component"}, cli.Env{Stdout: &out, Stderr: &errs})
	if code != cli.ExitFail || !strings.Contains(out.String(), "acme/base-image") {
		t.Errorf("exit code %d:\n%s%s", code, out.String(), errs.String())
	}
}
