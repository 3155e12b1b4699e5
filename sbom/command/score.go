package command

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/quality"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// scoreFlags are the flags of the verb that judges documents.
type scoreFlags struct {
	reportFlags
	profile  string
	min      float64
	conforms bool
}

func profileNames() []string {
	var out []string
	for _, p := range quality.Profiles() {
		out = append(out, string(p))
	}
	return append(out, "all")
}

func scoreVerb() cli.Verb {
	values := reportValues("json")
	values["profile"] = profileNames()
	delete(values, "fail-on")
	var profiles strings.Builder
	for _, p := range quality.Profiles() {
		fmt.Fprintf(&profiles, "  %-20s %s\n", p, p.Title())
	}
	return cli.Verb{
		Name: "score", Args: "[flags] FILE …",
		Summary: "judge how much of what public bodies want in bills of materials is stated",
		Details: `Profiles:
` + profiles.String() + `
A score is between 0 and 10; grades are A from 9, B from 8, C from 7, D from 5, else F.
The formats jsonl, sarif and github have a finding for every component that lacks something.

Examples:
  %s bom.json
  %s -profile all bom.json
  %s -profile bsi-tr-03183-2 -min 8 bom.json
  %s -conforms -format sarif -o report.sarif bom.json

Exit codes: 0 judged; 1 the score is below -min, or with -conforms something
required is not stated; 2 wrong usage; 3 a document could not be understood whole.`,
		Values: values,
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &scoreFlags{}
			f.reportFlags.failOn = "none"
			flags.StringVar(&f.profile, "profile", string(quality.NTIA), "`profile` to hold documents against: "+strings.Join(profileNames(), ", "))
			flags.Float64Var(&f.min, "min", 0, "lowest `score`, 0 to 10, below which the exit code is 1")
			flags.BoolVar(&f.conforms, "conforms", false, "exit with 1 if something is not stated that the profile requires")
			flags.StringVar(&f.format, "format", "text", "`format`: text, json, or one of a scan, such as jsonl and sarif")
			flags.StringVar(&f.out, "o", "", "`file` for the report instead of standard output")
			flags.TextVar(&f.persona, "persona", scan.PersonaRegular, "with pedantic, findings about what is not required too: regular, pedantic or auditor")
			acceptFlag(flags, &f.accept)
			return f.run
		},
	}
}

// judged is a document held against a profile.
type judged struct {
	path, format string
	components   int
	*quality.Report
}

func (f *scoreFlags) run(_ context.Context, call cli.Call) (int, error) {
	profiles := quality.Profiles()
	if f.profile != "all" {
		profiles = []quality.Profile{quality.Profile(f.profile)}
	}
	switch {
	case len(call.Args) == 0:
		return 0, cli.Usage("want a document")
	case profiles[0].Title() == "":
		return 0, cli.Usage("-profile: there is no profile %q: want one of %s", f.profile, strings.Join(profileNames(), ", "))
	case f.min < 0 || f.min > 10:
		return 0, cli.Usage("-min: want a number between 0 and 10")
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	var all []judged
	code := cli.ExitPass
	for _, path := range call.Args {
		d, _, err := r.read(call, path)
		if err != nil {
			return 0, err
		}
		for _, p := range profiles {
			j := judged{path, string(d.Format) + " " + release(d.SpecVersion), len(d.Components), quality.Assess(d, p)}
			if j.Score() < f.min || f.conforms && !j.Conforms() {
				code = cli.ExitFail
			}
			all = append(all, j)
		}
	}
	if err := f.encode(call, all, len(call.Args)); err != nil {
		return 0, err
	}
	if incomplete := r.code(); incomplete != cli.ExitPass {
		return incomplete, nil
	}
	return code, nil
}

func (f *scoreFlags) encode(call cli.Call, all []judged, files int) error {
	var text bytes.Buffer
	switch {
	case f.format == "text" && f.profile == "all":
		scoreList(&text, all)
	case f.format == "text":
		for i, j := range all {
			if i > 0 {
				fmt.Fprintln(&text)
			}
			j.text(&text)
		}
	case f.format == "json":
		if err := scoreJSON(&text, all); err != nil {
			return err
		}
	default:
		var findings []scan.Finding
		for _, j := range all {
			for _, x := range j.Findings(j.path) {
				findings = append(findings, x)
			}
		}
		_, err := f.write(call, quality.Rules(), findings, nil, scan.Coverage{Entries: files, Files: files})
		return err
	}
	return put(call, f.out, text.Bytes())
}

// verdict says in words what came of a document.
func (j judged) verdict() string {
	got, all := j.Satisfied(quality.Required)
	if j.Conforms() {
		return "conforms"
	}
	return fmt.Sprintf("does not conform: %d of %d required elements are stated by all", got, all)
}

// points returns the score with one decimal, which is not rounded up: 8.99 is no
// grade A.
func (j judged) points() string { return fmt.Sprintf("%.1f", math.Floor(j.Score()*10+1e-9)/10) }

// scoreList writes a line for each profile.
func scoreList(w io.Writer, all []judged) {
	rows := [][]string{{"FILE", "PROFILE", "SCORE", "GRADE", "VERDICT"}}
	for _, j := range all {
		rows = append(rows, []string{j.path, string(j.Profile), j.points(), j.Grade(), j.verdict()})
	}
	_ = table(w, rows) // w is in memory
}

// The number of components that are named as examples.
const maxNamed = 3

// text writes what every element came to.
func (j judged) text(w io.Writer) {
	fmt.Fprintf(w, "%s (%s, %s) against %s: %s\nscore %s of 10, grade %s; %s\n\n",
		clean(j.path), clean(j.format), counted(j.components, "component"), j.Profile, j.Profile.Title(), j.points(), j.Grade(), j.verdict())
	rows := [][]string{{"", "LEVEL", "STATED", "ELEMENT", "MISSING IN"}}
	for _, e := range j.Results {
		mark := "ok"
		if e.Failed {
			mark = "--"
		}
		_, element, _ := strings.Cut(e.Rule.ID, "/")
		rows = append(rows, []string{mark, e.Level.String(), stated(e), element, missing(e)})
	}
	_ = table(w, rows) // w is in memory
	advice := false
	for _, e := range j.Results {
		if e.Failed && e.Level == quality.Required {
			if !advice {
				fmt.Fprint(w, "\nTo do:\n")
				advice = true
			}
			fmt.Fprintf(w, "  %s: %s\n", e.Rule.Name, e.Rule.Remediation)
		}
	}
}

// stated returns the share that states an element.
func stated(e quality.Result) string {
	if e.Total > 1 || len(e.Missing) > 0 {
		return fmt.Sprintf("%d of %d", e.Total-len(e.Missing), e.Total)
	}
	switch {
	case !e.Failed:
		return "yes"
	case e.Share > 0:
		return "in part"
	default:
		return "no"
	}
}

// missing names the first components that do not state an element.
func missing(e quality.Result) string {
	var names []string
	for _, c := range e.Missing[:min(len(e.Missing), maxNamed)] {
		names = append(names, strings.TrimSuffix(c.FullName()+"@"+c.Version, "@"))
	}
	if n := len(e.Missing) - len(names); n > 0 {
		names = append(names, fmt.Sprintf("%d more", n))
	}
	return strings.Join(names, ", ")
}

type elementJSON struct {
	Rule    string   `json:"rule"`
	Level   string   `json:"level"`
	Failed  bool     `json:"failed"`
	Share   float64  `json:"share"`
	Total   int      `json:"total"`
	Missing []string `json:"missing,omitempty"`
}

type scoreDocumentJSON struct {
	File     string          `json:"file"`
	Profile  quality.Profile `json:"profile"`
	Score    float64         `json:"score"`
	Grade    string          `json:"grade"`
	Conforms bool            `json:"conforms"`
	Elements []elementJSON   `json:"elements"`
}

func scoreJSON(w io.Writer, all []judged) error {
	out := []scoreDocumentJSON{}
	for _, j := range all {
		s := scoreDocumentJSON{j.path, j.Profile, j.Score(), j.Grade(), j.Conforms(), []elementJSON{}}
		for _, e := range j.Results {
			s.Elements = append(s.Elements, elementJSON{e.Rule.ID, e.Level.String(), e.Failed, e.Share, e.Total, slices.Clip(refs(e.Missing))})
		}
		out = append(out, s)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
