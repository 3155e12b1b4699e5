package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// table prints results as Markdown.
type table struct {
	w     io.Writer
	begun bool
}

func newTable(w io.Writer) *table { return &table{w: w} }

const heading = `| input | MB | workers | tool | CPU s | MB/CPU-s | wall s | peak MB | findings | values | only here |
|---|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|
`

// add prints the results of one input.
func (t *table) add(in input, workers int, results []result) error {
	if !t.begun {
		t.begun = true
		if _, err := io.WriteString(t.w, heading); err != nil {
			return err
		}
	}
	for i, r := range results {
		size := r.Size
		if in.Git {
			size = r.Bytes
		}
		_, err := fmt.Fprintf(t.w, "| %s | %s | %d | %s | %s | %s | %s | %.0f | %d | %d | %d |\n",
			in.Name, megabytes(size), workers, r.Tool, seconds(r.CPU), rate(size, r.CPU), seconds(r.Wall), float64(r.Peak)/1e6,
			r.Findings, len(r.Values), onlyHere(results, i))
		if err != nil {
			return err
		}
	}
	return nil
}

// onlyHere counts the values that no other tool found.
func onlyHere(results []result, i int) int {
	n := 0
	for _, v := range results[i].Values {
		if !slices.ContainsFunc(results, func(r result) bool {
			_, found := slices.BinarySearch(r.Values, v)
			return found && r.Tool != results[i].Tool
		}) {
			n++
		}
	}
	return n
}

func megabytes(n int64) string {
	if n < 1e5 {
		return "–"
	}
	return fmt.Sprintf("%.0f", float64(n)/1e6)
}

func rate(n int64, d time.Duration) string {
	if n < 1e5 || d <= 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", float64(n)/1e6/d.Seconds())
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }
