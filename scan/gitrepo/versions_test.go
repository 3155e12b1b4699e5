package gitrepo_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/gitrepo"
)

// keys is an analyzer of words and of blocks over several lines. It looks near
// changes first, if that is said.
type keys struct {
	rule  *scan.Rule
	spans bool
	saved *int // texts of which only some was looked at
}

var keyForm = regexp.MustCompile(`key-[0-9]+( ok)?|BEGIN\n(?:[a-z ]*\n){0,9}END`)

// keyReach is longer than any match and what stands around it.
const keyReach = 1000

func (keys) Name() string                               { return "keys" }
func (k keys) Rules() []*scan.Rule                      { return []*scan.Rule{k.rule} }
func (k keys) Begin(context.Context) (scan.Pass, error) { return k, nil }
func (keys) Wants(*scan.Entry) bool                     { return true }

func (k keys) File(_ context.Context, f *scan.File, out scan.Sink) error {
	text := f.Bytes()
	if k.spans && f.Changed != nil {
		near := false
		for _, s := range f.Changed {
			near = near || keyForm.Match(text[max(0, s.Start-keyReach):min(len(text), s.End+keyReach)])
		}
		if !near {
			*k.saved++
			return nil
		}
	}
	for _, m := range keyForm.FindAllIndex(text, -1) {
		rec := scan.NewRecord(k.rule, f.Location(m[0], m[1]), "a key")
		rec.Anchor = string(text[m[0]:m[1]])
		out.Finding(&rec)
	}
	return nil
}

// TestLargeFirst wants the same first introductions, with the same places and
// fingerprints, whether or not analyzers pass over what stayed.
func TestLargeFirst(t *testing.T) {
	t.Parallel()
	saved := 0
	for seed := range uint64(6) {
		r := newRepo(t)
		r.largeHistory(rand.New(rand.NewPCG(seed, 2)))
		whole := r.introduced(keys{rule: &scan.Rule{ID: "keys/key"}}, gitrepo.Config{LargeBlob: -1})
		got := r.introduced(keys{rule: &scan.Rule{ID: "keys/key"}, spans: true, saved: &saved}, gitrepo.Config{LargeBlob: 10_000})
		if diff := cmp.Diff(whole, got); diff != "" {
			t.Errorf("seed %d (-whole +near changes):\n%s", seed, diff)
		}
		if len(whole) < 10 {
			t.Errorf("seed %d: only %d findings", seed, len(whole))
		}
	}
	if saved < 50 {
		t.Errorf("only %d texts were passed over", saved)
	}
}

// introduced returns what First leaves of a history.
func (r *repo) introduced(a scan.Analyzer, config gitrepo.Config) (found []string) {
	r.t.Helper()
	config.Path = r.dir
	target, err := gitrepo.New(config)
	if err != nil {
		r.t.Fatal(err)
	}
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{a}, Workers: 1})
	if err != nil {
		r.t.Fatal(err)
	}
	for f, err := range scan.First(runner.Stream(r.t.Context(), target)) {
		if err != nil {
			r.t.Fatal(err)
		}
		rec := f.Common()
		found = append(found, fmt.Sprintf("%s %s %s %+v", rec.Fingerprint, rec.Location.Path, rec.Location.Origin.Blob, rec.Location.Region))
	}
	return found
}

// largeHistory makes a history of two branches and three paths whose texts are
// edited here and there, moved, copied to another path and taken back.
func (r *repo) largeHistory(random *rand.Rand) {
	r.t.Helper()
	texts := map[string][]string{"main": nil, "side": nil}
	for b := range texts {
		for i := range 1500 {
			texts[b] = append(texts[b], fmt.Sprintf("line %d is as it was", i))
		}
	}
	var s strings.Builder
	for i := range 60 {
		branch := []string{"main", "side"}[random.IntN(2)]
		texts[branch] = editedLines(random, texts[branch])
		if random.IntN(8) == 0 {
			texts["side"], texts["main"] = texts["main"], texts["side"]
		}
		text := strings.Join(texts[branch], "\n")
		fmt.Fprintf(&s, "commit refs/heads/%s\ncommitter A <a@example.com> %d +0000\ndata 1\nx\nM 100644 inline f%d\ndata %d\n%s\n\n", branch, 1_700_000_000+i, random.IntN(3), len(text), text)
	}
	r.gitIn(s.String(), "fast-import", "--quiet", "--force")
}

func editedLines(random *rand.Rand, old []string) []string {
	lines := append([]string(nil), old...)
	for range 1 + random.IntN(3) {
		at := random.IntN(len(lines))
		switch random.IntN(40) {
		case 0:
			lines[at] = fmt.Sprintf("a key-%d", random.IntN(5))
		case 1:
			lines[at] = fmt.Sprintf("a key-%d ok", random.IntN(5))
		case 2:
			lines[at] = "BEGIN\nsome text\nmore\nEND"
		case 3:
			lines[at], lines[(at+2)%len(lines)] = "BEGIN", "END" // with what lies between them
		case 4:
			lines = append(append([]string(nil), lines[at:]...), lines[:at]...)
		case 5, 6, 7, 8:
			lines = append(lines[:at], lines[min(len(lines), at+random.IntN(20)):]...)
		default:
			lines[at] = fmt.Sprintf("another line %d", random.IntN(1000))
		}
	}
	return lines
}

// TestLarge wants changes to be told for large texts only, and their contents
// to be whole.
func TestLarge(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	text := strings.Repeat("a line of text\n", 2000)
	r.write("small", "1")
	r.write("marked", "\ufeff"+text)
	r.write("binary", "\x00"+text)
	r.commit("one", "large", text)
	r.write("small", "2")
	r.write("marked", "\ufeff"+text+"2\n")
	r.write("binary", "\x00"+text+"2\n")
	r.commit("two", "large", text+"2\n")
	r.commit("three", "large", "\x00binary"+text)
	r.commit("four", "large", text+"3\n")
	r.commit("five", "huge", strings.Repeat(text, 150))
	r.commit("six", "huge", strings.Repeat(text, 151))
	for _, tt := range []struct {
		config gitrepo.Config
		want   []string
	}{
		{gitrepo.Config{LargeBlob: 1000}, []string{"large two [{30000 30002}]"}},
		{gitrepo.Config{LargeBlob: 1000, Mode: gitrepo.Range}, []string{"large two [{30000 30002}]"}},
		{gitrepo.Config{LargeBlob: 1000, Mode: gitrepo.Tree}, nil},
		{gitrepo.Config{LargeBlob: 100_000}, nil},
		{gitrepo.Config{}, nil},
		{gitrepo.Config{LargeBlob: -1}, nil},
	} {
		tt.config.Path = r.dir
		target, err := gitrepo.New(tt.config)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for e, err := range target.Entries(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			content, err := e.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if data, err := io.ReadAll(content); err != nil || string(data) != r.git("cat-file", "-p", e.Origin.Blob)+strings.Repeat("\n", strings.Count(string(data[len(data)-1:]), "\n")) {
				t.Errorf("%s at %s: %d bytes, %v", e.Path, e.Origin.Commit, len(data), err)
			}
			if e.Changed != nil {
				got = append(got, fmt.Sprint(e.Path, " ", r.git("log", "-1", "--format=%s", e.Origin.Commit), " ", e.Changed))
			}
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", tt.config, diff)
		}
	}
}

// TestLargeExpires wants a content that is asked for too late to be an error.
func TestLargeExpires(t *testing.T) {
	t.Parallel()
	r := newRepo(t)
	r.commit("one", "a", strings.Repeat("a\n", 1000))
	r.commit("two", "b", strings.Repeat("b\n", 1000))
	target, err := gitrepo.New(gitrepo.Config{Path: r.dir, LargeBlob: 100})
	if err != nil {
		t.Fatal(err)
	}
	var last io.Reader
	var entry *scan.Entry
	for e, err := range target.Entries(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if entry != nil {
			if _, err := last.Read(make([]byte, 1)); err == nil {
				t.Error("read after the next entry")
			}
			if _, err := entry.Open(t.Context()); err == nil {
				t.Error("opened after the next entry")
			}
		}
		if last, err = e.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		entry = e
	}
}
