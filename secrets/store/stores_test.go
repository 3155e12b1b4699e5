package store_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/penstock-dev/penstock/secrets/store"
)

// get asks a store by itself.
func get(tb testing.TB, s store.Store, text string) (store.Value, error) {
	tb.Helper()
	ref, err := store.Parse(text)
	if err != nil {
		tb.Fatal(err)
	}
	return s.Get(tb.Context(), ref)
}

// variables is an environment.
func variables(name string) (string, bool) {
	v, ok := map[string]string{"USER": "ann", "EMPTY": "", "ODD": "a=b\n", "_x1": "y"}[name]
	return v, ok
}

type getTest struct {
	text, want string
	err        error // nil with any other problem
	fails      bool
}

func checkGet(t *testing.T, s store.Store, tests []getTest) {
	t.Helper()
	for _, tt := range tests {
		v, err := get(t, s, tt.text)
		if string(v.Reveal()) != tt.want || (err != nil) != tt.fails || tt.err != nil && !errors.Is(err, tt.err) {
			t.Errorf("%s: got %q, %v, want %q", tt.text, v.Reveal(), err, tt.want)
		}
	}
}

func TestEnv(t *testing.T) {
	t.Parallel()
	public := func(name string) bool { return name == "USER" }
	e := store.Env{Lookup: variables, Public: public}
	checkGet(t, e, []getTest{
		{text: "env://USER", want: "ann"}, {text: "env:///USER", want: "ann"}, {text: "env://USER/", want: "ann"}, {text: "env://%55SER", want: "ann"},
		{text: "env://EMPTY"}, {text: "env://ODD", want: "a=b\n"},
		{text: "env://user", err: store.ErrNotFound, fails: true}, {text: "env:///", err: store.ErrNotFound, fails: true},
		{text: "env://USER?x=1", fails: true}, {text: "env://%zz", fails: true},
	})
	checkGet(t, store.Env{}, []getTest{{text: "env://USER", err: store.ErrNotFound, fails: true}})
	for text, want := range map[string]bool{"env://USER": true, "env://ODD": false} {
		if v, err := get(t, e, text); err != nil || v.Public != want {
			t.Errorf("%s: public %v, %v", text, v.Public, err)
		}
	}
}

func TestEnvSubst(t *testing.T) {
	t.Parallel()
	e := store.EnvSubst{Env: store.Env{Lookup: variables, Public: func(name string) bool { return name != "_x1" }}}
	checkGet(t, e, []getTest{
		{text: "envsubst://$USER", want: "ann"}, {text: "envsubst://${USER}s/$_x1-$USER.", want: "anns/y-ann."}, {text: "envsubst://plain", want: "plain"},
		{text: "envsubst://${NO:-a$b}${EMPTY:-c}${EMPTY-d}${NO-e}${NO-}", want: "a$bce"},
		{text: "envsubst://$/$$USER/${/${}/${USER/${USER:x}", want: "$/$ann/${/${}/${USER/${USER:x}"},
		{text: "envsubst://$EMPTY"}, {text: "envsubst://a$NO", err: store.ErrNotFound, fails: true}, {text: "envsubst://${NO}", err: store.ErrNotFound, fails: true},
		{text: "envsubst://$USER?x=1", fails: true},
		{text: "envsubst://${NO-${NO-a}${NO-b", want: "${NO-a${NO-b"},
	})
	checkGet(t, store.EnvSubst{}, []getTest{{text: "envsubst://a", want: "a"}, {text: "envsubst://$USER", err: store.ErrNotFound, fails: true}})
	for text, want := range map[string]bool{"envsubst://a$USER": true, "envsubst://$USER$_x1": false, "envsubst://a": true} {
		if v, err := get(t, e, text); err != nil || v.Public != want {
			t.Errorf("%s: public %v, %v", text, v.Public, err)
		}
	}
}

func TestEcho(t *testing.T) {
	t.Parallel()
	checkGet(t, store.Echo{}, []getTest{
		{text: "echo://a/b%20c/", want: "a/b c"}, {text: "echo:///a", want: "a"}, {text: "echo://a?b", fails: true}, {text: "echo://%a", fails: true},
	})
}

func TestFiles(t *testing.T) {
	t.Parallel()
	regular := func(data string, mode fs.FileMode) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(data), Mode: mode}
	}
	f := store.Files{MaxSize: 20, FS: fstest.MapFS{
		"db/password": regular("pw\r\n\n", 0o600), "a b": regular("space", 0o600), "bin": regular("\x00\xff\n", 0o600),
		"open": regular("x", 0o640), "long": regular(strings.Repeat("x", 21), 0o600), "full": regular(strings.Repeat("x", 20), 0o600),
		"pipe": regular("", fs.ModeNamedPipe|0o600), "x.json": regular("a: {}", 0o600), "x.env": regular("A=1", 0o600), "x.yml": regular("A=1", 0o600),
	}}
	checkGet(t, f, []getTest{
		{text: "file://db/password", want: "pw\r\n\n"}, {text: "file:///db/password", want: "pw\r\n\n"}, {text: "file:////db/password/", want: "pw\r\n\n"},
		{text: "file://db/password?trim=newline", want: "pw\r\n"}, {text: "file://a%20b?trim=newline", want: "space"}, {text: "file://open", want: "x"},
		{text: "file://bin", want: "\x00\xff\n"}, {text: "file://bin?encode=raw", want: "\x00\xff\n"}, {text: "file://bin?trim=newline&encode=base64", want: "AP8="},
		{text: "file://full", want: strings.Repeat("x", 20)}, {text: "file://long", err: store.ErrLimit, fails: true},
		{text: "file://none", err: store.ErrNotFound, fails: true}, {text: "file://db", err: store.ErrDenied, fails: true}, {text: "file://pipe", err: store.ErrDenied, fails: true},
		{text: "file://../x", err: store.ErrDenied, fails: true}, {text: "file://db/%2e%2e/open", err: store.ErrDenied, fails: true}, {text: "file://db/../../open", err: store.ErrDenied, fails: true},
		{text: "file://./open", err: store.ErrDenied, fails: true}, {text: "file://.", err: store.ErrDenied, fails: true}, {text: "file:///", err: store.ErrDenied, fails: true}, {text: "file://%zz", fails: true},
		{text: "file://open?trim=all", fails: true}, {text: "file://open?encode=hex", fails: true}, {text: "file://open?encode=raw&encode=base64", fails: true},
		{text: "file://open?Trim=newline", fails: true}, {text: "file://open?syntax=", fails: true},
	})
	for text, want := range map[string]store.Syntax{
		"file://open": store.Detect, "file://x.json": store.JSON, "file://x.env": store.Dotenv, "file://x.yml": store.YAML, "file://x.env?syntax=yaml": store.YAML,
	} {
		if v, err := get(t, f, text); err != nil || v.Syntax != want {
			t.Errorf("%s: %q, %v", text, v.Syntax, err)
		}
	}
	f.Private = true
	checkGet(t, f, []getTest{{text: "file://open", err: store.ErrDenied, fails: true}, {text: "file://db/password", want: "pw\r\n\n"}})
	checkGet(t, store.Files{}, []getTest{{text: "file://open", err: store.ErrNotFound, fails: true}})
}
