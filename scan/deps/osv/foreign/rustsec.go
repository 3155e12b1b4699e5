package foreign

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/penstock-dev/penstock/internal/version"
	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// fence begins and, without its last word, ends the TOML of an advisory.
const fence = "```toml"

// rustSec is the TOML of an advisory, as the database's README describes it.
type rustSec struct {
	Advisory struct {
		ID            string   `toml:"id"`
		Package       string   `toml:"package"`
		Date          string   `toml:"date"`
		Withdrawn     string   `toml:"withdrawn"`
		URL           string   `toml:"url"`
		References    []string `toml:"references"`
		Aliases       []string `toml:"aliases"`
		Related       []string `toml:"related"`
		CVSS          string   `toml:"cvss"`
		Informational string   `toml:"informational"`
	} `toml:"advisory"`
	Affected map[string]any `toml:"affected"`
	Versions struct {
		Patched    []string `toml:"patched"`
		Unaffected []string `toml:"unaffected"`
	} `toml:"versions"`
}

// decodeRustSec reads an advisory in Markdown that begins with TOML.
func decodeRustSec(data []byte) (*osv.Record, error) {
	if len(data) > maxBytes {
		return nil, fmt.Errorf("decoding an advisory: %w", errSize)
	}
	head, body, ok := strings.Cut(strings.TrimPrefix(string(data), fence), "\n```")
	if !ok {
		return nil, errors.New("decoding an advisory: its TOML has no end")
	}
	var a rustSec
	if _, err := toml.Decode(head, &a); err != nil {
		return nil, fmt.Errorf("decoding an advisory: %w", err)
	}
	if a.Advisory.ID == "" || a.Advisory.Package == "" {
		return nil, errors.New("decoding an advisory: it has no id or no package")
	}
	title, details := titleOf(body)
	events, err := affected(slices.Concat(a.Versions.Patched, a.Versions.Unaffected))
	if err != nil {
		return nil, fmt.Errorf("decoding %s: %w", a.Advisory.ID, err)
	}
	r := &osv.Record{
		ID: a.Advisory.ID, Published: dateOf(a.Advisory.Date), Modified: dateOf(cmp.Or(a.Advisory.Withdrawn, a.Advisory.Date)),
		Withdrawn: dateOf(a.Advisory.Withdrawn), Aliases: a.Advisory.Aliases, Related: a.Advisory.Related, Summary: title, Details: details,
		Affected: []osv.Affected{{
			Package: osv.Package{Ecosystem: "crates.io", Name: a.Advisory.Package, PURL: "pkg:cargo/" + a.Advisory.Package},
			Ranges:  []osv.Range{{Type: osv.RangeSemVer, Events: events}},
		}},
	}
	if strings.HasPrefix(a.Advisory.CVSS, "CVSS:4") {
		r.Severity = []osv.Severity{{Type: "CVSS_V4", Score: a.Advisory.CVSS}}
	} else if a.Advisory.CVSS != "" {
		r.Severity = []osv.Severity{{Type: "CVSS_V3", Score: a.Advisory.CVSS}}
	}
	for i, url := range slices.Concat([]string{a.Advisory.URL}, a.Advisory.References) {
		if url != "" {
			r.References = append(r.References, osv.Reference{Type: [...]string{"ADVISORY", "WEB"}[min(i, 1)], URL: url})
		}
	}
	return r, a.specifics(&r.Affected[0])
}

// specifics sets what the database's OSV records have for its own fields.
func (a *rustSec) specifics(affected *osv.Affected) (err error) {
	if len(a.Affected) > 0 {
		if affected.EcosystemSpecific, err = json.Marshal(map[string]any{"affects": a.Affected}); err != nil {
			return err
		}
	}
	if a.Advisory.Informational != "" {
		affected.DatabaseSpecific, err = json.Marshal(map[string]string{"informational": a.Advisory.Informational})
	}
	return err
}

func dateOf(day string) osv.Timestamp {
	if day == "" {
		return ""
	}
	return osv.Timestamp(day + "T12:00:00Z")
}

func titleOf(body string) (title, details string) {
	for line := range strings.Lines(body) {
		if text, ok := strings.CutPrefix(line, "# "); ok {
			_, details, _ = strings.Cut(body, line)
			return strings.TrimSpace(text), strings.TrimSpace(details)
		}
	}
	return "", strings.TrimSpace(body)
}

// interval is the versions from low on and below high; each is empty where it
// has no bound.
type interval struct{ low, high string }

// affected returns the events of the versions that meet none of the
// requirements.
func affected(requirements []string) ([]osv.Event, error) {
	var safe []interval
	for _, text := range requirements {
		i, err := parse(text)
		if err != nil {
			return nil, err
		}
		safe = append(safe, i)
	}
	slices.SortFunc(safe, func(a, b interval) int { return compare(a.low, b.low) })
	events := []osv.Event{}
	open, from := true, "0" // affected from a version on
	for _, s := range safe {
		if !open {
			break
		}
		if s.low != "" && (from == "0" || compare(from, s.low) < 0) {
			events = append(events, osv.Event{Introduced: from}, osv.Event{Fixed: s.low})
		}
		switch {
		case s.high == "":
			open = false
		case from == "0" || compare(from, s.high) < 0:
			from = s.high
		}
	}
	if open {
		events = append(events, osv.Event{Introduced: from})
	}
	if len(events) == 0 {
		return nil, errors.New("no version is affected")
	}
	return events, nil
}

// compare orders versions that were parsed; an empty one comes first.
func compare(a, b string) int {
	if a == "" || b == "" {
		return cmp.Compare(len(a), len(b))
	}
	scheme, _ := version.Of("crates.io")
	n, _ := scheme.Compare(a, b) // bound has parsed both
	return n
}

// parse reads a requirement such as ">= 1.2.0, < 1.3" or "^0.4.1".
func parse(text string) (interval, error) {
	var i interval
	for part := range strings.SplitSeq(text, ",") {
		one, err := comparator(strings.TrimSpace(part))
		if err != nil {
			return i, fmt.Errorf("requirement %q: %w", text, err)
		}
		if one.low != "" && compare(i.low, one.low) < 0 {
			i.low = one.low
		}
		if one.high != "" && (i.high == "" || compare(one.high, i.high) < 0) {
			i.high = one.high
		}
	}
	return i, nil
}

var errRequirement = errors.New("it is not understood")

func comparator(text string) (interval, error) {
	operator := text[:len(text)-len(strings.TrimLeft(text, "<>=^~"))]
	numbers, suffix, err := numbersOf(strings.TrimSpace(text[len(operator):]))
	if err != nil {
		return interval{}, err
	}
	at := join(numbers, suffix)
	switch operator {
	case ">=":
		return interval{low: at}, nil
	case ">":
		return interval{low: after(numbers, suffix)}, nil
	case "<":
		return interval{high: at}, nil
	case "<=":
		return interval{high: after(numbers, suffix)}, nil
	case "=":
		return interval{at, after(numbers, suffix)}, nil
	case "~":
		return interval{at, below(numbers, min(1, len(numbers)-1))}, nil
	case "", "^":
		return interval{at, below(numbers, leading(numbers))}, nil
	}
	return interval{}, errRequirement
}

// numbersOf reads a version of up to three numbers.
func numbersOf(text string) (numbers []uint64, suffix string, err error) {
	text, _, _ = strings.Cut(text, "+")
	core, pre, _ := strings.Cut(text, "-")
	for part := range strings.SplitSeq(core, ".") {
		n, err := strconv.ParseUint(part, 10, 63)
		if err != nil || len(numbers) == 3 {
			return nil, "", errRequirement
		}
		numbers = append(numbers, n)
	}
	scheme, _ := version.Of("crates.io")
	if _, err := scheme.Parse(join(numbers, pre)); err != nil {
		return nil, "", err
	}
	return numbers, pre, nil
}

// join writes a version of three numbers.
func join(numbers []uint64, pre string) string {
	var all [3]uint64
	copy(all[:], numbers)
	text := fmt.Sprintf("%d.%d.%d", all[0], all[1], all[2])
	if pre != "" {
		text += "-" + pre
	}
	return text
}

// after returns the version that directly follows one.
func after(numbers []uint64, pre string) string {
	if pre != "" {
		return join(numbers, pre+".0")
	}
	return below(numbers, len(numbers)-1)
}

// below returns the lowest version with the number at an index increased.
func below(numbers []uint64, index int) string {
	next := slices.Clone(numbers[:index+1])
	next[index]++
	return join(next, "0")
}

// leading returns the index of the first number that is not zero.
func leading(numbers []uint64) int {
	i := slices.IndexFunc(numbers, func(n uint64) bool { return n > 0 })
	if i < 0 {
		return len(numbers) - 1
	}
	return i
}
