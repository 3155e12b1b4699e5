package command

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/vex"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// vexFlags are the flags of the verb about statements.
type vexFlags struct {
	clock       Config
	format, out string
	author      string
	created     string
	accept      list
}

func (c Config) vexVerb() cli.Verb {
	return cli.Verb{
		Name: "vex", Args: "[flags] FILE …",
		Summary: "list the statements of VEX documents, or write them as one document",
		Details: `Read are OpenVEX, CycloneDX and CSAF. A scan applies statements (-vex FILE) and
writes them of its findings (-format openvex).

Examples:
  %s statements.json
  %s -format openvex -author "Acme security" -o all.json supplier.json bom.json

Exit codes: 0 done; 2 wrong usage; 3 a document could not be understood whole.`,
		Values: map[string][]string{"format": {"text", "openvex", "cyclonedx"}, "created": {"now"}, "accept": {"malformed"}},
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &vexFlags{clock: c}
			flags.StringVar(&f.format, "format", "text", "`format`: text, openvex or cyclonedx")
			flags.StringVar(&f.out, "o", "", "`file` for the document instead of standard output")
			flags.StringVar(&f.author, "author", "", "`name` of who makes the statements (default the author of the documents, if they have one)")
			flags.StringVar(&f.created, "created", "", "`time` of the document: RFC 3339, seconds since 1970, or now (default that of SOURCE_DATE_EPOCH, or the latest of the documents)")
			acceptFlag(flags, &f.accept)
			return f.run
		},
	}
}

func (f *vexFlags) run(_ context.Context, call cli.Call) (int, error) {
	if len(call.Args) == 0 {
		return 0, cli.Usage("want a document")
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	all := &vex.Document{Author: f.author, Tool: strings.TrimSpace(call.Tool.Name + " " + call.Tool.Version)}
	for _, path := range call.Args {
		if err := add(all, r, call, path); err != nil {
			return 0, err
		}
	}
	at, err := created(call, f.clock, f.created)
	if err != nil {
		return 0, err
	}
	if !at.IsZero() {
		all.Time = at
	}
	var text bytes.Buffer
	switch f.format {
	case "text":
		err = vexText(&text, all)
	case "openvex":
		err = vex.WriteOpenVEX(&text, all)
	case "cyclonedx":
		err = vex.WriteCycloneDX(&text, all, cyclonedx.WriteConfig{})
	default:
		err = cli.Usage("-format: there is no format %q: want text, openvex or cyclonedx", f.format)
	}
	if err != nil {
		return 0, err
	}
	if err := put(call, f.out, text.Bytes()); err != nil {
		return 0, err
	}
	return r.code(), nil
}

// add puts the statements of a file to those of others.
func add(all *vex.Document, r *remarks, call cli.Call, path string) error {
	text, name, err := load(call, path)
	if err != nil {
		return err
	}
	d, err := vex.Read(text)
	if err != nil {
		return cli.Usage("%s: %v", name, err)
	}
	for _, p := range d.Problems {
		r.diagnostic(&scan.Diagnostic{Kind: scan.DiagMalformed, Location: scan.Location{Path: name, Region: p.Region, Logical: p.Pointer}, Message: p.Message})
	}
	all.Author = cmp.Or(all.Author, d.Author)
	if d.Time.After(all.Time) {
		all.Time = d.Time
	}
	for _, s := range d.Statements {
		s.Author = cmp.Or(s.Author, d.Author)
		if s.Time.IsZero() {
			s.Time = d.Time
		}
		all.Statements = append(all.Statements, s)
	}
	r.say("%s: %s, %s", name, string(d.Format), counted(len(d.Statements), "statement"))
	return nil
}

// vexText lists statements for people.
func vexText(w io.Writer, d *vex.Document) error {
	rows := [][]string{{"VULNERABILITY", "STATUS", "WHY", "PRODUCTS", "SINCE"}}
	for _, s := range d.Statements {
		since := ""
		if !s.Time.IsZero() {
			since = s.Time.UTC().Format(time.DateOnly)
		}
		rows = append(rows, []string{s.Vulnerability, string(s.Status), dash(cmp.Or(string(s.Justification), s.Word, s.Impact, s.Action)), dash(products(s.Products)), dash(since)})
	}
	return table(w, rows)
}

func products(list []vex.Product) string {
	var words []string
	for i, p := range list {
		if i == maxNamed {
			words = append(words, fmt.Sprintf("%d more", len(list)-i))
			break
		}
		word := cmp.Or(p.PURL, p.ID, "?")
		if len(p.Subcomponents) > 0 {
			word += " (" + products(p.Subcomponents) + ")"
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}
