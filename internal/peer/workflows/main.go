// Command workflows checks the workflows of a tree with this module and, where its
// program is given, with actionlint, and prints what each costs: CPU time, time,
// memory, files a CPU second. Each is a process of its own.
//
//	cd internal/peer && GOWORK=off go run ./workflows -tree DIR -actionlint PROGRAM
//
// It needs Linux for the peak memory.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/pprof"

	"github.com/penstock-dev/penstock/internal/peer/process"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
)

func main() {
	tree := flag.String("tree", ".", "the `folder` whose workflows are checked")
	actionlint := flag.String("actionlint", "", "the `program` actionlint")
	runs := flag.Int("runs", 3, "how often to measure; the best counts")
	child := flag.Bool("child", false, "check the workflows (for the program itself)")
	profile := flag.String("cpuprofile", "", "with -child: write a profile into this `file`")
	flag.Parse()
	var err error
	if *child {
		err = profiled(*tree, *profile)
	} else {
		err = compare(context.Background(), *tree, *actionlint, *runs)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "workflows:", err)
		os.Exit(1)
	}
}

// compare prints the table.
func compare(ctx context.Context, tree, actionlint string, runs int) error {
	files, bytes, err := workflows(tree)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fmt.Printf("%d workflows, %d bytes\n\n", len(files), bytes)
	fmt.Println("| tool | workers | CPU s | wall s | peak MB | files/CPU s |")
	fmt.Println("|---|---:|---:|---:|---:|---:|")
	for _, workers := range []int{1, 2} {
		programs := []process.Program{{Name: "penstock", Path: self, Args: []string{"-child", "-tree", tree}, Workers: workers}}
		if actionlint != "" {
			// What it finds is exit code 1.
			programs = append(programs, process.Program{
				Name: "actionlint", Path: actionlint, Args: append([]string{"-shellcheck=", "-pyflakes=", "-oneline"}, files...),
				Workers: workers, Codes: []int{1},
			})
		}
		for _, p := range programs {
			cost, err := process.Measure(ctx, p, runs)
			if err != nil {
				return err
			}
			fmt.Printf("| %s | %d | %.2f | %.2f | %d | %.0f |\n", p.Name, workers, cost.CPU.Seconds(), cost.Wall.Seconds(),
				cost.Peak>>20, float64(len(files))/cost.CPU.Seconds())
		}
	}
	return nil
}

// workflows returns the workflows of a tree and their size.
func workflows(tree string) (files []string, size int64, err error) {
	err = filepath.WalkDir(tree, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		if ok, _ := filepath.Match("*/.github/workflows/*.y*ml", "x/"+lastThree(path)); !ok {
			return nil
		}
		info, err := d.Info()
		if err == nil {
			files, size = append(files, path), size+info.Size()
		}
		return err
	})
	return files, size, err
}

// lastThree returns the last three names of a path.
func lastThree(path string) string {
	dir, file := filepath.Split(path)
	up, folder := filepath.Split(filepath.Clean(dir))
	return filepath.ToSlash(filepath.Join(filepath.Base(up), folder, file))
}

func profiled(tree, profile string) error {
	if profile == "" {
		return check(tree)
	}
	f, err := os.Create(profile)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return check(tree)
}

// check runs every offline rule on a tree.
func check(tree string) error {
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		return err
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{analyzer}})
	if err != nil {
		return err
	}
	found := 0
	for f, err := range runner.Stream(context.Background(), scan.Dir(tree, scan.TreeConfig{NoGitignore: true})) {
		if err == nil && f != nil {
			found++
		}
	}
	fmt.Fprintf(os.Stderr, "%d findings\n", found)
	return nil
}
