package bucket

import (
	"strings"
	"testing"
)

func FuzzParseList(f *testing.F) {
	f.Add([]byte("2030-01-02T03:04:05.678Z,GHSA-1\n\n2030-01-02T03:04:05+01:00,MAL-2\r\n"))
	f.Add([]byte("2030-01-02T03:04:05Z,../../etc\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := parseList(data)
		if err != nil {
			return
		}
		for id := range list {
			if id == "" || strings.ContainsAny(id, "/\\") {
				t.Fatalf("%q is taken for an id", id)
			}
		}
	})
}
