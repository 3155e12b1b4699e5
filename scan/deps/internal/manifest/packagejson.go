package manifest

import "github.com/penstock-dev/penstock/internal/jsonpos"

// packageJSON reads the dependencies of a package.json.
func (r *reader) packageJSON() {
	doc, err := jsonpos.Parse(r.text, jsonpos.Config{})
	if err != nil {
		return
	}
	for _, kind := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
		for key, value := range doc.Root().Get(kind).Members() {
			start, end := value.Span()
			if spec := value.Str(); value.Kind() == jsonpos.String && end-start == len(spec)+2 { // nothing is escaped
				r.add(Declaration{Ecosystem: "npm", Name: key.Str(), Spec: spec}, start+1)
			}
		}
	}
}
