package dockerfile

import (
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
)

var (
	_ audit.Cataloger = (*System)(nil)
	_ audit.Confidant = (*System)(nil)
)

// Uses implements [audit.Cataloger]: the images that stages start from, those
// that files are copied or mounted from, and the one that reads the file itself
// (the directive syntax). Arguments stand for their defaults.
//
// What ends up in the image that the last stage makes is [scan.ScopeRuntime]: the
// image below it, and the images that it and the stages below it copy from. All
// else serves the build.
func (s *System) Uses(f *ci.File) []ci.Use {
	b, _ := parse(f.Source.Bytes()) // an error was told when the file was read
	var list audit.Catalog
	list.Add(b.syntax())
	kept := b.kept()
	for i, st := range b.stages {
		if i >= len(f.Jobs) {
			break
		}
		scope := scan.ScopeBuild
		if kept[st] {
			scope = scan.ScopeRuntime
		}
		u := use{build: b, job: f.Jobs[i]}
		if st.base == nil && st.image.text != "" && !strings.EqualFold(st.image.text, "scratch") {
			start, end := st.from.source(st.image.from, st.image.to)
			list.Add(u.image(ci.UseBase, scope, st.image.text, ci.Span{Start: start, End: end}))
		}
		for j := range st.body {
			in := &st.body[j]
			switch from, ok := in.flag("from"); {
			case in.name != "COPY" && in.name != "ADD" || !ok:
			case b.stage(from.text) == nil:
				list.Add(u.source(scope, from.text, ci.Span{Start: from.from, End: from.to}))
			}
			if in.name == "RUN" {
				u.mounts(&list, in)
			}
		}
	}
	return list
}

// use makes uses in one stage.
type use struct {
	build *build
	job   *ci.Job
}

func (u use) image(kind ci.UseKind, scope scan.Scope, text string, span ci.Span) *ci.Use {
	ref, _ := u.build.expand(text)
	return &ci.Use{Kind: kind, Text: text, Span: span, Job: u.job, Image: ref, Computed: !ci.IsImage(ref), Scope: scope}
}

// source returns what files are taken from. A mere word is an image or a context
// that the build is given by name: only the build can tell.
func (u use) source(scope scan.Scope, text string, span ci.Span) *ci.Use {
	one := u.image(ci.UseTool, scope, text, span)
	one.Computed = one.Computed || !strings.ContainsAny(one.Image, "/:.@")
	return one
}

// mounts notes the images that a RUN instruction mounts files from.
func (u use) mounts(list *audit.Catalog, in *instruction) {
	for _, f := range in.flags {
		value, ok := strings.CutPrefix(f.text, "--mount=")
		for option := range strings.SplitSeq(value, ",") {
			if from, named := strings.CutPrefix(option, "from="); ok && named && from != "" && u.build.stage(from) == nil {
				list.Add(u.source(scan.ScopeBuild, from, ci.Span{Start: f.from, End: f.to}))
			}
		}
	}
}

// kept returns the stages that the image of the last one is made on: itself and
// what it starts from.
func (b *build) kept() map[*stage]bool {
	kept := map[*stage]bool{}
	if len(b.stages) == 0 {
		return kept
	}
	for s := b.stages[len(b.stages)-1]; s != nil && !kept[s]; s = s.base {
		kept[s] = true
	}
	return kept
}

// syntax returns the image that the directive at the top of the file names.
func (b *build) syntax() *ci.Use {
	at := 0
	for line := range strings.SplitAfterSeq(string(b.text[:min(len(b.text), 4096)]), "\n") {
		comment, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(line, "\ufeff")), "#")
		key, value, directive := strings.Cut(comment, "=")
		if !ok || !directive {
			return nil
		}
		if value = strings.TrimSpace(value); strings.EqualFold(strings.TrimSpace(key), "syntax") && value != "" {
			start := at + strings.Index(line, value)
			return &ci.Use{Kind: ci.UseTool, Text: value, Span: ci.Span{Start: start, End: start + len(value)}, Image: value, Computed: !ci.IsImage(value)}
		}
		at += len(line)
	}
	return nil
}

// Secrets implements [audit.Confidant]: the secrets that instructions mount.
func (s *System) Secrets(f *ci.File) []ci.Secret {
	b, _ := parse(f.Source.Bytes())
	var list []ci.Secret
	for i, st := range b.stages {
		for j := range st.body {
			for _, flag := range st.body[j].flags {
				value, ok := strings.CutPrefix(flag.text, "--mount=type=secret,")
				if !ok || i >= len(f.Jobs) {
					continue
				}
				for option := range strings.SplitSeq(value, ",") {
					if id, named := strings.CutPrefix(option, "id="); named {
						list = append(list, ci.Secret{Name: id, Span: ci.Span{Start: flag.from, End: flag.to}, Job: f.Jobs[i]})
					}
				}
			}
		}
	}
	return list
}
