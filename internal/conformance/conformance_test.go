package conformance_test

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/internal/conformance"
)

var (
	casesDir = flag.String("cases", "", "folder of acceptance cases; without it nothing is run")
	areaList = flag.String("area", "", "comma-separated areas to run; all by default")
	wrongOut = flag.String("wrong", "", "file that gets the wrong cases, one JSON object a line")
	ratchet  = flag.Bool("ratchet", false, "fail when a row is below ratchet.tsv")
	raise    = flag.Bool("raise", false, "raise ratchet.tsv to what was reached now")
)

const ratchetFile = "ratchet.tsv"

func TestConformance(t *testing.T) {
	if *casesDir == "" {
		fmt.Println("conformance: no -cases given, nothing was run")
		return
	}
	var rows []conformance.Row
	var wrong []conformance.Wrong
	for _, area := range conformance.Areas() {
		dir := filepath.Join(*casesDir, area.Name)
		if *areaList != "" && !slices.Contains(strings.Split(*areaList, ","), area.Name) {
			continue
		}
		if _, err := os.Stat(dir); err != nil {
			fmt.Printf("conformance: no folder %s, area not run\n", area.Name)
			continue
		}
		report := conformance.NewReport(area.Name)
		if err := area.Run(dir, report); err != nil {
			t.Errorf("%s: %v", area.Name, err)
		}
		for _, row := range report.Rows() {
			if err := conformance.WriteRow(os.Stdout, row); err != nil {
				t.Fatal(err)
			}
			rows = append(rows, row)
		}
		wrong = append(wrong, report.WrongCases()...)
	}
	if *wrongOut != "" {
		writeWrong(t, *wrongOut, wrong)
	}
	floors := readRatchet(t)
	if *ratchet {
		checkRatchet(t, rows, floors)
	}
	if *raise {
		raiseRatchet(t, rows, floors)
	}
}

func writeWrong(t *testing.T, name string, wrong []conformance.Wrong) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	for _, w := range wrong {
		if err := enc.Encode(w); err != nil {
			t.Fatal(err)
		}
	}
}

// readRatchet returns the share that each row has reached before, by "area/set".
func readRatchet(t *testing.T) map[string]float64 {
	t.Helper()
	floors := map[string]float64{}
	f, err := os.Open(ratchetFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		parts := strings.Split(sc.Text(), "\t")
		if len(parts) != 3 || strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		if floors[parts[0]+"/"+parts[1]], err = strconv.ParseFloat(parts[2], 64); err != nil {
			t.Fatalf("%s: %v", ratchetFile, err)
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return floors
}

// checkRatchet fails for rows that fell. A row of the ratchet that did not come
// is a failure too, unless its area was not run.
func checkRatchet(t *testing.T, rows []conformance.Row, floors map[string]float64) {
	t.Helper()
	ran := map[string]bool{}
	came := map[string]bool{}
	for _, row := range rows {
		key := row.Area + "/" + row.Set
		ran[row.Area], came[key] = true, true
		if row.Share()+0.00005 < floors[key] {
			t.Errorf("%s: share %.4f is below the ratchet's %.4f", key, row.Share(), floors[key])
		}
	}
	for key := range floors {
		if area, _, _ := strings.Cut(key, "/"); ran[area] && !came[key] {
			t.Errorf("%s: in %s, but no such row came", key, ratchetFile)
		}
	}
}

// raiseRatchet writes the higher of old and new share of every row.
func raiseRatchet(t *testing.T, rows []conformance.Row, floors map[string]float64) {
	t.Helper()
	for _, row := range rows {
		key := row.Area + "/" + row.Set
		floors[key] = max(floors[key], row.Share())
	}
	var lines []string
	for key, share := range floors {
		area, set, _ := strings.Cut(key, "/")
		lines = append(lines, fmt.Sprintf("%s\t%s\t%.4f", area, set, share))
	}
	slices.Sort(lines)
	text := "# area, set and the share of right cases below which a build fails. Raise it with -raise; it never goes down.\n" + strings.Join(lines, "\n") + "\n"
	if err := os.WriteFile(ratchetFile, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
