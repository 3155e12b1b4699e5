package gitrepo_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// A word that was in a file once is found in its history, under the commit that
// brought it.
func Example() {
	dir, err := sample()
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)

	history, err := gitrepo.New(gitrepo.Config{Path: dir})
	if err != nil {
		log.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{words{}}})
	if err != nil {
		log.Fatal(err)
	}
	for finding, err := range scan.First(runner.Stream(context.Background(), history)) {
		if err != nil {
			fmt.Println("not looked at:", err)
			continue
		}
		where := finding.Common().Location
		fmt.Printf("%s:%d by %s\n", where.Path, where.Region.StartLine, where.Origin.Author)
	}
	// Output:
	// config.txt:1 by Ann <ann@example.com>
}

// sample makes a repository in which a file once held the word.
func sample() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "sample"); err != nil {
		return "", err
	}
	git := func(args ...string) error {
		cmd := exec.Command("git", append([]string{"-c", "user.name=Ann", "-c", "user.email=ann@example.com"}, args...)...)
		cmd.Dir = dir
		return cmd.Run()
	}
	if err := git("init", "-q"); err != nil {
		return dir, err
	}
	for _, text := range []string{"a leak\n", "mended\n"} {
		if err := os.WriteFile(filepath.Join(dir, "config.txt"), []byte(text), 0o644); err != nil {
			return dir, err
		}
		if err := git("add", "config.txt"); err != nil {
			return dir, err
		}
		if err := git("commit", "-q", "-m", "change"); err != nil {
			return dir, err
		}
	}
	return dir, nil
}
