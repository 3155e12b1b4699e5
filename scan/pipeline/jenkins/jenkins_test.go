package jenkins_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline"
	"github.com/penstock-dev/penstock/scan/pipeline/audit"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/document"
	"github.com/penstock-dev/penstock/scan/pipeline/jenkins"
)

func TestWantsText(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{
		"Jenkinsfile":                       true,
		"ci/Jenkinsfile":                    true,
		"Jenkinsfile.release":               true,
		"Jenkinsfile-nightly":               true,
		"build.jenkinsfile":                 true,
		"deploy.Jenkinsfile":                true,
		"vars/deploy.groovy":                true,
		"library/vars/deploy.groovy":        true,
		"src/org/example/Deploy.groovy":     false,
		"build.gradle":                      false,
		"Jenkinsfile.md":                    false,
		"docs/jenkinsfile.yaml":             false,
		"node_modules/x/Jenkinsfile":        false,
		".github/workflows/Jenkinsfile.yml": false,
		"Dockerfile":                        false,
	} {
		if got := jenkins.New().WantsText(&scan.Entry{Path: path}); got != want {
			t.Errorf("WantsText(%q) = %t", path, got)
		}
	}
	if jenkins.New().Recognize(scan.NewFile(&scan.Entry{Path: "a.yml"}, []byte("pipeline: {}"))) {
		t.Error("a YAML file is taken")
	}
}

// read returns the model of a pipeline.
func read(t testing.TB, text string) *ci.File {
	t.Helper()
	f, err := jenkins.New().ReadText(&ci.Source{File: scan.NewFile(&scan.Entry{Path: "Jenkinsfile"}, []byte(text))})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestScripts checks what the shell gets to see: escapes are resolved, strings
// are joined, and what is interpolated is marked.
func TestScripts(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ source, script, holes string }{
		"single":         {`sh 'a "$B" ${C}'`, `a "$B" ${C}`, ""},
		"double":         {`sh "a $b ${c.d} \$e"`, `a $b ${c.d} $e`, "$b|${c.d}"},
		"property":       {`sh "a $b.c.d."`, `a $b.c.d.`, "$b.c.d"},
		"triple":         {"sh '''\n  it's \\''' fine\n'''", "\n  it's ''' fine\n", ""},
		"triple double":  {"sh \"\"\"a\n${b(\"x\")}\nc\"\"\"", "a\n${b(\"x\")}\nc", `${b("x")}`},
		"nested braces":  {`sh "a ${list.collect { "<${it}>" }} b"`, `a ${list.collect { "<${it}>" }} b`, `${list.collect { "<${it}>" }}`},
		"escapes":        {`sh 'a\tb\\c\'d\u0041'`, "a\tb\\c'dA", ""},
		"continued":      {"sh 'a \\\n b'", "a  b", ""},
		"joined":         {`sh 'a ' + b + " ${c}" + 'd'`, `a b ${c}d`, "b|${c}"},
		"slashy":         {`sh(/a\/b ${c}/)`, `a/b ${c}`, "${c}"},
		"dollar slashy":  {`sh($/a "$$b" $/ $c/$)`, `a "$b" / $c`, "$c"},
		"named":          {`def x = sh(returnStdout: true, script: 'ls')`, `ls`, ""},
		"named, command": {`def x = sh returnStdout: true, script: "ls ${d}"`, `ls ${d}`, "${d}"},
		"method":         {`sh('''a'''.stripIndent())`, `a`, ""},
		"receiver":       {`steps.sh 'a'`, `a`, ""},
		"over lines":     {"sh(\n  label: 'x',\n  script: 'a' +\n    'b'\n)", `ab`, ""},
		"variable":       {`sh cmd`, `cmd`, "cmd"},
		"dollar":         {`sh "cost $5 $"`, `cost $5 $`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := read(t, tt.source)
			if len(f.Jobs) != 1 || len(f.Jobs[0].Steps) != 1 {
				t.Fatalf("%d jobs", len(f.Jobs))
			}
			run := f.Jobs[0].Steps[0].Run
			if got := run.Text.Value(); got != tt.script {
				t.Errorf("script %q, want %q", got, tt.script)
			}
			var holes []string
			for _, h := range run.Templates {
				holes = append(holes, run.Text.Value()[h.Start:h.End])
				start, end := run.Text.Source(h.Start, h.End)
				if got := tt.source[start:end]; got != holes[len(holes)-1] {
					t.Errorf("a hole stands at %q", got)
				}
			}
			if got := strings.Join(holes, "|"); got != tt.holes {
				t.Errorf("holes %q, want %q", got, tt.holes)
			}
		})
	}
}

// TestModel checks stages, interpreters, variables and parameters.
func TestModel(t *testing.T) {
	t.Parallel()
	f := read(t, `#!/usr/bin/env groovy
// a comment with 'an open string
/* another " one */
def ratio = total / count / 2 // 'x
pipeline {
    agent none
    environment { A = 'one'; B = "${A}" }
    parameters { string(name: 'P', defaultValue: 'x') }
    triggers { cron('@daily') }
    stages {
        stage('Build') {
            environment { C = 'two' }
            steps {
                sh '''#!/usr/bin/env python3
print(1)'''
                bat 'dir'
                script { if (a ==~ /x'y/) { pwsh 'ls' } else { echo "}" } }
            }
        }
        stage("Test ${x}") { steps { parallel(a: { sh 'a' }, b: { sh 'b' }) } }
    }
    post { always { sh 'clean' } }
}
node
{
    stage('Own line')
    {
        if (x)
        {
            sh 'one'
        }
        else
        {
            sh 'two'
        }
    }
}
`)
	var got []string
	for _, job := range f.Jobs {
		for _, s := range job.Steps {
			got = append(got, job.ID+": "+s.Run.Interpreter()+" "+strings.ReplaceAll(s.Run.Text.Value(), "\n", "|"))
		}
	}
	want := []string{"Build: python3 #!/usr/bin/env python3|print(1)", "Build: cmd dir", "Build: pwsh ls", "Test ${x}:  a", "Test ${x}:  b", "pipeline:  clean", "Own line:  one", "Own line:  two"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if f.Env.Get("A").Value() != "one" || f.Env.Get("B") != nil || f.Jobs[0].Env.Get("C").Value() != "two" {
		t.Error("environment")
	}
	if len(f.Inputs) != 1 || f.Inputs[0].Name != "P" || len(f.Triggers) != 1 || f.Triggers[0].Name != "cron" {
		t.Errorf("inputs %v, triggers %v", f.Inputs, f.Triggers)
	}
}

// TestDiagnostics checks that broken files are told of, and read as far as they
// go.
func TestDiagnostics(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	const before = "sh \"${env.CHANGE_TITLE}\"\n"
	tests := map[string]struct {
		text, cause string
		kind        scan.DiagnosticKind
	}{
		"string":        {"echo 'a\n", "line 2: string is not closed", scan.DiagMalformed},
		"triple":        {"echo '''a\n", "line 2: string is not closed", scan.DiagMalformed},
		"comment":       {"/* a\n", "line 2: comment is not closed", scan.DiagMalformed},
		"interpolation": {"echo \"${a\n", "line 2: interpolation is not closed", scan.DiagMalformed},
		"brace":         {"stage('a') {\n", "line 2: bracket is not closed", scan.DiagMalformed},
		"parenthesis":   {"echo(a\n}", "line 2: bracket is not closed", scan.DiagMalformed},
		"closing":       {"}\n", "line 2: bracket closes nothing", scan.DiagMalformed},
		"deep":          {strings.Repeat("(", 5000), "too deep", scan.DiagLimit},
		"deep strings":  {strings.Repeat(`"${`, 5000), "too deep", scan.DiagLimit},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list, err := analyzer.Check(t.Context(), "Jenkinsfile", []byte(before+tt.text))
			var d *scan.Diagnostic
			if !errors.As(err, &d) || d.Kind != tt.kind || !strings.Contains(err.Error(), tt.cause) {
				t.Errorf("error %v", err)
			}
			if len(list) != 1 {
				t.Errorf("%d findings before the broken part", len(list))
			}
		})
	}
}

func FuzzReadText(f *testing.F) {
	for _, seed := range []string{
		"pipeline { agent any; stages { stage('x') { steps { sh \"a ${env.CHANGE_TITLE}\" } } } }",
		"def x = sh(returnStdout: true, script: 'git log -1').trim()\nsh \"\"\"${x ?: \"a${b}\"}\"\"\"",
		"@Library(['a@b', 'c']) _\nwithCredentials([string(credentialsId: 'x', variable: 'Y')]) { bat \"%CHANGE_TITLE% $Y\" }",
		"sh(/a\\/b/ + $/c $$ $x/$)\nenv['A'] = 'b'", "'", "\"${", "a ? b : c\n.d()", "{[(", "library 'x@y'\\\n", "yaml '''\nimage: a\n'''",
		"def ok = env.BRANCH_NAME in ['a', /b/]\nif (!ok) return\nelse if (x ==~ /c.*/) error 'd'\nelse y += x\nswitch (y) { case 'e': case ~/f/: sh \"$y\"; break; default: sh y }",
		"def f(String a = 'b', c) { if (!(a.matches('d'))) { throw e }\nsh \"$a\" }\nf(env.CHANGE_TITLE)\nstage('x') { when { not { anyOf { branch 'a'; expression { return (b) } } } }\nsh \"$BRANCH_NAME\" }",
	} {
		f.Add(seed)
	}
	system := jenkins.New()
	f.Fuzz(func(t *testing.T, text string) {
		file, err := system.ReadText(&ci.Source{File: scan.NewFile(&scan.Entry{Path: "Jenkinsfile"}, []byte(text))})
		if err != nil && !errors.Is(err, document.ErrLimit) && !strings.HasPrefix(err.Error(), "line ") {
			t.Errorf("error %v", err)
		}
		run := audit.NewRun(file, func(w *ci.Weakness) {
			if r := w.Location.Region; r.StartOffset > r.EndOffset || r.EndOffset > len(text) {
				t.Errorf("region %d-%d of %d bytes", r.StartOffset, r.EndOffset, len(text))
			}
		})
		system.Check(run)
	})
}

// TestLinear checks that no text makes reading take more than time in
// proportion to its length: each would take far longer than the test otherwise.
func TestLinear(t *testing.T) {
	t.Parallel()
	analyzer, err := pipeline.New(pipeline.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"a.", "(", "a(", "\"${", "/\\/", "a = ", "x = \"${x}\"\n", "a b ", "$/", "'", "f(a: [", "sh x + ", "sh \"$a\"\n", "a?.", "@A ",
		"if (a == 'b') return\n", "if (a) ", "if (a) {", "if (a) { } else ", "switch (a) { case 'b': ", "def f(a) { f(a) }\n", "x = a && x\n", "x += \"$x$CHANGE_TITLE\"\nsh x\n",
		"if (env.BRANCH_NAME == 'a') { sh \"$BRANCH_NAME\" }\n", "def x = y\ndef y = x\nsh \"$x$CHANGE_TITLE\"\n", "if (!(a in ['b'])) error 'c'\nsh \"$TAG_NAME\"\n",
		"def f(a) { g(a)\nsh \"$a\" }\ndef g(a) { f(a)\nsh \"$a\" }\nf(CHANGE_TITLE)\n", "a = b; b = c; if (a && b || c) { a = b && a }\n", "stage('a') { when { anyOf { expression { a == 'b' } } } ",
	} {
		text := strings.Repeat(part, 100_000/len(part))
		_, _ = analyzer.Check(t.Context(), "Jenkinsfile", []byte(text))
	}
	labels := "switch (params.A) {\n" + strings.Repeat("case 'b':\nsh \"$A\"\n", 25_000) + "}\n"
	_, _ = analyzer.Check(t.Context(), "Jenkinsfile", []byte(labels))
}

func BenchmarkReadText(b *testing.B) {
	text := []byte(strings.Repeat("stage('Build') {\n    steps {\n        sh \"make ${env.BRANCH_NAME} V=${params.V}\"\n        sh '''\n            set -e\n            make test\n        '''\n    }\n}\n", 50))
	src := &ci.Source{File: scan.NewFile(&scan.Entry{Path: "Jenkinsfile"}, text)}
	system := jenkins.New()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := system.ReadText(src); err != nil {
			b.Fatal(err)
		}
	}
}
