package place_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/sbom/internal/place"
	"github.com/penstock-dev/penstock/scan"
)

func TestRegion(t *testing.T) {
	t.Parallel()
	index := place.New([]byte("ab\ncd\n"))
	for _, tt := range []struct {
		start, end int
		want       scan.Region
	}{
		{0, 2, scan.Region{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 3, EndOffset: 2}},
		{1, 4, scan.Region{StartLine: 1, StartColumn: 2, EndLine: 2, EndColumn: 2, StartOffset: 1, EndOffset: 4}},
		{4, 1, scan.Region{StartLine: 2, StartColumn: 2, EndLine: 2, EndColumn: 2, StartOffset: 4, EndOffset: 4}},
		{-3, 99, scan.Region{StartLine: 1, StartColumn: 1, EndLine: 3, EndColumn: 1, EndOffset: 6}},
	} {
		if diff := cmp.Diff(tt.want, index.Region(tt.start, tt.end)); diff != "" {
			t.Errorf("Region(%d, %d) (-want +got):\n%s", tt.start, tt.end, diff)
		}
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe4\x80</a>", "<?xml version='1.0'                      ?><a>ä\u0080</a>"},
		{`<?xml version="1.0" encoding="windows-1252"?><a>` + "\xe4\x80\x99</a>", `<?xml version="1.0"                        ?><a>ä€™</a>`},
		{"<?xml version='1.0' encoding='iso-8859-15' standalone='yes'?><a>\xa4\xa5</a>", "<?xml version='1.0'                        standalone='yes'?><a>€¥</a>"},
		{"<?xml version='1.0' encoding='utf-8'?><a>\xe4</a>", ""},
		{"<?xml version='1.0'?><a encoding='latin1'>\xe4</a>", ""},
		{`{"encoding": "latin1"}`, ""},
		{"", ""},
	} {
		got, _, err := place.Decode([]byte(tt.text))
		if tt.want == "" {
			tt.want = tt.text
		}
		if string(got) != tt.want || err != nil {
			t.Errorf("%q: %q, %v", tt.text, got, err)
		}
	}
	_, x, err := place.Decode([]byte("<?xml version='1.0' encoding='klingon'?><a/>"))
	var unknown *place.EncodingError
	if !errors.As(err, &unknown) || unknown.Label != "klingon" || x.Region(unknown.Offset, unknown.Offset).StartColumn != 31 || !strings.Contains(err.Error(), `"klingon" is not read`) {
		t.Errorf("%v", err)
	}
}

// TestDecodedPlaces wants offsets of decoded text to come out where its characters
// are in the file.
func TestDecodedPlaces(t *testing.T) {
	t.Parallel()
	text := []byte("<?xml version='1.0' encoding='windows-1252'?>\n<a>" + strings.Repeat("\xe4x\x80\n", 400) + "|</a>")
	out, x, err := place.Decode(text)
	if err != nil || !utf8.Valid(out) {
		t.Fatal(err)
	}
	from := 0
	for original, b := range text {
		if decoded := x.Decoded(original); decoded != from || x.Region(decoded, decoded).StartOffset != original {
			t.Fatalf("offset %d is %d, want %d, and back %d", original, decoded, from, x.Region(decoded, decoded).StartOffset)
		}
		from++
		if b == 0xe4 {
			from++
		} else if b == 0x80 {
			from += 2
		}
	}
	at := bytes.IndexByte(out, '|')
	if r := x.Region(at, at+1); r.StartLine != 402 || r.StartColumn != 1 || text[r.StartOffset] != '|' || r.EndOffset != r.StartOffset+1 {
		t.Errorf("%+v", r)
	}
}

// FuzzDecode holds of any text: what is decoded is UTF-8 where it was not given as
// such, and the end of the result is the end of the text.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("<?xml version='1.0' encoding='latin1'?><a>\xe4</a>"))
	f.Add([]byte("<?xml version='1.0' encoding='windows-1252'?>" + strings.Repeat("\x80", 600)))
	f.Fuzz(func(t *testing.T, text []byte) {
		out, x, err := place.Decode(text)
		if err != nil {
			return
		}
		if !bytes.Equal(out, text) && !utf8.Valid(out) {
			t.Errorf("%q is no UTF-8", out)
		}
		if r := x.Region(len(out), len(out)); r.StartOffset != len(text) || x.Decoded(len(text)) != len(out) {
			t.Errorf("the end at %d of %d is at %d of %d", len(out), x.Decoded(len(text)), r.StartOffset, len(text))
		}
	})
}
