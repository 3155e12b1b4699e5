// Command inventory takes the inventory of a tree with this module and, where its
// program is given, with osv-scalibr, and prints what each costs: CPU time, time,
// memory, packages. Each is a process of its own and writes what it found into a
// file.
//
//	cd internal/peer && GOWORK=off go run ./inventory -tree DIR -scalibr PROGRAM
//
// It needs Linux for the peak memory.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/penstock-dev/penstock/internal/peer/process"
	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
)

// plugins are the groups of scalibr that read lockfiles and manifests.
const plugins = "cpp,dart,dotnet,elixir,erlang,go,haskell,java,javascript,php,python,r,ruby,rust,swift"

func main() {
	tree := flag.String("tree", ".", "the `folder` to take the inventory of")
	scalibr := flag.String("scalibr", "", "the `program` scalibr")
	runs := flag.Int("runs", 3, "how often to measure; the best counts")
	child := flag.String("child", "", "take the inventory and write it into a `file` (for the program itself)")
	flag.Parse()
	if err := run(*tree, *scalibr, *child, *runs); err != nil {
		fmt.Fprintln(os.Stderr, "inventory:", err)
		os.Exit(1)
	}
}

func run(tree, scalibr, child string, runs int) error {
	if child != "" {
		return take(tree, child)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "inventory")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Println("| tool | workers | CPU s | wall s | peak MB | packages |")
	fmt.Println("|---|---:|---:|---:|---:|---:|")
	for _, workers := range []int{1, 2} {
		if err := measure("penstock", workers, runs, self, "-child", filepath.Join(dir, "own.txt"), "-tree", tree); err != nil {
			return err
		}
		if scalibr == "" {
			continue
		}
		if err := measure("osv-scalibr", workers, runs, scalibr, "--offline", "--root", tree, "--plugins", plugins, "--result", filepath.Join(dir, "scalibr.binproto")); err != nil {
			return err
		}
	}
	return nil
}

// take writes the inventory of a tree: a line for each package.
func take(tree, path string) error {
	inventory, err := sbom.New(sbom.Config{})
	if err != nil {
		return err
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{inventory}, Workers: runtime.GOMAXPROCS(0)})
	if err != nil {
		return err
	}
	result, err := runner.Run(context.Background(), scan.Dir(tree, scan.TreeConfig{NoGitignore: true}))
	if result == nil {
		return err
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	lines := bufio.NewWriter(out)
	for _, p := range result.Packages {
		fmt.Fprintf(lines, "%s\t%s\t%s\t%s\n", p.Name, p.Version, p.PURL, p.Locations[0].Path)
	}
	fmt.Fprintf(os.Stderr, "Found %d software packages\n", len(result.Packages))
	return errors.Join(lines.Flush(), out.Close())
}

var found = regexp.MustCompile(`Found (\d+) software packages`)

// measure runs a program some times and prints the least that it took.
func measure(name string, workers, runs int, program string, args ...string) error {
	cost, err := process.Measure(context.Background(), process.Program{Name: name, Path: program, Args: args, Workers: workers}, runs)
	if err != nil {
		return err
	}
	packages := "?"
	if m := found.FindSubmatch(cost.Stderr); m != nil {
		packages = string(m[1])
	}
	fmt.Printf("| %s | %d | %.2f | %.2f | %d | %s |\n", name, workers, cost.CPU.Seconds(), cost.Wall.Seconds(), cost.Peak>>20, packages)
	return nil
}
