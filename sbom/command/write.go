package command

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
	"github.com/penstock-dev/penstock/scan/formulation"
)

// writeFlags are the flags of the verb that makes a document of a tree.
type writeFlags struct {
	targetFlags
	documentOutput
	about       bom.Config
	supplier    string
	authors     list
	omit        list
	created     string
	formulation bool
}

func (c Config) writeVerb() cli.Verb {
	return cli.Verb{
		Name: "write", Args: "[flags] [path …]",
		Summary: "write the bill of materials of folders, archives, lockfiles or standard input (-)",
		Details: `What the document describes is named by -name, or else by the project file that
lies nearest to the top (go.mod, package.json, …), or else by the folder.
Standard error says which. Without SOURCE_DATE_EPOCH or -created the document
bears no time, and the same input gives the same bytes.

Examples:
  %s .                                                # CycloneDX 1.6 to standard output
  %s -format text .                                   # a table for people
  %s -format cyclonedx-json=bom.json -format spdx-json=bom.spdx.json .
  %s -name shop -version 1.2.0 -supplier Acme -o bom.json services/shop
  %s -omit dev -omit test -created now -format spdx-json@3.0.1 .
  git archive v1.2.0 | %s -stdin-name shop.tar -

Exit codes: 0 written; 2 wrong usage; 3 written, but something was not looked at:
the document says itself that it is incomplete. Where nothing at all could be
looked at, as at a revision that is not known, none is written.`,
		Values: map[string][]string{
			"format": formatNames(), "omit": {"dev", "test", "build", "optional", "peer"},
			"type":      {"application", "library", "framework", "container", "firmware", "device"},
			"lifecycle": {"design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"},
			"created":   {"now"}, "accept": {"malformed", "unpinned", "too-large", "unsupported", "limit", "unreadable"},
		},
		New: func(flags *flag.FlagSet) func(context.Context, cli.Call) (int, error) {
			f := &writeFlags{targetFlags: targetFlags{config: c}}
			f.documentOutput.add(flags)
			flags.StringVar(&f.about.Name, "name", "", "`name` of what the document describes")
			flags.StringVar(&f.about.Version, "version", "", "`version` of what the document describes")
			flags.StringVar(&f.about.PURL, "purl", "", "package `URL` of what the document describes")
			flags.StringVar(&f.about.Type, "type", "", "`type` of what the document describes, in the words of CycloneDX (default application)")
			flags.StringVar(&f.supplier, "supplier", "", "`name` of who provides what the document describes")
			flags.Var(&f.authors, "author", "`name` of who makes the document, repeatable; \"Name <mail>\" is a person")
			flags.StringVar(&f.about.Lifecycle, "lifecycle", "", "`phase` in which the document is made (default pre-build, unless something is installed)")
			flags.StringVar(&f.created, "created", "", "`time` that the document bears: RFC 3339, seconds since 1970, or now (default that of SOURCE_DATE_EPOCH)")
			flags.BoolVar(&f.about.Complete, "complete", false, "say that nothing is missing, unless something was not looked at")
			flags.Var(&f.omit, "omit", "`scope` of packages to leave out, repeatable: dev, test, build, optional or peer")
			flags.BoolVar(&f.formulation, "formulation", true, "describe the pipelines too, in the formulation of CycloneDX")
			f.targetFlags.add(flags)
			return f.run
		},
	}
}

func (f *writeFlags) run(ctx context.Context, call cli.Call) (int, error) {
	copies, err := f.copies()
	if err != nil {
		return 0, err
	}
	if err := f.complete(call); err != nil {
		return 0, err
	}
	if err := known(call); err != nil {
		return 0, err
	}
	r, err := newRemarks(call, f.accept)
	if err != nil {
		return 0, err
	}
	run, err := f.targetFlags.run(ctx, call, call.Args)
	if err != nil {
		return 0, err
	}
	for _, d := range run.diagnostics {
		r.diagnostic(d)
	}
	if run.nothing && r.incomplete() {
		r.say("no document was written: it would tell of nothing")
		return r.code(), nil
	}
	if slices.ContainsFunc(run.packages, ofDocument) {
		r.say("note: of a bill of materials only the packages count here: convert and merge keep what else it says")
	}
	d := f.document(r, run, call.Args)
	if f.formulation && slices.ContainsFunc(copies, copyOf.cycloneDX) {
		if formula := formulation.Of(run.pipelines); formula != nil {
			d.Formulation = []*bom.Formula{formula}
		}
	}
	if err := write(call, d, copies); err != nil {
		return 0, err
	}
	return r.code(), nil
}

// known tells a verb that is not known from a path that does not exist.
func known(call cli.Call) error {
	if len(call.Args) == 0 || strings.ContainsAny(call.Args[0], "./\\-") {
		return nil
	}
	if _, err := os.Stat(call.Args[0]); errors.Is(err, fs.ErrNotExist) {
		return cli.Usage("%q is neither a verb nor a path that exists", call.Args[0])
	}
	return nil
}

// ofDocument reports whether a package was listed by a bill of materials.
func ofDocument(p *scan.Package) bool {
	return len(p.Locations) > 0 && p.Locations[0].Origin != nil && p.Locations[0].Origin.Component != ""
}

// complete fills in what the flags and the environment say about the document.
func (f *writeFlags) complete(call cli.Call) error {
	for _, o := range f.omit {
		if !slices.Contains([]string{"dev", "test", "build", "optional", "peer"}, o) {
			return cli.Usage("-omit %s: want dev, test, build, optional or peer", o)
		}
	}
	var err error
	if f.about.Created, err = created(call, f.config, f.created); err != nil {
		return err
	}
	f.about.Tools = []bom.Tool{{Name: call.Tool.Name, Version: call.Tool.Version}}
	f.about.Supplier = bom.Party{Name: f.supplier}
	for _, a := range f.authors {
		f.about.Authors = append(f.about.Authors, party(a))
	}
	return nil
}

// created returns the time that documents bear.
func created(call cli.Call, config Config, value string) (time.Time, error) {
	source := "-created"
	if value == "" {
		source, value = "SOURCE_DATE_EPOCH", call.Lookup("SOURCE_DATE_EPOCH")
	}
	switch {
	case value == "":
		return time.Time{}, nil
	case value == "now" && !config.Now.IsZero():
		return config.Now, nil
	}
	if seconds, err := strconv.ParseInt(value, 10, 64); err == nil && seconds >= 0 && seconds < 1<<37 {
		return time.Unix(seconds, 0).UTC(), nil
	}
	at, err := time.Parse(time.RFC3339, value)
	if err != nil || source != "-created" {
		return at, cli.Usage("%s: %q is no time: want seconds since 1970, or, for -created, a time such as 2026-03-01T08:00:00Z", source, value)
	}
	return at, nil
}

// party reads "Name <mail>".
func party(text string) bom.Party {
	name, mail, ok := strings.Cut(text, "<")
	return bom.Party{Name: strings.TrimSpace(name), Email: strings.TrimSuffix(mail, ">"), Person: ok}
}

// document makes a document of what was found, and says what it describes.
func (f *writeFlags) document(r *remarks, run *found, paths []string) *bom.Document {
	packages := slices.DeleteFunc(slices.Clone(run.packages), func(p *scan.Package) bool {
		return slices.Contains(f.omit, string(p.Scope)) && p.Relation != scan.RelationRoot
	})
	f.about.Diagnostics = run.diagnostics
	installed := slices.ContainsFunc(packages, func(p *scan.Package) bool { return p.Installed })
	if f.about.Lifecycle == "" && !installed {
		f.about.Lifecycle = "pre-build"
	}
	d := bom.New(packages, f.about)
	why := "by -name"
	if root := d.Root(); f.about.Name == "" {
		why = "by the project file nearest to the top"
		if len(root.Occurrences) > 0 {
			why = "by " + root.Occurrences[0].Path
		} else if name := folder(paths); name != "" {
			why = "after the path; -name gives it another name"
			f.about.Name = name
			d = bom.New(packages, f.about)
		}
	}
	root := d.Root()
	root.Supplier.Name = cmp.Or(root.Supplier.Name, f.supplier)
	r.say("%s: %s, named %s", strings.TrimSpace(root.FullName()+" "+root.Version), counted(len(d.Components)-1, "component"), why)
	if d.Created == "" {
		r.say("note: the document bears no time: SOURCE_DATE_EPOCH or -created gives it one")
	}
	if root.Version == "" {
		r.say("note: no version of %s is known: -version gives it one", root.FullName())
	}
	return d
}

// folder returns a name for what lies at paths, "" if there are several.
func folder(paths []string) string {
	if len(paths) > 1 {
		return ""
	}
	p, err := filepath.Abs(cmp.Or(strings.Join(paths, ""), "."))
	if name := filepath.Base(p); err == nil && name != "-" && name != string(filepath.Separator) {
		return name
	}
	return ""
}
