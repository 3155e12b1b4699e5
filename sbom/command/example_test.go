package command_test

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/penstock-dev/penstock/sbom/command"
	"github.com/penstock-dev/penstock/scan/cli"
)

// A program that has no other command, called with a lockfile on standard input.
func ExampleNew() {
	const lock = `{"name": "shop", "version": "1.2.0", "lockfileVersion": 3, "packages": {
		"": {"name": "shop", "version": "1.2.0", "dependencies": {"wheel": "^1.0.0"}},
		"node_modules/wheel": {"version": "1.4.0", "license": "MIT"}}}`
	config := cli.Config{Name: "acme", Commands: []cli.Command{command.New(command.Config{})}}
	args := []string{"sbom", "-format", "text", "-stdin-name", "package-lock.json", "-"}
	cli.Run(context.Background(), config, args, cli.Env{Stdin: strings.NewReader(lock), Stdout: os.Stdout, Stderr: io.Discard})
	// Output:
	// shop 1.2.0, application pkg:npm/shop@1.2.0
	// 1 component, 1 dependency; parts are unknown; no time
	//
	// NAME   VERSION  TYPE  SCOPE    LICENSE  FOUND IN
	// wheel  1.4.0    npm   runtime  MIT      package-lock.json:3
}
