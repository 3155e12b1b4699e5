package script_test

import (
	"testing"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/pipeline/ci"
	"github.com/penstock-dev/penstock/scan/pipeline/script"
)

func TestSystem(t *testing.T) {
	t.Parallel()
	system := script.New()
	for path, want := range map[string]bool{
		"install.sh": true, "ci/build.bash": true, "hack/x.SH": true, ".github/setup.ps1": true,
		"a.py": false, "sh": false, "vendor/x/install.sh": false, "a/node_modules/b/install.sh": false,
	} {
		if got := system.WantsText(&scan.Entry{Path: path}); got != want {
			t.Errorf("%s is wanted: %t", path, got)
		}
	}
	src := &ci.Source{File: scan.NewFile(&scan.Entry{Path: "a.ps1"}, []byte("x\n"))}
	if system.Recognize(src.File) || system.Read(src) != nil || len(system.Rules()) != 0 {
		t.Error("the system reads YAML, or has rules of its own")
	}
	f, err := system.ReadText(src)
	if err != nil {
		t.Fatal(err)
	}
	if step := f.Jobs[0].Steps[0]; step.Run.Interpreter() != "pwsh" || step.Run.Text.Value() != "x\n" {
		t.Errorf("interpreter %q, text %q", step.Run.Interpreter(), step.Run.Text.Value())
	}
}
