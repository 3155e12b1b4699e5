package ci_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

// written returns the variables of an environment as they stand in the text.
func written(text string, e *ci.Env) []string {
	if e == nil {
		return nil
	}
	list := []string{}
	for _, v := range e.Vars {
		start, end := v.Value.Span()
		list = append(list, v.Key.Value()+"="+v.Value.Value()+" "+text[start:end])
	}
	return list
}

func TestEnvOf(t *testing.T) {
	t.Parallel()
	const text = "env:\n  A: 'one'\n  B: {from: x}\nlist:\n- C=d=e\n- \"F=\"\n- G\n- =h\nword: x\n"
	roots, err := document.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	root := roots[0]
	assigned := &ci.Env{}
	assigned.Assign([]byte(text), root.Get("list"))
	assigned.Assign([]byte(text), root.Get("env"))
	for name, tt := range map[string]struct {
		env  *ci.Env
		want []string
	}{
		"block":          {ci.EnvOf(root, "env"), []string{"A=one 'one'", "B= {from: x}"}},
		"word":           {ci.EnvOf(root, "word"), []string{}},
		"no block":       {ci.EnvOf(root, "none"), nil},
		"scalars":        {ci.ScalarsOf(root.Get("env")), []string{"A=one 'one'"}},
		"no mapping":     {ci.ScalarsOf(root.Get("list")), nil},
		"assignments":    {assigned, []string{"C=d=e d=e", "F= "}},
		"nothing at all": {ci.EnvOf(nil, "env"), nil},
	} {
		if diff := cmp.Diff(tt.want, written(text, tt.env)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	env := ci.EnvOf(root, "env")
	if env.Key.Value() != "env" || env.Get("a").Value() != "one" || env.Get("none") != nil {
		t.Errorf("key %q, a = %q", env.Key.Value(), env.Get("a").Value())
	}
}
