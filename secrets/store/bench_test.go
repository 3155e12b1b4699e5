package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/penstock-dev/penstock/secrets"
	"github.com/penstock-dev/penstock/secrets/store"
)

func BenchmarkExpand(b *testing.B) {
	redactor, err := secrets.NewRedactor(secrets.RedactorConfig{})
	if err != nil {
		b.Fatal(err)
	}
	c := store.Config{
		Stores: map[string]store.Store{"doc": constant(`{"host":"db.internal","password":"correct-horse"}`), "echo": store.Echo{}},
		TTL:    time.Hour, Now: (&clock{time.Unix(1e9, 0)}).now,
		Redactor: redactor, Exposed: func(*store.Error) {},
	}
	filler := strings.Repeat("key: value of a line, reference of none\n", 250)
	for name, text := range map[string]string{
		"nothing": filler,
		"one":     filler + "url: \"postgres://app:ref+doc://kv/app#/password+@ref+doc://kv/app#/host+/app\"\n",
		"nested":  filler + "ref+echo://ref+echo://ref+doc://kv/app#/password",
	} {
		b.Run(name, func(b *testing.B) {
			r := resolver(b, c)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Expand(b.Context(), text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
