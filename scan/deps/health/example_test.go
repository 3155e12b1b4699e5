package health_test

import (
	"context"
	"fmt"
	"log"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/health"
)

// packages is a target of packages that another program has listed.
type packages []*scan.Package

func Example() {
	analyzer, err := health.New(health.Config{Private: []string{"@acme/*"}})
	if err != nil {
		log.Fatal(err)
	}
	pass, err := analyzer.Begin(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	list := packages{
		{Ecosystem: "npm", Name: "@acme/pay", Version: "1.0.0", Hashes: []scan.Hash{{Algorithm: "sha512"}}},
		{Ecosystem: "npm", Name: "expresss", Version: "4.0.0"},
	}
	out := &sink{}
	if err := pass.(scan.PackagePass).Packages(context.Background(), list, out); err != nil {
		log.Fatal(err)
	}
	for _, f := range out.findings {
		fmt.Println(f.Common().Message)
	}
	// Output:
	// @acme/pay 1.0.0 has a private name, but is locked from the public registry
	// expresss 4.0.0 can be mistaken for express, which is much more used: see whether it is the package that was meant
}
