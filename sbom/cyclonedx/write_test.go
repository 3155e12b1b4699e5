package cyclonedx_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/sbom/bom"
	"github.com/penstock-dev/penstock/sbom/cyclonedx"
	"github.com/penstock-dev/penstock/sbom/internal/bomtest"
	"github.com/penstock-dev/penstock/scan"
)

func write(t testing.TB, d *bom.Document, config cyclonedx.WriteConfig) string {
	t.Helper()
	var b bytes.Buffer
	if err := cyclonedx.Write(&b, d, config); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteGolden(t *testing.T) {
	t.Parallel()
	bomtest.Golden(t, "testdata/write/*.txtar", func(t *testing.T, input []byte) map[string]string {
		d, err := cyclonedx.Read(input)
		if err != nil {
			t.Fatal(err)
		}
		return map[string]string{
			"json": write(t, d, cyclonedx.WriteConfig{}),
			"xml":  write(t, d, cyclonedx.WriteConfig{Version: "1.7", Syntax: cyclonedx.XML}),
		}
	})
}

// TestRoundTrip writes a document that has everything and reads it back.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/full.txtar")
	if err != nil {
		t.Fatal(err)
	}
	want, err := cyclonedx.Read(archive.Files[0].Data)
	if err != nil {
		t.Fatal(err)
	}
	for _, config := range []cyclonedx.WriteConfig{{}, {Compact: true}, {Version: "1.7", Syntax: cyclonedx.XML}} {
		got, err := cyclonedx.Read([]byte(write(t, want, config)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(comparable(t, want), comparable(t, got)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", config, diff)
		}
	}
}

// comparable returns a document's text without what writing is free to change.
func comparable(t *testing.T, d *bom.Document) string {
	t.Helper()
	c := *d
	c.SpecVersion, c.Created = "", d.CreatedUTC()
	c.Components = nil
	for _, one := range d.Components {
		copied := *one
		copied.Region = scan.Region{}
		c.Components = append(c.Components, &copied)
	}
	c.Services = c.Services[:1] // nested ones are written beside each other
	c.Dependencies = nil
	return bomtest.Text(t, &c)
}

func TestWriteVersion(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"1.5", "2", "x"} {
		if err := cyclonedx.Write(&bytes.Buffer{}, &bom.Document{}, cyclonedx.WriteConfig{Version: version}); !errors.Is(err, cyclonedx.ErrVersion) {
			t.Errorf("%s: error %v", version, err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteFails(t *testing.T) {
	t.Parallel()
	if err := cyclonedx.Write(broken{}, &bom.Document{}, cyclonedx.WriteConfig{}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("error %v", err)
	}
}

func TestSerialNumber(t *testing.T) {
	t.Parallel()
	d := &bom.Document{Roots: []string{"mill"}, Components: []*bom.Component{{Ref: "mill", Name: "mill"}}}
	serial := func() string {
		back, err := cyclonedx.Read([]byte(write(t, d, cyclonedx.WriteConfig{})))
		if err != nil {
			t.Fatal(err)
		}
		return back.ID
	}
	first := serial()
	d.Created = "2026-03-01T08:00:00Z"
	if serial() != first {
		t.Error("the time changes the serial number")
	}
	d.Components[0].Version = "4"
	if serial() == first {
		t.Error("the content does not change the serial number")
	}
	d.ID = "urn:uuid:0B1B6F0C-7B0A-4B57-9D2F-2F2A70B1F001"
	if serial() != strings.ToLower(d.ID) {
		t.Errorf("the serial number %s is not kept", d.ID)
	}
}

func TestWriteStrangeDocuments(t *testing.T) {
	t.Parallel()
	d := &bom.Document{
		Roots: []string{"nobody"},
		Components: []*bom.Component{
			{Ref: "a", Parent: "b", Name: "a", Type: "gadget"}, {Ref: "b", Parent: "a", Name: "b"}, // a circle
			{Ref: "a", Name: "a again"},
			{Ref: "c", Name: "c", Hashes: []scan.Hash{{Algorithm: "crc32", Value: "abcd"}, {Algorithm: "sha256", Value: "short"}},
				References: []bom.Reference{{Type: "moon", URL: "https://moon.example"}, {URL: "not a url"}}},
		},
		Dependencies: []bom.Dependency{{Ref: "a", DependsOn: []string{"c", "gone", "c"}}, {Ref: "gone"}, {Ref: "a", DependsOn: []string{"b"}}},
	}
	back, err := cyclonedx.Read([]byte(write(t, d, cyclonedx.WriteConfig{})))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range back.Components {
		names = append(names, c.Name+" "+c.Type)
	}
	if diff := cmp.Diff([]string{"c library", "a library", "b library"}, names); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]bom.Dependency{{Ref: "a", DependsOn: []string{"b", "c"}}}, back.Dependencies); diff != "" {
		t.Errorf("dependencies (-want +got):\n%s", diff)
	}
	c := back.Component("c")
	if len(c.Hashes) != 0 || c.Property("penstock:hash:crc32") != "abcd" || len(c.References) != 1 || c.References[0].Type != "other" {
		t.Errorf("%+v", c)
	}
}

func TestLicenses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want []string }{
		{[]string{"mit"}, []string{"MIT"}},
		{[]string{"MIT", "BSD"}, []string{"MIT", "BSD"}},
		{[]string{"MIT OR 0BSD"}, []string{"MIT OR 0BSD"}},
		{[]string{"MIT OR 0BSD", "Apache-2.0"}, []string{"(MIT OR 0BSD) AND Apache-2.0"}},
		{[]string{"MIT OR 0BSD", "the house's own"}, []string{"MIT OR 0BSD", "the house's own"}},
		{[]string{"NOASSERTION", ""}, nil},
	} {
		c := &bom.Component{Ref: "c", Name: "c"}
		for _, l := range tt.in {
			c.Licenses = append(c.Licenses, bom.License{Expression: l})
		}
		back, err := cyclonedx.Read([]byte(write(t, &bom.Document{Components: []*bom.Component{c}}, cyclonedx.WriteConfig{})))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, l := range back.Components[0].Licenses {
			got = append(got, l.Value())
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", tt.in, diff)
		}
	}
}
