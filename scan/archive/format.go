package archive

import (
	"bytes"
	"strconv"
	"strings"
)

// format is the form of an archive.
type format int

const (
	formatNone format = iota
	formatZip
	formatTar
	formatAr
	formatCpio
	formatGzip
	formatBzip2
	formatXz
	formatZstd
	format7z
	formatRar
)

// naming is what a name says about a file.
type naming int

const (
	notNamed     naming = iota
	namedArchive        // the first bytes tell which
	namedZip            // may begin with something else, such as a script
	namedTar            // may be of the oldest form, which has no mark
)

// maxExtension is the length of the longest extension in the table.
const maxExtension = 9

// named judges a file by the extension of its name. It allocates nothing.
func named(base string) naming {
	i := strings.LastIndexByte(base, '.')
	if i < 0 || len(base)-i-1 > maxExtension {
		return notNamed
	}
	var lower [maxExtension]byte
	ext := lower[:copy(lower[:], base[i+1:])]
	for k, c := range ext {
		if 'A' <= c && c <= 'Z' {
			ext[k] = c + 'a' - 'A'
		}
	}
	return extensions[string(ext)]
}

// headSize is how much of a file has to be seen to tell its format.
const headSize = 512

// formatOf judges a file by its first bytes, up to headSize of them, and, where
// they are not enough, its name.
func formatOf(head []byte, name naming) format {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.prefix)) {
			return m.format
		}
	}
	switch {
	case isBzip2(head):
		return formatBzip2
	case len(head) >= 265 && string(head[257:262]) == "ustar", name == namedTar && isOldTar(head):
		return formatTar
	}
	return formatNone
}

// isBzip2 wants the mark of a block, or of the end, after the short mark of the
// file, which texts may begin with.
func isBzip2(head []byte) bool {
	if len(head) < 10 || string(head[:3]) != "BZh" || head[3] < '1' || head[3] > '9' {
		return false
	}
	block := string(head[4:10])
	return block == "1AY&SY" || block == "\x17\x72\x45\x38\x50\x90"
}

// isOldTar reports whether head is a tar header by its checksum.
func isOldTar(head []byte) bool {
	if len(head) < headSize || head[0] == 0 {
		return false
	}
	want, err := strconv.ParseInt(strings.Trim(string(head[148:156]), " \x00"), 8, 32)
	sum := int64(8 * ' ')
	for i, c := range head[:headSize] {
		if i < 148 || i >= 156 {
			sum += int64(c)
		}
	}
	return err == nil && sum == want
}

// withoutExtension returns the name of what is compressed in a file: its own
// without the extension of the compression.
func withoutExtension(base string) string {
	i := strings.LastIndexByte(base, '.')
	if i <= 0 || named(base) == notNamed {
		return base
	}
	switch ext := strings.ToLower(base[i+1:]); ext {
	case "tgz", "tbz", "tbz2", "tb2", "txz", "tzst", "taz":
		return base[:i] + ".tar"
	case "svgz":
		return base[:i] + ".svg"
	}
	return base[:i]
}
