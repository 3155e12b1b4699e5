package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/penstock-dev/penstock/sbom/vex"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/report"
)

// statements reads the documents that the command line names.
func statements(s cli.Statements) (func(cli.Results) cli.Results, error) {
	config := vex.Config{Products: products(s)}
	for _, path := range s.Paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		doc, err := vex.Read(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		doc.Path = path
		config.Documents = append(config.Documents, doc)
	}
	return vex.New(config).Stream, nil
}

func products(s cli.Statements) []vex.Product {
	var list []vex.Product
	for _, url := range s.Products {
		list = append(list, vex.Product{PURL: url})
	}
	return list
}

// statementsReport writes the findings about vulnerabilities as a document of the
// format. It bears the time of SOURCE_DATE_EPOCH, or else the present one.
func statementsReport(o cli.Output, format vex.Format) (report.Encoder, error) {
	now := time.Now()
	if o.Env.Getenv != nil {
		if seconds, err := strconv.ParseInt(o.Env.Getenv("SOURCE_DATE_EPOCH"), 10, 64); err == nil {
			now = time.Unix(seconds, 0)
		}
	}
	config := vex.EncoderConfig{Format: format, FindingsConfig: vex.FindingsConfig{Time: now}}
	if list := products(o.Statements); len(list) > 0 {
		config.Product = list[0]
	}
	return vex.NewEncoder(o, config)
}
