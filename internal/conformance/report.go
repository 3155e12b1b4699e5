// Package conformance is the acceptance harness: it runs the public API on
// cases that lie outside the repository and counts what comes out right.
//
// Each area has one file with an adapter that reads the area's cases and
// scores them. The program around it is the package's test: see
// conformance_test.go.
package conformance

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
)

// Area is one folder of cases with the adapter that scores it.
type Area struct {
	// Name is the folder's name.
	Name string
	// Run reads the cases in dir and scores them into the report. A case that
	// cannot be run is a wrong case, not an error; an error means that the
	// folder itself could not be read.
	Run func(dir string, report *Report) error
}

// Areas returns the adapters in the order of their rows.
func Areas() []Area {
	return []Area{
		{"secrets", secretsArea},
		{"pipeline", pipelineArea},
		{"sca", scaArea},
		{"sbom", sbomArea},
		{"image", imageArea},
		{"provenance", provenanceArea},
		{"policy", policyArea},
	}
}

// Wrong is a case that came out otherwise than expected.
type Wrong struct {
	Area string `json:"area"`
	Set  string `json:"set"`
	ID   string `json:"id"`
	Want string `json:"want"`
	Got  string `json:"got"`
}

// Row is the count of one set of cases.
type Row struct {
	Area   string
	Set    string
	Cases  int
	Right  int
	Target float64 // share to reach, 0 to 1
}

// Share returns the share of right cases; an empty set has share 0.
func (r Row) Share() float64 {
	if r.Cases == 0 {
		return 0
	}
	return float64(r.Right) / float64(r.Cases)
}

// Report collects the scores of one area. It is safe for concurrent use; rows
// and wrong cases come out sorted, whatever order they came in.
type Report struct {
	area  string
	mu    sync.Mutex
	rows  map[string]*Row
	wrong []Wrong
}

// NewReport returns an empty report of an area.
func NewReport(area string) *Report { return &Report{area: area, rows: map[string]*Row{}} }

// Set makes sure that the set has a row, with the share to reach.
func (r *Report) Set(set string, target float64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.row(set).Target = target
}

// Score counts one case of a set; what was wanted and what came are kept for
// wrong cases only.
func (r *Report) Score(set, id string, right bool, want, got any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	row := r.row(set)
	row.Cases++
	if right {
		row.Right++
		return
	}
	r.wrong = append(r.wrong, Wrong{r.area, set, id, fmt.Sprint(want), fmt.Sprint(got)})
}

func (r *Report) row(set string) *Row {
	row := r.rows[set]
	if row == nil {
		row = &Row{Area: r.area, Set: set}
		r.rows[set] = row
	}
	return row
}

// Rows returns the counts, sorted by set.
func (r *Report) Rows() []Row {
	r.mu.Lock()
	defer r.mu.Unlock()
	var rows []Row
	for _, set := range slices.Sorted(maps.Keys(r.rows)) {
		rows = append(rows, *r.rows[set])
	}
	return rows
}

// WrongCases returns the wrong cases, sorted by set and id.
func (r *Report) WrongCases() []Wrong {
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.SortStableFunc(r.wrong, func(a, b Wrong) int {
		return slices.Compare([]string{a.Set, a.ID}, []string{b.Set, b.ID})
	})
	return slices.Clone(r.wrong)
}

// WriteRow prints a row, tab-separated.
func WriteRow(w io.Writer, r Row) error {
	state := "ok"
	if r.Share() < r.Target {
		state = "short"
	}
	_, err := fmt.Fprintf(w, "conformance\t%s\t%s\t%d\t%d\t%.4f\t%.4f\t%s\n", r.Area, r.Set, r.Cases, r.Right, r.Share(), r.Target, state)
	return err
}
