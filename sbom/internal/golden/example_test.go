package golden_test

import (
	"fmt"
	"testing"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/rust"
	"github.com/penstock-dev/penstock/scan"
)

func ExampleRun() {
	lock := golden.File("Cargo.lock", []byte("[[package]]\nname = \"pump\"\nversion = \"1.0.0\"\n"))
	rec := golden.Run(&testing.T{}, []*scan.File{lock}, rust.CargoLock{})
	fmt.Print(rec.Text())
	// Output:
	// package crates.io pump@1.0.0 root
	// 	purl pkg:cargo/pump@1.0.0
	// 	at Cargo.lock:1:1-3:18
}
