package command

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/diff"
	"github.com/penstock-dev/penstock/scan/cli"
)

// kinds are the kinds of changes, in the order in which they are told.
func kinds() []diff.Kind {
	return []diff.Kind{
		diff.Root, diff.Hash, diff.Identity, diff.LookAlike, diff.Added, diff.Removed, diff.Upgraded, diff.Downgraded, diff.Version, diff.Instances,
		diff.License, diff.Supplier, diff.Path, diff.Uses, diff.Trigger, diff.Permission, diff.Secret, diff.Runner, diff.Environment, diff.Script,
	}
}

func kindNames() []string {
	var out []string
	for _, k := range kinds() {
		out = append(out, string(k))
	}
	return out
}

// diffFlags are the flags of the comparison.
type diffFlags struct {
	format, out string
	fail        list
	accept      list
}

func diffVerb() cli.Verb {
	formats := []string{"text", "markdown", "json"}
	return cli.Verb{
		Name: "diff", Args: "[flags] OLD NEW",
		Summary: "tell what differs between two bills of materials, of whatever formats",
		Details: `Kinds of changes: ` + strings.Join(kindNames(), ", ") + `.

Examples:
  %s old.json new.json
  %s -format markdown old.json new.spdx.json >> comment.md
  %s -fail hash -fail look-alike -fail downgraded old.json new.json

Exit codes: 0 compared; 1 there is a change of a kind that -fail names; 2 wrong
usage; 3 a document could not be understood whole.`,
		Values: map[string][]string{"format": formats, "fail": append(kindNames(), "any"), "accept": {"malformed"}},
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &diffFlags{}
			flags.StringVar(&f.format, "format", "text", "`format`: text, markdown or json")
			flags.StringVar(&f.out, "o", "", "`file` for the report instead of standard output")
			flags.Var(&f.fail, "fail", "`kind` of change for which the exit code is 1, repeatable; any for all")
			acceptFlag(flags, &f.accept)
			return f.run
		},
	}
}

func (f *diffFlags) run(_ context.Context, call cli.Call) (int, error) {
	if len(call.Args) != 2 {
		return 0, cli.Usage("want two documents, the old and the new one")
	}
	for _, k := range f.fail {
		if k != "any" && !slices.Contains(kinds(), diff.Kind(k)) {
			return 0, cli.Usage("-fail %s: want one of %s, or any", k, strings.Join(kindNames(), ", "))
		}
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	from, _, err := r.read(call, call.Args[0])
	if err != nil {
		return 0, err
	}
	to, _, err := r.read(call, call.Args[1])
	if err != nil {
		return 0, err
	}
	result := diff.Compare(from, to)
	var text bytes.Buffer
	if err := f.encode(&text, result); err != nil {
		return 0, err
	}
	if err := put(call, f.out, text.Bytes()); err != nil {
		return 0, err
	}
	if code := r.code(); code != cli.ExitPass || !f.fails(result) {
		return code, nil
	}
	return cli.ExitFail, nil
}

// fails reports whether there is a change of a kind that must not be.
func (f *diffFlags) fails(r *diff.Report) bool {
	any := slices.Contains(f.fail, "any")
	for _, c := range changes(r) {
		if any || slices.Contains(f.fail, string(c.Kind)) {
			return true
		}
	}
	return false
}

// changed is one change with what it is about.
type changed struct {
	diff.Change
	about, kind string
}

// changes returns all changes, those of one kind together.
func changes(r *diff.Report) []changed {
	var out []changed
	for i := range r.Entries {
		e := &r.Entries[i]
		for _, c := range e.Changes {
			out = append(out, changed{c, e.Name, e.Type})
		}
	}
	for i := range r.Work {
		w := &r.Work[i]
		about := w.Workflow
		if w.Task != "" {
			about += ", " + w.Task
		}
		for _, c := range w.Changes {
			if c.Kind == diff.Added || c.Kind == diff.Removed {
				c.From, c.To = "", "" // it says what it is about
			}
			out = append(out, changed{c, about, "pipeline"})
		}
	}
	slices.SortStableFunc(out, func(a, b changed) int { return slices.Index(kinds(), a.Kind) - slices.Index(kinds(), b.Kind) })
	return slices.Compact(out) // parts of one package that changed alike
}

func (f *diffFlags) encode(w io.Writer, r *diff.Report) error {
	switch f.format {
	case "text":
		return diffText(w, r)
	case "markdown":
		return diffMarkdown(w, r)
	case "json":
		return diffJSON(w, r)
	default:
		return cli.Usage("-format: there is no format %q: want text, markdown or json", f.format)
	}
}

// diffSummary counts changes by kind in one line.
func diffSummary(all []changed) string {
	if len(all) == 0 {
		return "no differences"
	}
	count := map[diff.Kind]int{}
	for _, c := range all {
		count[c.Kind]++
	}
	var parts []string
	for _, k := range kinds() {
		if n := count[k]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, k))
		}
	}
	return strings.Join(parts, ", ")
}

// arrow tells a change from one value to another.
func (c changed) arrow() string {
	switch {
	case c.From == "":
		return c.To
	case c.To == "":
		return c.From
	default:
		return c.From + " → " + c.To
	}
}

func diffText(w io.Writer, r *diff.Report) error {
	all := changes(r)
	var rows [][]string
	for _, c := range all {
		rows = append(rows, []string{string(c.Kind), c.about, dash(c.kind), c.arrow()})
	}
	if err := table(w, rows); err != nil {
		return err
	}
	if len(all) > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, diffSummary(all))
	for _, what := range r.NotCompared {
		fmt.Fprintln(w, "not compared: "+clean(what))
	}
	if r.PathsCut {
		fmt.Fprintln(w, "not all new ways from the root are told: the graphs are too large")
	}
	return nil
}

func diffMarkdown(w io.Writer, r *diff.Report) error {
	all := changes(r)
	fmt.Fprintf(w, "**Bill of materials:** %s\n", diffSummary(all))
	if len(all) > 0 {
		fmt.Fprint(w, "\n| change | component | type | what |\n|---|---|---|---|\n")
	}
	for _, c := range all {
		fmt.Fprintf(w, "| %s | %s | %s | %s |\n", c.Kind, cell(c.about), cell(c.kind), cell(c.arrow()))
	}
	for _, what := range r.NotCompared {
		fmt.Fprintf(w, "\nNot compared: %s.\n", clean(what))
	}
	if r.PathsCut {
		fmt.Fprint(w, "\nNot all new ways from the root are told: the graphs are too large.\n")
	}
	return nil
}

// cell returns a text as code in a table of Markdown, where nothing in it has a
// meaning.
func cell(s string) string {
	if s == "" {
		return ""
	}
	s = strings.NewReplacer("`", "'", "|", `\|`).Replace(clean(s))
	return "`" + s + "`"
}

type changeJSON struct {
	Kind diff.Kind `json:"kind"`
	From string    `json:"from,omitempty"`
	To   string    `json:"to,omitempty"`
}

type entryJSON struct {
	Name     string       `json:"name,omitempty"`
	Type     string       `json:"type,omitempty"`
	Workflow string       `json:"workflow,omitempty"`
	Task     string       `json:"task,omitempty"`
	From     []string     `json:"fromRefs,omitempty"`
	To       []string     `json:"toRefs,omitempty"`
	Changes  []changeJSON `json:"changes"`
}

func diffJSON(w io.Writer, r *diff.Report) error {
	out := struct {
		Components  []entryJSON `json:"components"`
		Pipelines   []entryJSON `json:"pipelines"`
		NotCompared []string    `json:"notCompared,omitempty"`
		PathsCut    bool        `json:"pathsCut,omitempty"`
	}{[]entryJSON{}, []entryJSON{}, r.NotCompared, r.PathsCut}
	for _, e := range r.Entries {
		out.Components = append(out.Components, entryJSON{Name: e.Name, Type: e.Type, From: refs(e.From), To: refs(e.To), Changes: changesJSON(e.Changes)})
	}
	for _, k := range r.Work {
		out.Pipelines = append(out.Pipelines, entryJSON{Workflow: k.Workflow, Task: k.Task, Changes: changesJSON(k.Changes)})
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

func changesJSON(list []diff.Change) []changeJSON {
	var out []changeJSON
	for _, c := range list {
		out = append(out, changeJSON(c))
	}
	return out
}

func refs(list []*bom.Component) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Ref)
	}
	return out
}
