package ci_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
)

func Example() {
	uses := &ci.Component{Owner: "Octo", Repo: "Action", Path: "sub", Version: "v1"}
	fmt.Println(uses.Name(), uses.Pinned(), uses.Is("octo/action/sub"))
	// Output: octo/action/sub false true
}

func TestComponent(t *testing.T) {
	t.Parallel()
	const hash = "0123456789abcdef0123456789ABCDEF01234567"
	for version, want := range map[string]bool{hash: true, hash[:39]: false, hash[:39] + "g": false, "v1": false, "": false, hash + hash[:24]: true} {
		if got := (&ci.Component{Version: version}).Pinned(); got != want {
			t.Errorf("Pinned of %q is %t", version, got)
		}
	}
	var none *ci.Component
	if none.Name() != "" || none.Is("", "a/b") || (&ci.Component{Local: true}).Is("") {
		t.Error("an absent component is something")
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	root, err := document.Parse([]byte("Name: x\nOTHER: y\n"))
	if err != nil {
		t.Fatal(err)
	}
	env := &ci.Env{}
	for k, v := range root[0].Pairs() {
		env.Vars = append(env.Vars, ci.Setting{Key: k, Value: v})
	}
	if got := env.Get("NAME").Value() + env.Get("other").Value() + env.Get("none").Value(); got != "xy" {
		t.Errorf("values %q", got)
	}
	if (&ci.Step{}).Input("x") != nil {
		t.Error("a step without inputs has one")
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	text := []byte("a: b\nc: dé\n")
	roots, err := document.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	k, v := roots[0].Pair("c")
	if got := string(text[ci.Between(k, v).Start:ci.Between(k, v).End]); got != "c: dé" {
		t.Errorf("between: %q", got)
	}
	f := &ci.File{Source: &ci.Source{File: scan.NewFile(&scan.Entry{Path: "x.yml"}, text), Roots: roots}}
	loc := f.Location(ci.SpanOf(v), "c")
	want := scan.Location{Path: "x.yml", Logical: "c", Region: scan.Region{StartLine: 2, StartColumn: 4, EndLine: 2, EndColumn: 7, StartOffset: 8, EndOffset: 11, Snippet: "c: dé"}}
	if diff := cmp.Diff(want, loc); diff != "" {
		t.Errorf("location (-want +got):\n%s", diff)
	}
}

func TestWeaknessJSON(t *testing.T) {
	t.Parallel()
	w := &ci.Weakness{Record: scan.Record{Message: "m"}, System: "github", Step: -1, Privilege: ci.PrivilegeExposed}
	data := mustJSON(t, w)
	var back map[string]any
	if err := json.Unmarshal([]byte(data), &back); err != nil {
		t.Fatal(err)
	}
	if back["message"] != "m" || back["system"] != "github" || back["privilege"] != "exposed" || back["step"] != -1.0 {
		t.Errorf("JSON %s", data)
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
