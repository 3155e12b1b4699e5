package archive_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// part is a member of an archive that a test builds.
type part struct{ name, content string }

func zipOf(t testing.TB, parts ...part) string {
	t.Helper()
	return zipWith(t, zip.Deflate, parts)
}

// storedZip returns a zip whose members are not compressed.
func storedZip(t testing.TB, parts ...part) string {
	t.Helper()
	return zipWith(t, zip.Store, parts)
}

func zipWith(t testing.TB, method uint16, parts []part) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: method})
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, p.content)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarOf(t testing.TB, parts ...part) string {
	t.Helper()
	headers := make([]tar.Header, len(parts))
	for i, p := range parts {
		headers[i] = tar.Header{Name: p.name, Mode: 0o640, Size: int64(len(p.content)), Typeflag: tar.TypeReg}
	}
	return tarWith(t, headers, parts)
}

func tarWith(t testing.TB, headers []tar.Header, parts []part) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := range headers {
		if err := w.WriteHeader(&headers[i]); err != nil {
			t.Fatal(err)
		}
		if i < len(parts) {
			io.WriteString(w, parts[i].content)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gz(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, content)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zst(t testing.TB, content string) string {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(content), nil))
}

// debOf returns an ar archive as Debian packages are.
func debOf(parts ...part) string {
	var b strings.Builder
	b.WriteString("!<arch>\n")
	for _, p := range parts {
		fmt.Fprintf(&b, "%-16s%-12d%-6d%-6d%-8s%-10d`\n%s", p.name, 0, 0, 0, "100644", len(p.content), p.content)
		if len(p.content)%2 == 1 {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// cpioOf returns a cpio archive in the form of SVR4.
func cpioOf(parts ...part) string {
	var b strings.Builder
	for _, p := range append(parts, part{"TRAILER!!!", ""}) {
		fmt.Fprintf(&b, "070701%08x%08x%024x%08x%08x%032x%08x%08x%s\x00", 1, 0o100644, 0, 0, len(p.content), 0, len(p.name)+1, 0, p.name)
		for b.Len()%4 != 0 {
			b.WriteByte(0)
		}
		b.WriteString(p.content)
		for b.Len()%4 != 0 {
			b.WriteByte(0)
		}
	}
	return b.String()
}

// oldCpioOf returns a cpio archive in the form of POSIX.1.
func oldCpioOf(parts ...part) string {
	var b strings.Builder
	for _, p := range append(parts, part{"TRAILER!!!", ""}) {
		fmt.Fprintf(&b, "070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o%s\x00%s", 0, 0, 0o100644, 0, 0, 1, 0, 0, len(p.name)+1, len(p.content), p.name, p.content)
	}
	return b.String()
}

// The line "all quiet on the pipe" in notes.txt, alone and as a tar, as xz and
// bzip2 compress it: the standard library has no writer for either.
const (
	notesXz     = "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAVYWxsIHF1aWV0IG9uIHRoZSBwaXBlCgAAAJmvzSC1+cF0AAEuFlYJVd8ftvN9AQAAAAAEWVo="
	notesBz2    = "QlpoOTFBWSZTWWwM+yMAAALRgAAQQAAiZeYAIAAiGk02k2kIBoA4gbnL8dk4kQyG/F3JFOFCQbAz7Iw="
	notesTarBz2 = "QlpoOTFBWSZTWZxCZcQAAHv7hMoUAEBAAX8AAIBiZf5AAACACCAAdBomkYgA00GI9QZFPU0MgAyBoPph6KQQHMACQ17guKMIISQFOqijtXtvxOqECBmAJQAZKKHqknFnYhyDiXSs2UP5u9fZx6CDm5otxp3g9TTxj/VXa8iID8XckU4UJCcQmXEA"
	notesTarXz  = "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4Cf/AIBdADcbyu7mWyiES5fq67iYALseuQCnoDFCvAeAr+U3pO3CBea76W8f+Zobx86xFnLBKNy4q0S0hQ4qSVhMIg1x7BWyF53t5ZFqXfWCKxsAlvWuMWY610orMFkKnIly686JJ0AAtD+DN2wyzVeviEOIQzQyOcyeMh5P3s1eTzfyAl8AAARTyTFYu7vIAAGcAYBQAADes3QVscRn+wIAAAAABFla"
)

func unbase64(t testing.TB, s string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// rawZip writes the records of a zip with no regard for sense.
type rawZip struct {
	body, directory bytes.Buffer
	records         int
}

// add writes a member and returns the offset of its local header.
func (z *rawZip) add(name string, flags, method uint16, crc, size uint32, data string) int {
	at := z.body.Len()
	h := make([]byte, 30)
	copy(h, "PK\x03\x04")
	binary.LittleEndian.PutUint16(h[8:], method)
	binary.LittleEndian.PutUint16(h[26:], uint16(len(name)))
	z.body.Write(h)
	z.body.WriteString(name + data)
	z.list(name, flags, method, crc, size, uint32(len(data)), at)
	return at
}

// list writes a header of the directory only.
func (z *rawZip) list(name string, flags, method uint16, crc, size, packed uint32, at int) {
	h := make([]byte, 46)
	copy(h, "PK\x01\x02")
	binary.LittleEndian.PutUint16(h[8:], flags)
	binary.LittleEndian.PutUint16(h[10:], method)
	binary.LittleEndian.PutUint32(h[16:], crc)
	binary.LittleEndian.PutUint32(h[20:], packed)
	binary.LittleEndian.PutUint32(h[24:], size)
	binary.LittleEndian.PutUint16(h[28:], uint16(len(name)))
	binary.LittleEndian.PutUint32(h[42:], uint32(at))
	z.directory.Write(h)
	z.directory.WriteString(name)
	z.records++
}

func (z *rawZip) String() string {
	end := make([]byte, 22)
	copy(end, "PK\x05\x06")
	binary.LittleEndian.PutUint16(end[8:], uint16(z.records))
	binary.LittleEndian.PutUint16(end[10:], uint16(z.records))
	binary.LittleEndian.PutUint32(end[12:], uint32(z.directory.Len()))
	binary.LittleEndian.PutUint32(end[16:], uint32(z.body.Len()))
	return z.body.String() + z.directory.String() + string(end)
}
