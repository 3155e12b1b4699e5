package trust

import "strings"

// template is a file that describes resources.
type template struct {
	resources []*resource
	// names holds what texts may refer to: "local.x", and the address of a
	// provider of tokens by the name of its resource.
	names map[string]*value
}

// resource is one of a template's resources or data sources.
type resource struct {
	kind string // such as "aws_iam_role" or "AWS::IAM::Role"
	name string
	body *value
	// head is where the resource's name is written.
	head *value
}

// add takes a resource in, and its address where others refer to it.
func (t *template) add(r *resource) {
	t.resources = append(t.resources, r)
	switch r.kind {
	case "aws_iam_openid_connect_provider":
		if url := r.body.get("url"); url != nil {
			t.names[r.kind+"."+r.name] = url
		}
	case "AWS::IAM::OIDCProvider":
		if url := r.body.get("Url"); url != nil {
			t.names[r.name] = url
		}
	}
}

// name returns the name in [template.names] of what an expression refers to:
// the expression without index, attribute and the marks around it.
func name(expression string) string {
	expression = strings.TrimPrefix(expression, "data.")
	if i := strings.IndexByte(expression, '['); i >= 0 {
		expression = expression[:i]
	}
	for _, attribute := range []string{".arn", ".url", ".id", ".Arn"} {
		expression = strings.TrimSuffix(expression, attribute)
	}
	return expression
}
