package archtest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// goVersion is what importers need at least.
const goVersion = "1.26.0"

// moduleFile returns the parsed go.mod of a folder, held against what all have
// in common.
func moduleFile(t *testing.T, dir string) *modfile.File {
	t.Helper()
	name := filepath.Join(dir, "go.mod")
	data, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	f, err := modfile.Parse(name, data, nil)
	if err != nil {
		t.Fatal(err)
	}
	// Nobody imports what is internal.
	if len(f.Require) > 20 && !strings.HasPrefix(name, "internal/") {
		t.Errorf("%s requires %d modules, the limit is 20", name, len(f.Require))
	}
	if f.Go.Version != goVersion || f.Toolchain != nil {
		t.Errorf("%s: the go directive is %s, with toolchain %v", name, f.Go.Version, f.Toolchain)
	}
	return f
}

func TestModuleFile(t *testing.T) {
	t.Parallel()
	if f := moduleFile(t, "."); len(f.Replace) > 0 {
		t.Error("go.mod holds a replace line, which importers do not get")
	}
}

// TestNestedModules holds those that go.work ties to this one: each is named
// after its folder, and takes the rest from beside it and from nowhere else.
func TestNestedModules(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(root, "go.work"))
	if err != nil {
		t.Fatal(err)
	}
	work, err := modfile.ParseWork("go.work", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	if work.Go.Version != goVersion || work.Toolchain != nil || len(work.Replace) > 0 {
		t.Error("go.work says more than which modules there are")
	}
	listed := map[string]bool{}
	for _, use := range work.Use {
		dir := filepath.ToSlash(filepath.Clean(use.Path))
		listed[dir+"/go.mod"] = true
		if dir != "." {
			checkNested(t, dir, moduleFile(t, dir))
		}
	}
	tracked(t, func(name string, _ []byte) {
		// The benchmark beside another project must not lift anybody's versions.
		if filepath.Base(name) == "go.mod" && name != "go.mod" && name != "internal/peer/go.mod" && !listed[name] {
			t.Errorf("go.work does not list %s", name)
		}
	})
}

func checkNested(t *testing.T, dir string, f *modfile.File) {
	t.Helper()
	if want := module + "/" + dir; f.Module.Mod.Path != want {
		t.Errorf("the module in %s is %s", dir, f.Module.Mod.Path)
	}
	beside := map[string]bool{}
	for _, r := range f.Replace {
		beside[r.Old.Path] = true
		rel := strings.TrimPrefix(strings.TrimPrefix(r.Old.Path, module), "/")
		to, err := filepath.Rel(dir, filepath.Join(".", rel))
		if err != nil {
			t.Fatal(err)
		}
		if !within(r.Old.Path, module) || r.New.Path != filepath.ToSlash(to) {
			t.Errorf("%s/go.mod replaces %s with %s", dir, r.Old.Path, r.New.Path)
		}
	}
	for _, r := range f.Require {
		if within(r.Mod.Path, module) && !beside[r.Mod.Path] {
			t.Errorf("%s/go.mod does not take %s from beside it", dir, r.Mod.Path)
		}
	}
}
