package command

import (
	"context"
	"flag"
	"slices"
	"strings"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/merge"
	"github.com/penstock-dev/penstock/scan/cli"
)

// mergeFlags are the flags of the verb that makes one document of several.
type mergeFlags struct {
	documentOutput
	clock   Config
	about   merge.Config
	mode    string
	created string
	accept  list
}

func (c Config) mergeVerb() cli.Verb {
	return cli.Verb{
		Name: "merge", Args: "[flags] FILE FILE …",
		Summary: "make one bill of materials of several",
		Details: `Flat lists what several documents have once, hierarchical keeps each document
whole below a common root. The order of the files decides nothing. Standard error
says what was joined, and where the documents contradict each other.

Examples:
  %s -name shop -version 1.2.0 -o shop.json backend.json frontend.spdx.json
  %s -mode hierarchical -name fleet a.json b.json c.json

Exit codes: 0 merged; 2 wrong usage; 3 a document could not be understood whole.`,
		Values: map[string][]string{"format": formatNames(), "mode": {"flat", "hierarchical"}, "created": {"now"}, "accept": {"malformed"}},
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &mergeFlags{clock: c}
			f.documentOutput.add(flags)
			flags.StringVar(&f.mode, "mode", "flat", "`mode`: flat or hierarchical")
			flags.StringVar(&f.about.Name, "name", "", "`name` of the whole (default what all documents describe, or root)")
			flags.StringVar(&f.about.Version, "version", "", "`version` of the whole")
			flags.StringVar(&f.about.PURL, "purl", "", "package `URL` of the whole")
			flags.StringVar(&f.about.Type, "type", "", "`type` of the whole, in the words of CycloneDX (default application)")
			flags.StringVar(&f.created, "created", "", "`time` that the document bears: RFC 3339, seconds since 1970, or now (default that of SOURCE_DATE_EPOCH, or the latest of the documents)")
			acceptFlag(flags, &f.accept)
			return f.run
		},
	}
}

func (f *mergeFlags) run(_ context.Context, call cli.Call) (int, error) {
	if len(call.Args) < 2 {
		return 0, cli.Usage("want two documents or more")
	}
	copies, err := f.copies()
	if err != nil {
		return 0, err
	}
	if f.about.Created, err = created(call, f.clock, f.created); err != nil {
		return 0, err
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	var documents []*bom.Document
	for _, path := range call.Args {
		d, _, err := r.read(call, path)
		if err != nil {
			return 0, err
		}
		if d.Signature != nil {
			r.say("note: the signature of %s holds for that document alone, and is left behind", path)
		}
		documents = append(documents, d)
	}
	f.about.Mode = merge.Mode(f.mode)
	result, err := merge.Merge(documents, f.about)
	if err != nil {
		return 0, cli.Usage("-mode: %v", err)
	}
	if own := (bom.Tool{Name: call.Tool.Name, Version: call.Tool.Version}); !slices.Contains(result.Document.Tools, own) {
		result.Document.Tools = append(result.Document.Tools, own)
	}
	f.tell(r, result, call.Args)
	if err := write(call, result.Document, copies); err != nil {
		return 0, err
	}
	return r.code(), nil
}

// tell says what happened on the way.
func (f *mergeFlags) tell(r *remarks, result *merge.Result, paths []string) {
	d := result.Document
	root := d.Root()
	if root.Name == "root" && f.about.Name == "" {
		r.say("note: the documents describe different things, and the whole has no name: -name gives it one")
	}
	r.say("%s: %s of %s; in several of them: %d", strings.TrimSpace(root.FullName()+" "+root.Version), counted(len(d.Components)-1, "component"), counted(len(paths), "document"), len(result.Joined))
	for i, c := range result.Conflicts {
		if i == maxPrinted {
			r.say("not listed: %s", counted(len(result.Conflicts)-i, "more contradiction"))
			break
		}
		about := c.Ref
		if about == "" {
			about = "the documents"
		}
		r.say("note: %s of %s: %s", c.Field, about, strings.Join(c.Values, " / "))
	}
	for i, l := range result.Loose {
		if i == maxPrinted {
			r.say("not listed: %s to nothing", counted(len(result.Loose)-i, "more reference"))
			break
		}
		r.say("note: %s: %s refers to %s, which is not there; the reference is left out", paths[l.Document], l.From, l.Ref)
	}
}
