package golang_test

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/sbom/golang"
	"github.com/penstock-dev/penstock/sbom/internal/golden"
	"github.com/penstock-dev/penstock/scan"
)

func program(t testing.TB, data []byte) *scan.File {
	t.Helper()
	return scan.NewFile(&scan.Entry{Path: "bin/tool", Size: int64(len(data)), Mode: 0o755}, data)
}

// TestBinary reads the program that runs the test.
func TestBinary(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	packages, err := sbom.Extract(context.Background(), program(t, data))
	if err != nil || len(packages) < 2 {
		t.Fatal(packages, err)
	}
	root, stdlib := packages[0], packages[1]
	if root.Name != "github.com/penstock-dev/penstock" || root.Relation != scan.RelationRoot || root.Version == "(devel)" {
		t.Errorf("main module: %+v", root)
	}
	if stdlib.Name != "stdlib" || !strings.HasPrefix(stdlib.Version, "1.") || !slices.Contains(root.DependsOn, stdlib.PURL) {
		t.Errorf("toolchain: %+v", stdlib)
	}
}

// elfProgram is a program of one segment with build information in it, as the
// linker lays it out (package debug/buildinfo).
func elfProgram(version, modules string) []byte {
	frame := strings.Repeat("x", 15) + "\n"
	info := "\xff Go buildinf:\x08\x02" + string(make([]byte, 16))
	for _, text := range []string{version, frame + modules + frame} {
		info += string(binary.AppendUvarint(nil, uint64(len(text)))) + text
	}
	b := []byte("\x7fELF\x02\x01\x01" + string(make([]byte, 9)))
	add := func(values ...any) {
		for _, v := range values {
			b, _ = binary.Append(b, binary.LittleEndian, v) // of fixed size
		}
	}
	add(uint16(2), uint16(62), uint32(1), uint64(0), uint64(64), uint64(0), uint32(0), uint16(64), uint16(56), uint16(1), uint16(64), uint16(0), uint16(0))
	size := uint64(len(info))
	add(uint32(1), uint32(6), uint64(128), uint64(0x10000), uint64(0x10000), size, size, uint64(16))
	b = append(b, make([]byte, 128-len(b))...)
	return append(append(b, info...), make([]byte, 4096)...)
}

const modules = `path	registry.example/pump/cmd
mod	registry.example/pump	(devel)	
dep	registry.example/valve	v0.3.0	h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
dep	registry.example/old	v1.0.0
=>	registry.example/new	v1.1.0	h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
dep	registry.example/near	v0.0.0
=>	../near	(devel)	
build	vcs.revision=0123456789abcdef0123456789abcdef01234567
`

func TestBinaryModules(t *testing.T) {
	t.Parallel()
	file := program(t, elfProgram("go1.26.1 X:some", modules))
	rec := golden.Run(t, []*scan.File{file}, golang.Binary{})
	golden.Check(t, []*scan.File{file}, rec)
	want := `package Go registry.example/pump@ runtime root installed
	purl pkg:golang/registry.example/pump
	at bin/tool
	commit 0123456789abcdef0123456789abcdef01234567
	needs pkg:golang/stdlib@1.26.1
package Go stdlib@1.26.1 runtime installed
	purl pkg:golang/stdlib@1.26.1
	at bin/tool
package Go registry.example/valve@v0.3.0 runtime installed
	purl pkg:golang/registry.example/valve@v0.3.0
	at bin/tool
	sum h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
package Go registry.example/new@v1.1.0 runtime installed
	purl pkg:golang/registry.example/new@v1.1.0
	at bin/tool
	replaces registry.example/old@v1.0.0
	sum h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
package Go ../near@ runtime installed
	purl 
	at bin/tool
	source ../near
	replaces registry.example/near@v0.0.0
`
	if diff := cmp.Diff(want, rec.Text()); diff != "" {
		t.Error(diff)
	}
}

// TestStream holds that a program in pieces of any size says the same.
func TestStream(t *testing.T) {
	t.Parallel()
	data := elfProgram("go1.26.1 X:some", modules)
	decoy := append([]byte("x\xff Go buildinf:\x08\x02"), make([]byte, 15)...)
	data = append(append(decoy, []byte("\xff Go buildinf:\x08\x00"+string(make([]byte, 48)))...), data...)
	data = data[len(decoy)%16:]
	var want string
	for _, size := range []int{1, 7, 64, len(data)} {
		rec := &golden.Recorder{}
		w := golang.Binary{}.Stream(&scan.Entry{Path: "bin/tool"}, rec)
		for piece := range slices.Chunk(data, size) {
			if _, err := w.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if len(rec.Packages) != 5 || want != "" && rec.Text() != want {
			t.Errorf("pieces of %d bytes:\n%s", size, rec.Text())
		}
		want = rec.Text()
	}
}

func TestBinaryBroken(t *testing.T) {
	t.Parallel()
	text := []byte(strings.Repeat("#!/bin/sh\n", 1000))
	if packages, err := sbom.Extract(context.Background(), program(t, text)); err != nil || len(packages) > 0 {
		t.Errorf("a script: %v, %v", packages, err)
	}
	if packages, err := sbom.Extract(context.Background(), program(t, text[2:])); err == nil || errors.Is(err, sbom.ErrNoExtractor) {
		t.Errorf("a text: %v, %v", packages, err)
	}
	cut := append([]byte("\x7fELF\x00"), strings.Repeat("\xff Go buildinf:", 1000)...)
	if _, err := sbom.Extract(context.Background(), program(t, cut)); err == nil {
		t.Error("a broken program gives no error")
	}
}

func FuzzBinary(f *testing.F) {
	f.Add([]byte("\x7fELF\x02\x01\x01\x00\xff Go buildinf:\x08\x02"))
	f.Add(elfProgram("go1.26.1", modules))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := program(t, append(data, make([]byte, 4096)...))
		golden.Check(t, []*scan.File{file}, golden.Run(t, []*scan.File{file}, golang.Binary{}))
		w := golang.Binary{}.Stream(file.Entry, &golden.Recorder{})
		for piece := range slices.Chunk(data, 5) {
			if _, err := w.Write(piece); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
