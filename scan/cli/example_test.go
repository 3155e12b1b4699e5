package cli_test

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// A command with one analyzer of its own; a program would call Main.
func Example() {
	config := cli.Config{Name: "acme-gate", Version: "v1.0.0", Analyzers: func(context.Context, cli.Options) ([]scan.Analyzer, error) {
		return []scan.Analyzer{marks{}}, nil
	}}
	env := cli.Env{Stdin: strings.NewReader("a bad word\n"), Stdout: os.Stdout, Stderr: os.Stderr}
	code := cli.Run(context.Background(), config, []string{"scan", "-", "-format", "github"}, env)
	fmt.Println("exit code", code)
	// Output:
	// ::error title=Verdict%3A fail::1 finding of high severity fails
	// ::error file=stdin,line=1,endLine=1,col=3,endColumn=6,title=Bad word::the word bad%0ATake it out.%0Ahigh, test/bad
	// exit code 1
}
