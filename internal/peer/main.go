// Command peer looks for leaks in the same inputs with this module and with
// gitleaks, and prints what it cost each: CPU time, memory, findings. It is a
// module of its own so that no importer of this repository gets gitleaks'
// dependencies, nor their versions.
//
//	cd internal/peer && GOWORK=off go run . -history REPOSITORY -tree DIR
//
// Every measurement is a process of its own, with one worker and then with two.
// It needs Linux for the peak memory; inputs are copied below the folder for
// temporary files.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == childArgument {
		exit(child(os.Stdin, os.Stdout))
	}
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx)
	cancel()
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "peer:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

func run(ctx context.Context) error {
	tree := flag.String("tree", "", "a `folder` of mixed files to look at too")
	history := flag.String("history", "", "a Git `repository` whose history to look at too")
	budget := flag.Int64("budget", 0, "scan.Config.ByteBudget in `MiB`; 0 means its default")
	raw := flag.Bool("json", false, "print the measurements as JSON, one a line")
	flag.Parse()
	dir, err := os.MkdirTemp("", "peer")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	inputs, err := stage(dir, *tree, *history)
	if err != nil {
		return err
	}
	table := newTable(os.Stdout)
	for _, in := range inputs {
		for _, workers := range []int{1, 2} {
			results, err := measureAll(ctx, task{Workers: workers, Budget: *budget << 20, input: in})
			if err != nil {
				return err
			}
			if *raw {
				for _, r := range results {
					if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
						return err
					}
				}
				continue
			}
			if err := table.add(in, workers, results); err != nil {
				return err
			}
		}
	}
	return nil
}

// measureAll measures every tool on a task.
func measureAll(ctx context.Context, t task) ([]result, error) {
	var results []result
	for _, t.Tool = range []string{toolNothing, toolOwn, toolGitleaks} {
		if t.Tool == toolNothing && t.Name != startup {
			continue
		}
		r, err := measure(ctx, t)
		if err != nil {
			return nil, fmt.Errorf("%s on %s: %w", t.Tool, t.Name, err)
		}
		results = append(results, r)
	}
	return results, nil
}
