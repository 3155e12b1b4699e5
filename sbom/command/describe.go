package command

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/purl"
)

// describe writes a document for people: what it is about, and a table of its
// components.
func describe(w io.Writer, d *bom.Document) error {
	if root := d.Root(); root != nil {
		fmt.Fprintln(w, clean(strings.TrimSpace(root.FullName()+" "+root.Version)+", "+cmp.Or(root.Type, "component")+beside(" ", root.PURL)))
	}
	fmt.Fprintf(w, "%s, %s", counted(len(d.Components)-len(d.Roots), "component"), counted(edges(d), "dependency"))
	if n := len(d.Files); n > 0 {
		fmt.Fprintf(w, ", %s", counted(n, "file"))
	}
	if n := len(d.Vulnerabilities); n > 0 {
		fmt.Fprintf(w, ", %s", counted(n, "vulnerability"))
	}
	for _, f := range d.Formulation {
		fmt.Fprintf(w, ", %s", counted(len(f.Workflows), "workflow"))
	}
	fmt.Fprintf(w, "; parts are %s; %s\n\n", clean(completeness(d)), clean(cmp.Or(d.CreatedUTC(), "no time")))
	rows := [][]string{{"NAME", "VERSION", "TYPE", "SCOPE", "LICENSE", "FOUND IN"}}
	for _, c := range d.Components {
		if slices.Contains(d.Roots, c.Ref) {
			continue
		}
		rows = append(rows, []string{c.FullName(), dash(c.Version), dash(kind(c)), dash(cmp.Or(c.Property("penstock:scope"), c.Scope)), dash(licenses(c)), dash(places(c))})
	}
	return table(w, rows)
}

// table writes rows below each other.
func table(w io.Writer, rows [][]string) error {
	var text bytes.Buffer
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i, cell := range row {
			if i > 0 {
				fmt.Fprint(t, "\t")
			}
			fmt.Fprint(t, clean(cell))
		}
		fmt.Fprintln(t)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(text.String()) {
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}

func edges(d *bom.Document) int {
	n := 0
	for _, dep := range d.Dependencies {
		n += len(dep.DependsOn)
	}
	return n
}

// completeness returns what a document says about the parts of its root.
func completeness(d *bom.Document) string {
	for _, c := range d.Compositions {
		for _, ref := range c.Assemblies {
			if slices.Contains(d.Roots, ref) {
				return c.Aggregate
			}
		}
	}
	return "not said to be complete"
}

// kind is the type of a component's package URL, or else its own.
func kind(c *bom.Component) string {
	if u, err := purl.Parse(c.PURL); err == nil && c.PURL != "" {
		return u.Type
	}
	return c.Type
}

func licenses(c *bom.Component) string {
	var words []string
	for _, l := range c.Licenses {
		if v := l.Value(); v != "" && !slices.Contains(words, v) {
			words = append(words, v)
		}
	}
	return strings.Join(words, ", ")
}

// places returns the first place of a component, and how many more there are.
func places(c *bom.Component) string {
	if len(c.Occurrences) == 0 {
		return ""
	}
	text := c.Occurrences[0].Path
	if line := c.Occurrences[0].Line; line > 0 {
		text = fmt.Sprintf("%s:%d", text, line)
	}
	if n := len(c.Occurrences) - 1; n > 0 {
		text = fmt.Sprintf("%s and %d more", text, n)
	}
	return text
}

func dash(s string) string { return cmp.Or(s, "-") }

// beside returns a text with something in front of it, nothing for none.
func beside(front, text string) string {
	if text == "" {
		return ""
	}
	return front + text
}

// counted returns a number with the word for what it counts.
func counted(n int, one string) string {
	switch {
	case n == 1:
		return "1 " + one
	case strings.HasSuffix(one, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(one, "y"))
	default:
		return fmt.Sprintf("%d %ss", n, one)
	}
}
