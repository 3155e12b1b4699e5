package javascript

import (
	"errors"
	"strings"

	"github.com/penstock-dev/penstock/internal/yamlpos"
	"github.com/penstock-dev/penstock/sbom/internal/entry"
	"github.com/penstock-dev/penstock/scan"
)

// readBerry reads the YAML of Yarn 2 and later.
func (r *yarnReader) readBerry() error {
	docs, err := yamlpos.Parse(r.file.Bytes())
	var errs []error
	if err != nil {
		errs = append(errs, entry.Malformed(r.file, 0, err))
	}
	for _, doc := range docs {
		for key, value := range doc.Members() {
			if key.Str() == "__metadata" {
				continue
			}
			if value.Get("version").Str() == "" && len(errs) < maxBroken {
				start, end := yamlpos.Span(key, value)
				errs = append(errs, entry.Diagnostic(r.file, scan.DiagMalformed, start, end, "entry of yarn.lock without a version", nil))
			}
			if value.IsMap() {
				r.addBerry(key, value)
			}
		}
	}
	for _, n := range r.nodes {
		for _, need := range n.needs {
			to := r.bySpec[need[0]+"@"+need[1]]
			if to == nil {
				to = r.bySpec[need[0]+"@npm:"+need[1]]
			}
			r.list.Depend(n.pkg, to)
			if n.local && to != nil && to.Relation == scan.RelationUnknown {
				to.Relation = scan.RelationDirect
			}
		}
	}
	r.list.Direct()
	return errors.Join(errs...)
}

func (r *yarnReader) addBerry(key, value yamlpos.Value) {
	specs := yarnSpecs(key.Str())
	resolution := value.Get("resolution").Str()
	if resolution == "" {
		resolution = specs[0]
	}
	name, place := splitSpec(resolution)
	start, end := yamlpos.Span(key, value)
	p := entry.New(r.file, ecosystem, name, value.Get("version").Str(), start, end)
	if local, _ := splitSpec(specs[0]); local != name {
		entry.SetProperty(p, "alias", local)
	}
	berrySource(p, place)
	if value.Get("conditions").Str() != "" {
		entry.SetProperty(p, "conditions", value.Get("conditions").Str())
	}
	p = r.list.Add(p)
	for _, s := range specs {
		r.bySpec[s] = p
		bound, _, _ := strings.Cut(s, "::") // what it is bound to does not belong to the range
		r.bySpec[bound] = p
	}
	n := yarnNode{pkg: p, local: strings.HasPrefix(place, "workspace:")}
	for _, field := range []string{"dependencies", "optionalDependencies"} {
		for name, spec := range value.Get(field).Members() {
			n.needs = append(n.needs, [2]string{name.Str(), spec.Str()})
		}
	}
	r.nodes = append(r.nodes, n)
}

// berrySource reads what stands behind the name in a resolution.
func berrySource(p *scan.Package, place string) {
	protocol, rest, _ := strings.Cut(place, ":")
	rest, _, _ = strings.Cut(rest, "::")
	switch protocol {
	case "npm":
	case "workspace":
		p.Source = rest
		p.Relation = scan.RelationDirect
		if rest == "." {
			p.Source, p.Relation = "", scan.RelationRoot
		}
	case "patch":
		entry.SetProperty(p, "patched", "true")
	case "file", "link", "portal":
		p.Source, _, _ = strings.Cut(rest, "#")
	default:
		repository, fragment, _ := strings.Cut(place, "#")
		if commit, ok := strings.CutPrefix(fragment, "commit="); ok {
			commit, _, _ = strings.Cut(commit, "&")
			entry.SetGit(p, repository, commit)
			return
		}
		p.Source = entry.CleanURL(repository)
	}
}
