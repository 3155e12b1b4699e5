package osv

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// quickly returns what decodeQuick should read of a record.
func quickly(r *Record) Record {
	c := *r
	c.SchemaVersion, c.Credits = "", nil
	if c.Summary != "" {
		c.Details = ""
	}
	c.Affected = nil
	for _, a := range r.Affected {
		ranges := a.Ranges
		a.Ranges = nil
		for _, g := range ranges {
			g.DatabaseSpecific = nil
			a.Ranges = append(a.Ranges, g)
		}
		c.Affected = append(c.Affected, a)
	}
	return c
}

// same compares all that is kept of two records.
func same(a, b *Record) string {
	all := compileAll([]*Record{a, b})
	return cmp.Diff(all[0], all[1], cmp.AllowUnexported(compiled{}, compiledClaim{}))
}

// quickCases say whether a text is read quickly at all.
var quickCases = map[string]struct {
	text string
	ok   bool
}{
	"plain": {`{"schema_version":"1.7.0","id":"A-1","modified":"2025-01-02T03:04:05Z","aliases":["B"],"related":[],"summary":"s","details":"d\n",
		"severity":[{"type":"CVSS_V3","score":"x"}],"affected":[{"package":{"ecosystem":"npm","name":"a","purl":"p"},"severity":null,
		"ranges":[{"type":"SEMVER","repo":"r","events":[{"introduced":"0"},{"fixed":"1"},{"last_affected":"2"},{"limit":"*"}],"database_specific":{"a":[1,-2.5e3,true]}}],
		"versions":["1"],"ecosystem_specific": {"a" : null},"database_specific":{}}],"references":[{"type":"WEB","url":"u"}],"credits":[{"name":"n"}],
		"database_specific":{"severity":"HIGH","cwe_ids":["CWE-1"]},"something_new":{"x":"é"}}`, true},
	"escapes":           {`{"id":"A\u002d1","summary":"\"\\\/\b\f\n\r\t\ud83d\ude00","aliases":["\u0041"]}`, true},
	"details":           {`{"id":"A","details":"# Head\nText with \u00e9"}`, true},
	"space":             {" { \"id\" : \"A\" , \"aliases\" : [ \"B\" , \"C\" ] } \n", true},
	"null":              {`{"id":"A","aliases":null,"affected":[null],"summary":null}`, true},
	"invalid UTF-8":     {"{\"id\":\"A\",\"summary\":\"\xff\"}", true},
	"no id":             {`{"aliases":[]}`, false},
	"other letters":     {`{"ID":"A"}`, false},
	"twice":             {`{"id":"A","id":"B"}`, false},
	"type":              {`{"id":"A","aliases":"B"}`, false},
	"trailing":          {`{"id":"A"} x`, false},
	"trailing comma":    {`{"id":"A",}`, false},
	"cut":               {`{"id":"A","x":[1,2`, false},
	"control":           {"{\"id\":\"A\x01\"}", false},
	"bad escape":        {`{"id":"A","x":"\q"}`, false},
	"bad unicode":       {`{"id":"A","x":"\u12g4"}`, false},
	"bad number":        {`{"id":"A","x":1.2.3}`, false},
	"bad word":          {`{"id":"A","x":nul}`, false},
	"null as key":       {`{"id":"A",null:1}`, false},
	"nothing":           {``, false},
	"deep":              {`{"id":"A","x":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, false},
	"value of no type":  {`{"id":"A","x":}`, false},
	"cut in an escape":  {`{"id":"A\`, false},
	"no colon":          {`{"id" "A"}`, false},
	"array at the root": {`[{"id":"A"}]`, false},
}

func TestDecodeQuick(t *testing.T) {
	t.Parallel()
	for name, test := range quickCases {
		var r Record
		if ok := decodeQuick(test.text, &r); ok != test.ok {
			t.Errorf("%s: %v, want %v", name, ok, test.ok)
		}
	}
}

// FuzzDecodeQuick holds that what is read quickly is what encoding/json reads.
func FuzzDecodeQuick(f *testing.F) {
	for _, test := range quickCases {
		f.Add([]byte(test.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var r Record
		if !decodeQuick(string(data), &r) {
			return
		}
		slow, err := DecodeRecord(data)
		if err != nil {
			t.Fatalf("read what is no record: %v", err)
		}
		want := quickly(slow)
		if diff := same(&want, &r); diff != "" {
			t.Fatalf("-encoding/json +quick:\n%s", diff)
		}
	})
}
