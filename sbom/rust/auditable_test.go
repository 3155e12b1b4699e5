package rust_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/sbom/rust"
	"github.com/penstock-dev/penstock/scan"
)

// elfProgram is a program of three sections: none, the list of crates, and the
// names of sections.
func elfProgram(list []byte) []byte {
	names := "\x00.dep-v0\x00.names\x00"
	var b bytes.Buffer
	write := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&b, binary.LittleEndian, v) // into memory
		}
	}
	listAt := uint64(64)
	namesAt := listAt + uint64(len(list))
	sectionsAt := namesAt + uint64(len(names))
	b.WriteString("\x7fELF\x02\x01\x01" + string(make([]byte, 9)))
	write(uint16(2), uint16(62), uint32(1), uint64(0), uint64(0), sectionsAt, uint32(0), uint16(64), uint16(0), uint16(0), uint16(64), uint16(3), uint16(2))
	b.Write(list)
	b.WriteString(names)
	b.Write(make([]byte, 64))
	for _, s := range [][3]uint64{{1, listAt, uint64(len(list))}, {9, namesAt, uint64(len(names))}} {
		kind := uint32(1)
		if s[0] == 9 {
			kind = 3
		}
		write(uint32(s[0]), kind, uint64(0), uint64(0), s[1], s[2], uint32(0), uint32(0), uint64(1), uint64(0))
	}
	b.Write(make([]byte, 4096))
	return b.Bytes()
}

func packed(text string) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(text)) // into memory
	_ = z.Close()
	return b.Bytes()
}

func auditable(t testing.TB, data []byte) string {
	t.Helper()
	file := scan.NewFile(&scan.Entry{Path: "bin/tool", Size: int64(len(data)), Mode: 0o755}, data)
	rec := golden.Run(t, []*scan.File{file}, rust.Auditable{})
	golden.Check(t, []*scan.File{file}, rec)
	return rec.Text()
}

const crates = `{"packages": [
	{"name": "valve", "version": "0.3.0", "source": "crates.io"},
	{"name": "cc", "version": "1.0.0", "source": "git+https://forge.example/cc", "kind": "build"},
	{"name": "pump", "version": "1.2.0", "source": "local", "root": true, "dependencies": [0, 1, 2, 99]}
]}`

func TestAuditable(t *testing.T) {
	t.Parallel()
	want := `package crates.io valve@0.3.0 runtime direct installed
	purl pkg:cargo/valve@0.3.0
	at bin/tool
package crates.io cc@1.0.0 build direct installed
	purl pkg:cargo/cc@1.0.0
	at bin/tool
	source git+https://forge.example/cc
package crates.io pump@1.2.0 runtime root installed
	purl pkg:cargo/pump@1.2.0
	at bin/tool
	needs pkg:cargo/cc@1.0.0
	needs pkg:cargo/valve@0.3.0
`
	if diff := cmp.Diff(want, auditable(t, elfProgram(packed(crates)))); diff != "" {
		t.Error(diff)
	}
	for name, list := range map[string][]byte{"no zlib": []byte("text"), "no JSON": packed("text"), "cut": packed(crates)[:40]} {
		got := auditable(t, elfProgram(list))
		if want := "diagnostic malformed bin/tool the list of crates in the program cannot be read"; len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := auditable(t, make([]byte, 8192)); got != "" {
		t.Errorf("no program: %s", got)
	}
}

func FuzzAuditable(f *testing.F) {
	f.Add(elfProgram(packed(crates)))
	f.Add([]byte("MZ"))
	f.Add([]byte("\xcf\xfa\xed\xfe"))
	f.Fuzz(func(t *testing.T, data []byte) { auditable(t, append(data, make([]byte, 4096)...)) })
}
