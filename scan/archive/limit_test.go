package archive_test

import (
	"archive/tar"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/penstock-dev/penstock/scan/archive"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	a, b, c := part{"a", "AAAA"}, part{"b", "BBBB"}, part{"c", "CCCC"}
	zeros := strings.Repeat("\x00", 70<<20)
	tests := []struct {
		name   string
		config archive.Config
		file   part
		want   string
	}{
		{"depth", archive.Config{MaxDepth: 1}, part{"o.zip", zipOf(t, part{"i.tar", tarOf(t, a)}, part{"j.zip", "PK\x05\x06"})}, `
o.zip (unpacked)
o.zip > i.tar = 2048 bytes
o.zip > j.zip = "PK\x05\x06"
! limit o.zip: not looked into: archives nested deeper than the limit of 1: 2, the first is "i.tar"
`},
		{"members of a tar", archive.Config{MaxMembers: 2}, part{"o.tar", tarOf(t, a, b, c)}, `
o.tar (unpacked)
o.tar > a = "AAAA"
o.tar > b = "BBBB"
! limit o.tar: the rest was not looked at: it has more than the limit of 2 members
`},
		{"members of a zip", archive.Config{MaxMembers: 2}, part{"o.zip", zipOf(t, a, b, c)}, `
o.zip (unpacked)
o.zip > a = "AAAA"
o.zip > b = "BBBB"
! limit o.zip: the rest was not looked at: it has more than the limit of 2 members
`},
		{"members of an inner archive", archive.Config{MaxMembers: 2}, part{"o.zip", zipOf(t, part{"i.tar", tarOf(t, a, b, c)}, a)}, `
o.zip (unpacked)
o.zip > i.tar (unpacked)
o.zip > i.tar > a = "AAAA"
o.zip > i.tar > b = "BBBB"
! limit o.zip > i.tar: the rest was not looked at: it has more than the limit of 2 members
o.zip > a = "AAAA"
`},
		{"members in all", archive.Config{MaxTotalMembers: 3}, part{"o.zip", zipOf(t, part{"i.tar", tarOf(t, a, b, c)}, a)}, `
o.zip (unpacked)
o.zip > i.tar (unpacked)
o.zip > i.tar > a = "AAAA"
o.zip > i.tar > b = "BBBB"
! limit o.zip: the rest was not looked at: the archives in it have more than the limit of 3 members
`},
		{"size of a member", archive.Config{MaxMemberSize: 4}, part{"o.zip", zipOf(t, part{"big", "BBBBB"}, a)}, `
o.zip (unpacked)
o.zip > a = "AAAA"
! limit o.zip: not looked at: members above the limit of 4 bytes: 1, the first is "big"
`},
		{"size of the only member", archive.Config{MaxMemberSize: 4}, part{"big.gz", gz(t, "BBBBB")}, `
big.gz (unpacked)
big.gz > big = "BBBB"
! limit big.gz: the rest was not looked at: its content is above the limit of 4 bytes
`},
		{"bytes of a stream", archive.Config{MaxBytes: 1536}, part{"o.tar.gz", gz(t, tarOf(t, a, b, c))}, `
o.tar.gz (unpacked)
o.tar.gz > a = "AAAA"
o.tar.gz > b = "BBBB"
! limit o.tar.gz: the rest was not looked at: more than the limit of 1536 bytes come out of the archive
`},
		{"bytes of a zip", archive.Config{MaxBytes: 9}, part{"o.zip", zipOf(t, part{"i.zip", zipOf(t, a)}, b, c)}, `
o.zip (unpacked)
! limit o.zip: the rest was not looked at: more than the limit of 9 bytes come out of the archive
`},
		{"ratio of a stream", archive.Config{}, part{"zeros.gz", gz(t, zeros)}, `
zeros.gz (unpacked)
zeros.gz > zeros = all that is let through
! limit zeros.gz: the rest was not looked at: its contents are more than 100 times larger than itself
`},
		{"ratio of a zip", archive.Config{}, part{"o.zip", zipOf(t, a, part{"zeros", zeros}, b)}, `
o.zip (unpacked)
o.zip > a = "AAAA"
! limit o.zip: the rest was not looked at: its contents are more than 100 times larger than itself
`},
		{"path", archive.Config{MaxPath: 5}, part{"o.tar", tarOf(t, part{"123456", "x"}, part{"12345", "y"})}, `
o.tar (unpacked)
o.tar > 12345 = "y"
! limit o.tar: not looked at: members with paths longer than the limit of 5 bytes: 1, the first is "123456"
`},
		{"memory", archive.Config{MaxBuffer: 1}, part{"o.tar", tarOf(t, part{"i.zip", zipOf(t, a)}, b)}, fmt.Sprintf(`
o.tar (unpacked)
! limit o.tar > i.zip: not looked into: the archive has to be held in memory, and is above the limit for that
o.tar > i.zip = %d bytes
o.tar > b = "BBBB"
`, len(zipOf(t, a)))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, tt.config, tt.file, tt.want)
		})
	}
}

// TestBuffer holds a large archive in memory, in several chunks, and then the
// next in the same memory.
func TestBuffer(t *testing.T) {
	t.Parallel()
	noise := strings.Repeat("0123456789abcdef", 40_000)
	inner := storedZip(t, part{"noise", noise}, part{"x", "X"})
	config := archive.Config{MaxBuffer: 1 << 20}
	file := part{"o.tar.gz", gz(t, tarOf(t, part{"i.zip", inner}, part{"j.zip", inner}))}
	check(t, config, file, fmt.Sprintf(`
o.tar.gz (unpacked)
o.tar.gz > i.zip (unpacked)
o.tar.gz > i.zip > noise = %[1]d bytes
o.tar.gz > i.zip > x = "X"
o.tar.gz > j.zip (unpacked)
o.tar.gz > j.zip > noise = %[1]d bytes
o.tar.gz > j.zip > x = "X"
`, len(noise)))
	fake := part{"o.tar.gz", gz(t, tarOf(t, part{"i.zip", strings.Repeat(noise, 2)}, part{"x", "X"}))}
	check(t, config, fake, fmt.Sprintf(`
o.tar.gz (unpacked)
! limit o.tar.gz > i.zip: not looked into: the archive has to be held in memory, and is above the limit for that
o.tar.gz > i.zip = %d bytes
o.tar.gz > x = "X"
`, 2*len(noise)))
}

func TestDamage(t *testing.T) {
	t.Parallel()
	a, b := part{"a", "AAAA"}, part{"b", "BBBB"}
	var strange rawZip
	strange.add("locked", 1, 0, 0, 4, "????")
	strange.add("odd", 0, 97, 0, 4, "????")
	strange.add("good", 0, 0, crc32.ChecksumIEEE([]byte("good")), 4, "good")
	strange.add("changed", 0, 0, 1, 4, "okay")
	strange.add("long", 0, 0, 0, 3, "four")
	strange.add("short", 0, 0, 0, 5, "four")
	strange.list("nowhere", 0, 0, 0, 4, 4, 5)
	strange.list("outside", 0, 0, 0, 4, 4, 1<<30)
	whole := gz(t, tarOf(t, a, b))
	tests := []struct {
		name string
		file part
		want string
	}{
		{"members", part{"o.zip", strange.String()}, `
o.zip (unpacked)
o.zip > good = "good"
o.zip > changed = "okay" ! o.zip!changed: the member of the archive is damaged: its checksum is wrong
o.zip > long = "fou" ! o.zip!long: the member of the archive is damaged: its size is not the stated one
o.zip > short = "four" ! o.zip!short: the member of the archive is damaged: its size is not the stated one
o.zip > nowhere = "" ! o.zip!nowhere: the member of the archive is damaged: no header where the directory says
o.zip > outside = "" ! o.zip!outside: the member of the archive is damaged: unexpected EOF
! unsupported o.zip: not looked at: encrypted members: 1, the first is "locked"
! unsupported o.zip: not looked at: members compressed in an unknown way: 1, the first is "odd"
`},
		{"zip without end", part{"o.zip", zipOf(t, a)[:60]}, `
! malformed o.zip: the archive cannot be looked into: its directory is missing or damaged: no end of a directory
o.zip = 60 bytes
`},
		{"cut gzip", part{"o.tar.gz", whole[:len(whole)-20]}, `
o.tar.gz (unpacked)
o.tar.gz > a = "AAAA"
o.tar.gz > b = "BBBB"
! malformed o.tar.gz: the archive is damaged or cut off: looked at as far as member 2: unexpected EOF
`},
		{"cut tar", part{"o.tar", tarOf(t, a, b)[:514]}, `
o.tar (unpacked)
o.tar > a = "AA"
! malformed o.tar: the archive is damaged or cut off: looked at as far as member 1: unexpected EOF
`},
		{"bad header", part{"o.gz", "\x1f\x8b\x08\xff"}, `
o.gz (unpacked)
! malformed o.gz: the archive is damaged or cut off: looked at as far as member 0: unexpected EOF
`},
		{"text behind a tar", part{"o.tar", tarOf(t, a) + "AKIA and so on"}, `
o.tar (unpacked)
o.tar > a = "AAAA"
! malformed o.tar: there is data after the end of the archive, which was not looked at
`},
		{"cut cpio", part{"o.cpio", cpioOf(a, b)[:230]}, `
o.cpio (unpacked)
o.cpio > a = "AAAA"
o.cpio > b = "BB"
! malformed o.cpio: the archive is damaged or cut off: looked at as far as member 2: unexpected EOF
`},
		{"cut ar", part{"o.deb", debOf(a)[:70]}, `
o.deb (unpacked)
o.deb > a = "AA"
! malformed o.deb: the archive is damaged or cut off: looked at as far as member 1: unexpected EOF
`},
		{"inner damage", part{"o.zip", zipOf(t, part{"i.tar.gz", whole[:len(whole)-20]}, b)}, `
o.zip (unpacked)
o.zip > i.tar.gz (unpacked)
o.zip > i.tar.gz > a = "AAAA"
o.zip > i.tar.gz > b = "BBBB"
! malformed o.zip > i.tar.gz: the archive is damaged or cut off: looked at as far as member 2: unexpected EOF
o.zip > b = "BBBB"
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			check(t, archive.Config{}, tt.file, tt.want)
		})
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	headers := []tar.Header{
		{Name: "a", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"}, {Name: "b", Typeflag: tar.TypeLink, Linkname: "c"},
		{Name: "c", Typeflag: tar.TypeChar}, {Name: "d/", Typeflag: tar.TypeDir, Mode: 0o755}, {Name: "f", Typeflag: tar.TypeFifo}, {Name: "g", Typeflag: tar.TypeReg},
	}
	check(t, archive.Config{}, part{"l.tar", tarWith(t, headers, nil)}, `
l.tar (unpacked)
l.tar > g = ""
! symlink l.tar: links among its members are not followed: 2, the first is "a"
! irregular l.tar: devices and pipes among its members have no content: 2, the first is "c"
`)
}
