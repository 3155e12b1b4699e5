package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/store"
)

// A runner gives a command its secrets and keeps them out of the log.
func Example() {
	redactor, err := secrets.NewRedactor(secrets.RedactorConfig{})
	if err != nil {
		fmt.Println(err)
		return
	}
	folder := fstest.MapFS{"app.yaml": {Data: []byte("main:\n  user: app\n  password: corr" + "ect-horse\n  pin: 007\n")}} // os.Root.FS in a program
	branch := func(name string) (string, bool) { return "main", name == "BRANCH" }
	resolver, err := store.New(store.Config{
		Stores: map[string]store.Store{
			"env":  store.Env{Lookup: branch, Public: func(name string) bool { return name == "BRANCH" }},
			"file": store.Files{FS: folder},
		},
		Redactor: redactor,
		Exposed:  func(e *store.Error) { fmt.Println("readable in logs:", e.Reference, "of", e.Place) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	env, err := resolver.ExpandEnv(context.Background(), []string{
		"DATABASE_URL=postgres://app:ref+file://app.yaml#/ref+env://BRANCH+/password+@db/app",
		"PIN=ref+file://app.yaml#/main/pin",
		"GREETING=hello",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	log := redactor.Writer(os.Stdout)
	for _, variable := range env {
		fmt.Fprintln(log, variable)
	}
	if err := log.Close(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// readable in logs: file://app.yaml#/main/pin of PIN
	// DATABASE_URL=postgres://app:***@db/app
	// PIN=007
	// GREETING=hello
}

// All references that fail are reported, with their places.
func ExampleResolver_Expand() {
	resolver, err := store.New(store.Config{Stores: map[string]store.Store{"env": store.Env{}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = resolver.Expand(context.Background(), "user=ref+env://USER password=ref+vault://kv/app?token=t0p#/password")
	fmt.Println(errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrUnknownScheme))
	fmt.Println(err)
	// Output:
	// true true
	// resolving env://USER at byte 5: environment: variable USER: not found
	// resolving vault://kv/app?token=***#/password at byte 29: unknown scheme vault: known are env
}
