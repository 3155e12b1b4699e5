package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// file matches the packages that one lockfile or manifest names.
func file(ctx context.Context, dir, name string) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	packages, err := sbom.Extract(ctx, scan.NewFile(&scan.Entry{Path: filepath.Base(name)}, data))
	var incomplete *scan.Diagnostic
	if err != nil && !errors.As(err, &incomplete) {
		return err
	}
	db, err := osv.LoadPath(ctx, dir, osv.Config{})
	if err != nil {
		return err
	}
	analyzer, err := deps.New(deps.Config{Source: db})
	if err != nil {
		return err
	}
	result, err := analyzer.Match(ctx, packages)
	if err != nil {
		return err
	}
	fmt.Printf("%d packages, %d findings, %d diagnostics\n", len(packages), len(result.Vulnerabilities), len(result.Diagnostics))
	return db.Close()
}
