package manifest

import (
	"strings"

	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/internal/yamlpos"
)

// npmKinds are the tables of dependencies of a package.json that are installed.
var npmKinds = [...]string{"dependencies", "devDependencies", "optionalDependencies"}

// packageJSON reads the dependencies of a package.json, and the catalogs of Bun.
func (r *reader) packageJSON() {
	doc, err := jsonpos.Parse(r.text, jsonpos.Config{})
	if err != nil {
		return
	}
	root := doc.Root()
	for _, kind := range npmKinds {
		r.npmTable(root.Get(kind))
	}
	for _, holder := range []jsonpos.Value{root, root.Get("workspaces")} {
		r.npmTable(holder.Get("catalog"))
		for _, catalog := range holder.Get("catalogs").Members() {
			r.npmTable(catalog)
		}
	}
}

func (r *reader) npmTable(table jsonpos.Value) {
	for key, value := range table.Members() {
		start, end := value.Span()
		if spec := value.Str(); value.Kind() == jsonpos.String && end-start == len(spec)+2 { // nothing is escaped
			r.add(Declaration{Ecosystem: "npm", Name: key.Str(), Spec: spec}, start+1)
		}
	}
}

// pnpmCatalogs reads the versions that the members of a workspace of pnpm share.
func (r *reader) pnpmCatalogs() {
	docs, err := yamlpos.Parse(r.text)
	if err != nil || len(docs) == 0 {
		return
	}
	r.pnpmCatalog(docs[0].Get("catalog"))
	for _, catalog := range docs[0].Get("catalogs").Members() {
		r.pnpmCatalog(catalog)
	}
}

func (r *reader) pnpmCatalog(catalog yamlpos.Value) {
	for key, value := range catalog.Members() {
		start, end := yamlpos.Span(key, value)
		entry, spec := string(r.text[start:end]), value.Str()
		if at := strings.LastIndex(entry, spec); spec != "" && at > len(key.Str()) && !strings.Contains(entry[:at], "\n") {
			r.add(Declaration{Ecosystem: "npm", Name: key.Str(), Spec: spec}, start+at)
		}
	}
}
