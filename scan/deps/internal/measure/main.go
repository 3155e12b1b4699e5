// Command measure makes the figures in docs/dependencies.md: it generates a set
// of records of the size and kind of the npm one, writes indexes, and matches
// packages in a fresh process.
//
//	go build -o ./measure ./scan/deps/internal/measure
//	./measure generate 214057 osv/npm
//	./measure floor osv/npm/all.zip
//	./measure index osv/npm/all.zip npm index
//	./measure match index npm 40000
//	./measure file index go.mod
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(usage())
}

var errUsage = errors.New("usage: measure generate COUNT DIR | floor ZIP | index ZIP ECOSYSTEM DIR | match DIR ECOSYSTEM[,ECOSYSTEM…] COUNT | file DIR FILE")

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) == 3 && args[0] == "generate":
		n, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		return generate(n, args[2])
	case len(args) == 2 && args[0] == "floor":
		return floor(args[1])
	case len(args) == 4 && args[0] == "index":
		return index(ctx, args[1], args[2], args[3])
	case len(args) == 3 && args[0] == "file":
		return file(ctx, args[1], args[2])
	case len(args) == 4 && args[0] == "match":
		n, err := strconv.Atoi(args[3])
		if err != nil {
			return err
		}
		return match(ctx, args[1], strings.Split(args[2], ","), n)
	}
	return errUsage
}

// index writes the index of an archive.
func index(ctx context.Context, archive, ecosystem, dir string) error {
	db, err := osv.LoadPath(ctx, archive, osv.Config{Ecosystems: []string{ecosystem}})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(dir, osv.IndexName(ecosystem)))
	if err != nil {
		return err
	}
	if err := db.WriteIndex(f, ecosystem); err != nil {
		return errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	fmt.Printf("%d records, %d bytes of index\n", db.Records(), info.Size())
	return f.Close()
}

// match matches n packages of each ecosystem, of which one in a hundred is one
// that the generated records are about.
func match(ctx context.Context, dir string, ecosystems []string, n int) error {
	db, err := osv.LoadPath(ctx, dir, osv.Config{})
	if err != nil {
		return err
	}
	analyzer, err := deps.New(deps.Config{Source: db})
	if err != nil {
		return err
	}
	packages := make([]*scan.Package, n)
	for i := range packages {
		p := &scan.Package{Ecosystem: ecosystems[i%len(ecosystems)], Name: "clean-" + strconv.Itoa(i), Version: "1.10.0"}
		if i%100 == 0 {
			p.Ecosystem, p.Name = "npm", nameOf(i*7%200000)
		}
		packages[i] = p
	}
	result, err := analyzer.Match(ctx, packages)
	if err != nil {
		return err
	}
	fmt.Printf("%d packages, %d findings, %d diagnostics\n", n, len(result.Vulnerabilities), len(result.Diagnostics))
	return db.Close()
}
