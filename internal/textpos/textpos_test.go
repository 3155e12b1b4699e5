package textpos_test

import (
	"bytes"
	"testing"

	"github.com/penstock-dev/penstock/internal/textpos"
)

func TestPosition(t *testing.T) {
	t.Parallel()
	text := "ab\r\n\né\nx"
	x := textpos.New([]byte(text))
	tests := []struct{ offset, line, column int }{
		{-1, 1, 1}, {0, 1, 1}, {2, 1, 3}, {3, 1, 4}, {4, 2, 1}, {5, 3, 1}, {7, 3, 3}, {8, 4, 1}, {9, 4, 2}, {99, 4, 2},
	}
	for _, tt := range tests {
		if line, column := x.Position(tt.offset); line != tt.line || column != tt.column {
			t.Errorf("Position(%d) = %d:%d, want %d:%d", tt.offset, line, column, tt.line, tt.column)
		}
	}
	for i, want := range []string{"ab", "", "é", "x"} {
		if got := string(x.Line(i + 1)); got != want {
			t.Errorf("Line(%d) = %q, want %q", i+1, got, want)
		}
	}
	if x.Lines() != 4 || x.Line(0) != nil || x.Line(5) != nil {
		t.Errorf("%d lines", x.Lines())
	}
	for _, tt := range []struct{ line, column, offset int }{{1, 1, 0}, {1, 99, 2}, {3, 2, 6}, {0, 5, 0}, {9, 1, 9}, {2, 0, 4}} {
		if got := x.Offset(tt.line, tt.column); got != tt.offset {
			t.Errorf("Offset(%d, %d) = %d, want %d", tt.line, tt.column, got, tt.offset)
		}
	}
}

// TestLineLengths compares with counting from the start, for lines that are
// longer, shorter and exactly as long as what the index remembers.
func TestLineLengths(t *testing.T) {
	t.Parallel()
	for _, lengths := range [][]int{{5000, 0, 1, 1022, 0, 1023, 3}, {1024, 1024}, {1023, 1023, 1023}, {2047, 0, 0, 9999}, {}} {
		var text []byte
		for _, n := range lengths {
			text = append(append(text, bytes.Repeat([]byte{'x'}, n)...), '\n')
		}
		for _, text := range [][]byte{text, append(text, "last"...), bytes.TrimSuffix(text, []byte{'\n'})} {
			x := textpos.New(text)
			line, column := 1, 1
			for offset := range len(text) + 1 {
				if l, c := x.Position(offset); l != line || c != column {
					t.Fatalf("lines of %v: Position(%d) = %d:%d, want %d:%d", lengths, offset, l, c, line, column)
				}
				if offset%97 == 0 && x.Offset(line, 1) != offset-column+1 {
					t.Fatalf("lines of %v: line %d begins at %d, want %d", lengths, line, x.Offset(line, 1), offset-column+1)
				}
				if column++; offset < len(text) && text[offset] == '\n' {
					line, column = line+1, 1
				}
			}
			if x.Lines() != line {
				t.Errorf("lines of %v: %d, want %d", lengths, x.Lines(), line)
			}
		}
	}
}

// BenchmarkLongLine finds the places of a megabyte without line ends.
func BenchmarkLongLine(b *testing.B) {
	b.ReportAllocs()
	x := textpos.New(bytes.Repeat([]byte{'x'}, 1<<20))
	for i := range b.N {
		x.Position(i * 64 % (1 << 20))
	}
}

// FuzzRoundTrip wants every offset back from its own position, unless it lies
// behind the text of its line.
func FuzzRoundTrip(f *testing.F) {
	f.Add([]byte("a\nb\r\nc"), 3)
	f.Fuzz(func(t *testing.T, text []byte, offset int) {
		x := textpos.New(text)
		line, column := x.Position(offset)
		if line < 1 || column < 1 || line > x.Lines() {
			t.Fatalf("Position(%d) = %d:%d", offset, line, column)
		}
		if offset >= 0 && offset <= len(text) && column <= len(x.Line(line))+1 {
			if got := x.Offset(line, column); got != offset {
				t.Errorf("Offset(Position(%d)) = %d", offset, got)
			}
		}
	})
}
