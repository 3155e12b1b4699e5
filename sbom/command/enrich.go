package command

import (
	"context"
	"errors"
	"flag"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/document"
	"github.com/penstock-dev/penstock/sbom/enrich"
	"github.com/penstock-dev/penstock/scan/cli"
)

// enrichFlags are the flags of the verb that completes a document.
type enrichFlags struct {
	targetFlags
	patches list
	out     string
	allowed enrich.Config
}

func (c Config) enrichVerb() cli.Verb {
	return cli.Verb{
		Name: "enrich", Args: "[flags] FILE [path …]",
		Summary: "put what is missing into a document, and leave every other byte as it is",
		Details: `The document is CycloneDX in JSON or XML, SPDX 2 in JSON or tag-value, or SPDX 3;
convert makes one of these of any other. What is put in comes from patch files, and from what the packages at the paths say
about themselves: licenses, digests, suppliers. A patch file is

  {"document": {"authors": [{"name": "Acme"}]},
   "components": [{"match": "pkg:npm/wheel@1.2.0", "licenses": ["MIT"], "supplier": {"name": "Acme"}}]}

Examples:
  %s -patch suppliers.json -o bom.json bom.json
  %s -o full.json bom.json node_modules

Exit codes: 0 done; 2 wrong usage; 3 a document, a patch or a file could not be
understood, or a signature would break.`,
		Values: map[string][]string{"accept": {"malformed", "unpinned"}},
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &enrichFlags{targetFlags: targetFlags{config: c}}
			flags.Var(&f.patches, "patch", "`file` with a patch, repeatable")
			flags.StringVar(&f.out, "o", "", "`file` for the document instead of standard output; that of the document is allowed")
			flags.BoolVar(&f.allowed.Overwrite, "overwrite", false, "replace what the document says otherwise")
			flags.BoolVar(&f.allowed.AllowBrokenSignature, "allow-broken-signature", false, "change signed documents too; the signature stays, and does not hold any more")
			f.targetFlags.add(flags)
			return f.run
		},
	}
}

func (f *enrichFlags) run(ctx context.Context, call cli.Call) (int, error) {
	if len(call.Args) == 0 || len(call.Args) == 1 && len(f.patches) == 0 {
		return 0, cli.Usage("want a document, and a patch file or a path with packages")
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	text, name, err := load(call, call.Args[0])
	if err != nil {
		return 0, err
	}
	d, err := document.Read(text)
	if err != nil {
		if errors.Is(err, bom.ErrFormat) {
			err = cli.Usage("%s: %v", name, err)
		}
		return 0, err
	}
	patches, err := f.all(ctx, call, r, d)
	if err != nil {
		return 0, err
	}
	for _, p := range patches {
		result, err := enrich.Apply(text, p.Patch, f.allowed)
		if errors.Is(err, enrich.ErrSigned) {
			return 0, errors.Join(err, errors.New("-allow-broken-signature changes it all the same"))
		}
		if errors.Is(err, bom.ErrFormat) {
			return 0, cli.Usage("%s: %v", name, err)
		}
		if err != nil {
			return 0, err
		}
		text = result.Text
		p.tell(r, result)
	}
	if err := put(call, f.out, text); err != nil {
		return 0, err
	}
	return r.code(), nil
}

// sourced is a patch with where it is from.
type sourced struct {
	enrich.Patch
	source string
	quiet  bool // about packages that the document may well not have
}

// all returns the patches: those of files, and that of what was found.
func (f *enrichFlags) all(ctx context.Context, call cli.Call, r *remarks, d *bom.Document) ([]sourced, error) {
	var out []sourced
	for _, path := range f.patches {
		text, name, err := load(call, path)
		if err != nil {
			return nil, err
		}
		p, err := enrich.ReadPatch(text)
		if err != nil {
			return nil, cli.Usage("%s: %v", name, err)
		}
		out = append(out, sourced{p, name, false})
	}
	if len(call.Args) == 1 {
		return out, nil
	}
	run, err := f.targetFlags.run(ctx, call, call.Args[1:])
	if err != nil {
		return nil, err
	}
	for _, diagnostic := range run.diagnostics {
		r.diagnostic(diagnostic)
	}
	return append(out, sourced{enrich.FromPackages(d, run.packages), "packages", true}), nil
}

// tell says what was put in and what was not.
func (p sourced) tell(r *remarks, result *enrich.Result) {
	r.say("%s: %s put in, %s kept", p.source, counted(len(result.Changes), "value"), counted(len(result.Kept), "other"))
	for i, k := range result.Kept {
		if i == maxPrinted {
			r.say("not listed: %d more", len(result.Kept)-i)
			break
		}
		r.say("note: %s %s: %s", k.Pointer, k.Field, k.Reason)
	}
	for i, n := range result.Unmatched {
		if p.quiet || i == maxPrinted {
			r.say("note: not in the document: %s of the patch", counted(len(result.Unmatched)-i, "component"))
			break
		}
		c := p.Components[n]
		r.say("note: no component is %s", c.Ref+c.Match)
	}
}
