package audit_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/shell"
)

func TestPinOf(t *testing.T) {
	t.Parallel()
	for ref, want := range map[string]audit.Pin{
		"":                            audit.PinDigest,
		"scratch":                     audit.PinDigest,
		"a@sha256:00":                 audit.PinDigest,
		"docker://a:1@sha256:00":      audit.PinDigest,
		"a:1":                         audit.PinTag,
		"registry.example.com:5000/a": audit.PinNothing,
		"registry.example.com/a:1":    audit.PinTag,
		"a":                           audit.PinNothing,
		"a:latest":                    audit.PinNothing,
		"a:":                          audit.PinNothing,
		"docker://a/b":                audit.PinNothing,
	} {
		if got := audit.PinOf(ref); got != want {
			t.Errorf("PinOf(%q) = %d, want %d", ref, got, want)
		}
	}
}

func TestCredentialIn(t *testing.T) {
	t.Parallel()
	random := strings.Repeat("aB3", 7)
	for _, tt := range []struct {
		name, value string
		want        scan.Confidence
	}{
		{"API_TOKEN", random, scan.ConfidenceMedium},
		{"api-key", random, scan.ConfidenceMedium},
		{"sa.password", "hunter22", scan.ConfidenceLow},
		{"DB_PASSWORD", "abc", 0},
		{"API_TOKEN", "hunter22", 0},
		{"API_TOKEN", "https://example.com/aB3aB3aB3", 0},
		{"TOKEN_NAME", random, 0},
		{"PRIVATE_KEY", "/etc/ssl/private/key-0123-ABC.pem", 0},
	} {
		if got := audit.CredentialIn(tt.name, tt.value); got != tt.want {
			t.Errorf("CredentialIn(%q, %q) = %s, want %s", tt.name, tt.value, got, tt.want)
		}
	}
}

func TestKeys(t *testing.T) {
	t.Parallel()
	text := "# c: x\n\"a\": 1\nb:\r\n  c: 2\n- d: 3\nhttp://x\n'e' : 4\n%YAML: 1\nlast:"
	if diff := cmp.Diff([]string{"a", "b", "e", "last"}, slices.Collect(audit.Keys([]byte(text)))); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	for key := range audit.Keys([]byte("a:\nb:\n")) {
		if key != "a" {
			t.Errorf("key %q after the loop was left", key)
		}
		break
	}
}

func TestPaths(t *testing.T) {
	t.Parallel()
	for p, want := range map[string][3]bool{ // foreign, credentials, whole tree
		"vendor/a/x.yml":        {true, false, false},
		"web/node_modules/x":    {true, false, false},
		"my-vendor/x":           {false, false, false},
		"a/.env":                {false, true, false},
		"~/.ssh/**":             {false, true, false},
		".git/":                 {false, true, false},
		"x.pem":                 {false, true, false},
		".env.example":          {false, false, false},
		".":                     {false, false, true},
		"./**/*":                {false, false, true},
		"${CI_PROJECT_DIR}":     {false, false, true},
		"dist/**":               {false, false, false},
		"":                      {false, false, false},
		"certs/server.key.json": {false, false, false},
	} {
		if got := [3]bool{audit.Foreign(p), audit.HoldsCredentials(p), audit.WholeTree(p)}; got != want {
			t.Errorf("%q: %v, want %v", p, got, want)
		}
	}
}

// check runs a rule over a script in a job.
func check(t *testing.T, script string, rule *audit.Rule) []string {
	t.Helper()
	text := []byte(script)
	node := document.NewText(text, document.Piece{Start: 0, End: len(text)})
	step := &ci.Step{Node: node, Group: "script", Run: &ci.Script{Key: node, Text: node}}
	file := &ci.File{
		System: "test",
		Source: &ci.Source{File: scan.NewFile(&scan.Entry{Path: "x"}, text)},
		Jobs:   []*ci.Job{{ID: "job", Steps: []*ci.Step{step}}},
	}
	var got []string
	run := audit.NewRun(file, func(w *ci.Weakness) {
		r := w.Location.Region
		got = append(got, w.Message+" "+script[r.StartOffset:r.EndOffset])
	})
	run.Rules([]*audit.Rule{rule})
	return got
}

func TestEachReread(t *testing.T) {
	t.Parallel()
	rule := &audit.Rule{Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
		source := func(name string) string {
			if strings.HasPrefix(name, "BAD") {
				return "outside"
			}
			return ""
		}
		r.EachReread(job, step, source, func(c audit.Reread) {
			r.Find(job, step, r.Within(step.Run.Text, c.Word.Start, c.Word.End), "", c.Command.Name()+" "+c.Variable)
		})
	}}
	for script, want := range map[string]string{
		`eval "x $BAD"`:                            `eval BAD "x $BAD"`,
		`sudo bash -euxc "x $BAD"`:                 `sudo BAD "x $BAD"`,
		`find . -exec sh -c "x $BAD" \;`:           `find BAD "x $BAD"`,
		`ssh -p 22 -o A=b host echo ${BAD}`:        `ssh BAD ${BAD}`,
		`ssh -i "$BAD" host ls`:                    ``,
		`python3 -c "print('$BAD')"`:               `python3 BAD "print('$BAD')"`,
		`node -e "f('$BAD')"`:                      `node BAD "f('$BAD')"`,
		`A=$BAD; B="p $A"; eval $B`:                `eval B $B`,
		`A=$(echo $BAD | wc -l); eval $A`:          ``,
		`eval "$GOOD"`:                             ``,
		`bash script.sh "$BAD"`:                    ``,
		`bash -c 'echo "$BAD"'`:                    ``,
		`su app -c "x $BAD"`:                       `su BAD "x $BAD"`,
		`docker run --rm alpine sh -c "echo $BAD"`: `docker BAD "echo $BAD"`,
		`echo "$BAD"`:                              ``,
	} {
		if got := strings.Join(check(t, script, rule), "; "); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}

func TestFetches(t *testing.T) {
	t.Parallel()
	rule := &audit.Rule{Step: func(r *audit.Run, job *ci.Job, step *ci.Step) { r.Fetches(job, step, "the code of a request") }}
	for script, want := range map[string]bool{
		"git fetch origin pull/1/head":                true,
		"git -C x pull origin refs/pull/$N/merge":     true,
		"git fetch origin refs/pull-requests/1/from":  true,
		"git fetch origin merge-requests/1/head:mr":   true,
		"git fetch origin main":                       false,
		"git log pull/1/head":                         false,
		"echo git fetch origin pull/1/head":           false,
		"git clone https://example.com/pull/requests": false,
	} {
		if got := len(check(t, script, rule)) == 1; got != want {
			t.Errorf("%s: %t, want %t", script, got, want)
		}
	}
}

func TestEachPrinted(t *testing.T) {
	t.Parallel()
	rule := &audit.Rule{Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
		source := func(name string) string { return strings.TrimPrefix(name, "GOOD") }
		r.EachPrinted(step, source, func(cmd *shell.Command, from, rest string) {
			r.Find(job, step, r.Within(step.Run.Text, cmd.Start, cmd.End), "", from+strings.TrimSpace(rest))
		})
	}}
	for script, want := range map[string]string{
		"echo $BAD >> file\nmake":    "BAD>> file echo $BAD",
		`printf '%s' "$BAD" | tee x`: `BAD| tee x printf '%s' "$BAD"`,
		"echo $GOOD > file":          "",
		"cat $BAD":                   "",
		"echo '$BAD'":                "",
	} {
		if got := strings.Join(check(t, script, rule), "; "); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}

func TestFindReread(t *testing.T) {
	t.Parallel()
	var expression string
	rule := &audit.Rule{Step: func(r *audit.Run, job *ci.Job, step *ci.Step) {
		r.EachReread(job, step, func(string) string { return "a title" }, func(c audit.Reread) {
			r.FindReread(job, step, "", c, func(w *ci.Weakness) { expression = w.Expression })
		})
	}}
	got := check(t, `eval "x $BAD"`, rule)
	if diff := cmp.Diff([]string{`eval reads BAD as code, which holds a title "x $BAD"`}, got); diff != "" || expression != "BAD" {
		t.Errorf("expression %q (-want +got):\n%s", expression, diff)
	}
}
