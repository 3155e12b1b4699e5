package store_test

import (
	"bytes"
	"encoding/base64"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/penstock-dev/penstock/secrets/store"
)

// holders return values as programs keep them.
func holders(v store.Value) map[string]any {
	type exported struct{ V store.Value }
	type unexported struct{ v store.Value }
	return map[string]any{
		"value": v, "pointer": &v, "slice": []store.Value{v}, "map": map[string]store.Value{"k": v},
		"exported field": exported{v}, "pointer to exported field": &exported{v}, "unexported field": unexported{v},
		"pointer to unexported field": &unexported{v}, "interface": []any{v},
	}
}

// encoders write anything in all the ways in which logs and files come to hold
// it. Errors are texts, too.
func encoders() map[string]func(any) string {
	list := map[string]func(any) string{
		"json": func(v any) string { b, err := json.Marshal(v); return fmt.Sprint(string(b), err) },
		"yaml": func(v any) string { b, err := yaml.Marshal(v); return fmt.Sprint(string(b), err) },
		"xml":  func(v any) string { b, err := xml.Marshal(v); return fmt.Sprint(string(b), err) },
		"gob": func(v any) string {
			var b bytes.Buffer
			err := gob.NewEncoder(&b).Encode(v)
			return fmt.Sprint(b.String(), err)
		},
		"slog text": func(v any) string {
			var b strings.Builder
			slog.New(slog.NewTextHandler(&b, nil)).Info("m", "v", v)
			return b.String()
		},
		"slog json": func(v any) string {
			var b strings.Builder
			slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "v", v)
			return b.String()
		},
		"print":   func(v any) string { return fmt.Sprint(v) },
		"println": func(v any) string { return fmt.Sprintln(v) },
		"error":   func(v any) string { return fmt.Errorf("with %v", v).Error() },
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%#q", "%x", "%X", "% x", "%d", "%o", "%b", "%c", "%U", "%e", "%g", "%t", "%p", "%T", "%z", "%10v", "%-3.2s", "%[1]*v"} {
		list[verb] = func(v any) string { return fmt.Sprintf(verb, v) }
	}
	return list
}

func TestValuePrintsNowhere(t *testing.T) {
	t.Parallel()
	content := "Qx7-" + strings.Repeat("zpw", 3)
	decimal := strings.Trim(fmt.Sprint([]byte(content)), "[]")
	leaks := []string{content, decimal, hex.EncodeToString([]byte(content)), base64.StdEncoding.EncodeToString([]byte(content)), fmt.Sprintf("% x", content)}
	v := store.NewValue([]byte(content))
	v.Hidden, v.Version = true, "7"
	for holder, held := range holders(v) {
		for name, encode := range encoders() {
			out := strings.ToLower(encode(held))
			for _, leak := range leaks {
				if strings.Contains(out, strings.ToLower(leak)) {
					t.Errorf("%s of a %s shows the content: %s", name, holder, out)
				}
			}
		}
	}
	if string(v.Reveal()) != content {
		t.Errorf("the content is %q", v.Reveal())
	}
	if got := fmt.Sprintf("%s|%#v|%s", v, v, v.String()); got != "[redacted]|[redacted]|[redacted]" {
		t.Errorf("printed as %s", got)
	}
	if (store.Value{}).Reveal() != nil {
		t.Error("the zero Value has content")
	}
}
