package goldentest_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/penstock-dev/penstock/internal/goldentest"
)

// recorder is a test that notes what it is told.
type recorder struct {
	testing.TB
	told string
}

func (r *recorder) Helper()                           {}
func (r *recorder) Errorf(format string, args ...any) { r.told += fmt.Sprintf(format, args...) }
func (r *recorder) Fatalf(format string, args ...any) {
	r.told += fmt.Sprintf(format, args...)
	panic(r)
}

// told returns what a test was told by a function.
func told(f func(testing.TB)) string {
	r := &recorder{}
	func() {
		defer func() { _ = recover() }()
		f(r)
	}()
	return r.told
}

// archive writes an archive and opens it.
func archive(t *testing.T, text string) *goldentest.Archive {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.txtar")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return goldentest.Open(t, path)
}

const text = "about\n-- in --\nquestion\n-- want --\nanswer\n"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, got, want string }{
		{"want", "answer\n", ""},
		{"want", "other\n", "want of "},
		{"none", "answer\n", `has no file "none"`},
	} {
		got := told(func(r testing.TB) { archive(t, text).Answer(r, tt.name, tt.got) })
		if !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%s %q: %q, want %q", tt.name, tt.got, got, tt.want)
		}
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	ar := archive(t, text)
	if got := told(func(r testing.TB) { ar.Whole(r, ar.Files) }); got != "" {
		t.Errorf("the same files differ: %s", got)
	}
	if got := told(func(r testing.TB) { ar.Whole(r, ar.Files[:1]) }); !strings.Contains(got, "answer") {
		t.Errorf("a missing file is not told: %q", got)
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	ar := archive(t, text)
	if diff := cmp.Diff(map[string][]byte{"in": []byte("question\n")}, ar.Questions("want")); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	if string(ar.File("in")) != "question\n" || ar.File("out") != nil {
		t.Errorf("files %q and %q", ar.File("in"), ar.File("out"))
	}
}

func TestEach(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"one.txtar", "two.txtar", "other"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	seen := make(chan string, 3)
	t.Run("archives", func(t *testing.T) {
		goldentest.Each(t, filepath.Join(folder, "*.txtar"), func(t *testing.T, ar *goldentest.Archive) {
			seen <- filepath.Base(t.Name()) + " " + filepath.Base(ar.Path)
		})
	})
	close(seen)
	got := map[string]bool{}
	for s := range seen {
		got[s] = true
	}
	if diff := cmp.Diff(map[string]bool{"one one.txtar": true, "two two.txtar": true}, got); diff != "" {
		t.Errorf("archives (-want +got):\n%s", diff)
	}
}

// TestUpdate writes answers: it sets the flag for all tests, and so runs alone.
func TestUpdate(t *testing.T) {
	if err := flag.Set("update", "true"); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = flag.Set("update", "false") }()
	ar := archive(t, text)
	ar.Answer(t, "want", "new\n")
	ar.Answer(t, "more", "more\n")
	read := func() string {
		data, err := os.ReadFile(ar.Path)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if diff := cmp.Diff("about\n-- in --\nquestion\n-- want --\nnew\n-- more --\nmore\n", read()); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	ar.Whole(t, []txtar.File{{Name: "only", Data: []byte("this\n")}})
	if diff := cmp.Diff("about\n-- only --\nthis\n", read()); diff != "" {
		t.Errorf("whole (-want +got):\n%s", diff)
	}
}

func Example() {
	path := filepath.Join(os.TempDir(), "goldentest-example.txtar")
	defer func() { _ = os.Remove(path) }()
	if err := os.WriteFile(path, []byte("-- in --\n1 2\n-- want --\n3\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	ar := goldentest.Open(&testing.T{}, path)
	var a, b int
	if _, err := fmt.Sscan(string(ar.File("in")), &a, &b); err != nil {
		fmt.Println(err)
		return
	}
	ar.Answer(&testing.T{}, "want", fmt.Sprintln(a+b))
	fmt.Println(a + b)
	// Output: 3
}
