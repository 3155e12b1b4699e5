package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// input is something to look at.
type input struct {
	Name string
	Path string
	Git  bool
	Size int64 // in bytes; 0 for a history
}

// startup is the name of the input that costs nothing but starting.
const startup = "one small file"

// largest is how many modules of the cache are looked at.
const largest = 13

// stage copies the inputs below dir, so that both tools see the same files.
func stage(dir, tree, history string) ([]input, error) {
	small := filepath.Join(dir, "small")
	if err := os.MkdirAll(small, 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(small, "a.txt"), []byte(strings.Repeat("a", 49)+"\n"), 0o644); err != nil {
		return nil, err
	}
	inputs := []input{{Name: startup, Path: small, Size: 50}}
	add := func(name, to string, skip func(string) bool, from ...string) error {
		in := input{Name: name, Path: filepath.Join(dir, to)}
		for i, f := range from {
			n, err := copyTree(filepath.Join(in.Path, fmt.Sprint(i)), f, skip)
			if err != nil {
				return err
			}
			in.Size += n
		}
		inputs = append(inputs, in)
		return nil
	}
	goroot, err := goEnv("GOROOT")
	if err != nil {
		return nil, err
	}
	if err := add("GOROOT/src without tests", "goroot", isTest, filepath.Join(goroot, "src")); err != nil {
		return nil, err
	}
	modules, err := largestModules()
	if err != nil {
		return nil, err
	}
	if err := add(fmt.Sprintf("the %d largest modules of the cache", len(modules)), "modules", nil, modules...); err != nil {
		return nil, err
	}
	if tree != "" {
		if err := add("mixed tree", "tree", isGit, tree); err != nil {
			return nil, err
		}
	}
	if history != "" {
		history, err = filepath.Abs(history)
		inputs = append(inputs, input{Name: "history", Path: history, Git: true})
	}
	return inputs, err
}

func isTest(name string) bool { return name == "testdata" || strings.HasSuffix(name, "_test.go") }
func isGit(name string) bool  { return name == ".git" }

func goEnv(name string) (string, error) {
	out, err := exec.Command("go", "env", name).Output()
	return strings.TrimSpace(string(out)), err
}

// largestModules returns the folders of the largest modules in the cache.
func largestModules() ([]string, error) {
	cache, err := goEnv("GOMODCACHE")
	if err != nil {
		return nil, err
	}
	type module struct {
		dir  string
		size int64
	}
	var modules []module
	err = filepath.WalkDir(cache, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || !d.IsDir():
			return err
		case name == filepath.Join(cache, "cache"):
			return fs.SkipDir
		case !strings.Contains(d.Name(), "@"):
			return nil
		}
		size, err := sizeOf(name)
		modules = append(modules, module{name, size})
		return cmp.Or(err, fs.SkipDir)
	})
	slices.SortFunc(modules, func(a, b module) int { return cmp.Compare(b.size, a.size) })
	var dirs []string
	for _, m := range modules[:min(largest, len(modules))] {
		dirs = append(dirs, m.dir)
	}
	return dirs, err
}

func sizeOf(dir string) (size int64, err error) {
	return size, filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
}

// copyTree copies the regular files of a folder, but for those that skip names,
// and returns their size.
func copyTree(to, from string, skip func(name string) bool) (size int64, err error) {
	return size, filepath.WalkDir(from, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if skip != nil && skip(d.Name()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(from, name)
		if err != nil || !d.IsDir() && !d.Type().IsRegular() {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		n, err := copyFile(filepath.Join(to, rel), name)
		size += n
		return err
	})
}

func copyFile(to, from string) (int64, error) {
	r, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, r)
	return n, cmp.Or(err, w.Close())
}
