package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGate(t *testing.T) {
	t.Parallel()
	key := "gh" + "p_" + strings.Repeat("a1B2c3D4e5", 4)[:36]
	tests := []struct {
		name, text, annotation, err string
	}{
		{"clean", "all is well\n", "", ""},
		{"leak", "token = " + key + "\n", "::error file=notes.txt,line=1", "the gate says fail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "notes.txt"), []byte(tt.text), 0o644); err != nil {
				t.Fatal(err)
			}
			var annotations, sarif bytes.Buffer
			err := gate(t.Context(), dir, &annotations, &sarif)
			if (err != nil) != (tt.err != "") || err != nil && !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %v, want %q", err, tt.err)
			}
			if !strings.Contains(annotations.String(), tt.annotation) {
				t.Errorf("no %q in %s", tt.annotation, annotations.String())
			}
			if !json.Valid(sarif.Bytes()) {
				t.Errorf("no valid JSON: %s", sarif.Bytes())
			}
		})
	}
}
