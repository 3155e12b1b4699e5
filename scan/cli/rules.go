package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/scan"
)

// rules lists all rules, or explains the named ones.
func (c *command) rules(ctx context.Context, args []string) (int, error) {
	flags := c.newFlags("rules", "[flags] [explain] [rule …]")
	asJSON := flags.Bool("json", false, "print the rules as JSON, one on each line")
	class := flags.String("class", "", "only rules of this weakness `class`")
	ids, err := parse(flags, args)
	if err != nil {
		return 0, err
	}
	all := len(ids) > 0 && ids[0] == "explain"
	if all {
		if ids = ids[1:]; len(ids) == 0 {
			return 0, usageError("rules explain takes the rules to explain, by id, class or area")
		}
	}
	rules, err := c.allRules(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(rules, func(r *scan.Rule) bool { return called(r, id) }) {
			return 0, usageError("there is no rule, class or area %q: '%s rules' lists the rules", id, c.Name)
		}
	}
	if *class != "" && !slices.ContainsFunc(rules, func(r *scan.Rule) bool { return string(r.Class) == *class }) {
		return 0, usageError("-class %s: no rule has it: '%s rules' lists the rules, and 'rules explain' their classes", *class, c.Name)
	}
	rules = slices.DeleteFunc(rules, func(r *scan.Rule) bool {
		return *class != "" && string(r.Class) != *class || len(ids) > 0 && !slices.ContainsFunc(ids, func(id string) bool { return called(r, id) })
	})
	switch {
	case *asJSON:
		return 0, writeRulesJSON(c.env.Stdout, rules)
	case len(ids) > 0 && (all || len(rules) <= 10):
		for i, r := range rules {
			if i > 0 {
				fmt.Fprintln(c.env.Stdout)
			}
			explain(c.env.Stdout, r)
			if all {
				c.explainMore(c.env.Stdout, r)
			}
		}
	default:
		listRules(c.env.Stdout, rules)
	}
	return ExitPass, nil
}

// called reports whether a word names the rule: its id, its class or its area.
func called(r *scan.Rule, word string) bool {
	area, short, _ := strings.Cut(r.ID, "/")
	return word == r.ID || word == short || word == area || word == string(r.Class)
}

// allRules returns the rules of all analyzers, sorted by id.
func (c *command) allRules(ctx context.Context) ([]*scan.Rule, error) {
	analyzers, err := c.analyzers(ctx, Options{Rules: true})
	if err != nil {
		return nil, err
	}
	var rules []*scan.Rule
	for _, a := range analyzers {
		rules = append(rules, a.Rules()...)
	}
	slices.SortFunc(rules, func(a, b *scan.Rule) int { return strings.Compare(a.ID, b.ID) })
	return rules, nil
}

func writeRulesJSON(w io.Writer, rules []*scan.Rule) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, r := range rules {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func listRules(w io.Writer, rules []*scan.Rule) {
	width := 0
	for _, r := range rules {
		width = max(width, len(r.ID))
	}
	for _, r := range rules {
		persona := ""
		if r.Persona != scan.PersonaRegular {
			persona = " (" + r.Persona.String() + ")"
		}
		fmt.Fprintf(w, "%-*s  %-8s  %s%s\n", width, r.ID, r.Severity, r.Name, persona)
	}
	fmt.Fprintf(w, "\n%s. Name some by id, class or area to have them explained.\n", plural(len(rules), "rule"))
}

// explain prints everything that is known about a rule.
func explain(w io.Writer, r *scan.Rule) {
	fmt.Fprintf(w, "%s: %s\n\n", r.ID, r.Name)
	facts := [][2]string{{"class", string(r.Class)}, {"kind", string(r.Kind)}, {"severity", r.Severity.String()}, {"persona", r.Persona.String()}}
	if r.Confidence != scan.ConfidenceUnknown {
		facts = append(facts, [2]string{"confidence", r.Confidence.String()})
	}
	var taxa []string
	for _, t := range r.AllTaxa() {
		taxa = append(taxa, t.String())
	}
	facts = append(facts, [2]string{"taxa", strings.Join(taxa, ", ")}, [2]string{"tags", strings.Join(r.Tags, ", ")})
	for _, f := range facts {
		if f[1] != "" {
			fmt.Fprintf(w, "  %-11s %s\n", f[0], f[1])
		}
	}
	section(w, "", r.Description)
	section(w, "What to do", r.Remediation)
	section(w, "Reported", indent(r.Example))
	section(w, "Not reported", indent(r.Fixed))
	var links []string
	for _, ref := range r.References {
		links = append(links, strings.TrimSpace(ref.Title+" "+ref.URL))
	}
	section(w, "References", indent(strings.Join(links, "\n")))
}

// explainMore prints what can be done about findings of a rule.
func (c *command) explainMore(w io.Writer, r *scan.Rule) {
	fix := "Its findings have no fix that edits files."
	if r.Fix != "" {
		fix = r.Fix + "\n'" + c.Name + " fix -rule " + r.ID + "' shows what it changes; -unsafe includes the fixes that are not safe"
		if strings.Contains(r.Fix, "resolver") {
			fix += ", -pins FILE says what tags and branches stand for"
		}
		fix += "."
	}
	section(w, "Fix", fix)
	ignore := "'" + c.Name + " scan -class " + string(r.Class) + "=off' reports it and passes."
	switch r.Kind {
	case scan.KindMisconfiguration, scan.KindSecret, scan.KindVulnerability, scan.KindMalware:
		ignore = "A comment in the file, on the line or alone above it, in the file's own syntax:\n\n  # penstock: ignore[" + r.ID + "] the reason\n  # penstock: ignore[" + r.ID + "] until 2027-12-31: the reason\n" +
			"  # penstock: ignore-file[" + r.ID + "] the reason\n\nThe finding is still counted. " + c.withoutComments(r) + ignore
	}
	section(w, "Ignore", ignore)
}

// withoutComments says what there is for findings in files that cannot have comments.
func (c *command) withoutComments(r *scan.Rule) string {
	if r.Kind != scan.KindVulnerability && r.Kind != scan.KindMalware {
		return ""
	}
	return "Lockfiles have no comments that last: '" + c.Name + " scan -vex FILE' takes statements of what does not matter. "
}

func section(w io.Writer, title, text string) {
	if text = strings.TrimRight(text, "\n"); text == "" {
		return
	}
	fmt.Fprintln(w)
	if title != "" {
		fmt.Fprintf(w, "%s:\n", title)
	}
	fmt.Fprintln(w, text)
}

func indent(text string) string {
	text = strings.TrimRight(text, "\n")
	if text == "" {
		return ""
	}
	return "  " + strings.ReplaceAll(text, "\n", "\n  ")
}
