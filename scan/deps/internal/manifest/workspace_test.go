package manifest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/deps/internal/manifest"
)

func TestReadWorkspace(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		path, text string
		want       manifest.Workspace
	}{
		"npm":     {"package.json", `{"workspaces": ["a", "packages/*"], "dependencies": {"b": "file:../b", "c": "^1"}, "devDependencies": {"d": "link:d"}}`, manifest.Workspace{Ecosystem: "npm", Members: []string{"a", "packages/*"}, Folders: []string{"../b", "d"}}},
		"yarn":    {"package.json", `{"workspaces": {"packages": ["a"], "nohoist": ["x"]}}`, manifest.Workspace{Ecosystem: "npm", Members: []string{"a"}}},
		"pnpm":    {"pnpm-workspace.yaml", "packages:\n  - a\n  - '!b'\n", manifest.Workspace{Ecosystem: "npm", Members: []string{"a", "!b"}}},
		"cargo":   {"Cargo.toml", "[workspace]\nmembers = [\"a\"]\nexclude = [\"b\"]\n[target.x.build-dependencies]\nz = { path = \"z\" }\n[dependencies.y]\npath = \"y\"\n", manifest.Workspace{Ecosystem: "crates.io", Members: []string{"a", "!b"}, Folders: []string{"y", "z"}}},
		"uv":      {"pyproject.toml", "[tool.uv.workspace]\nmembers = [\"a\"]\nexclude = [\"b\"]\n", manifest.Workspace{Ecosystem: "PyPI", Members: []string{"a", "!b"}}},
		"nothing": {"package.json", `{"name": "a"}`, manifest.Workspace{Ecosystem: "npm"}},
		"broken":  {"package.json", `{`, manifest.Workspace{Ecosystem: "npm"}},
		"other":   {"go.mod", "module a", manifest.Workspace{}},
	} {
		got, ok := manifest.ReadWorkspace(scan.NewFile(&scan.Entry{Path: test.path}, []byte(test.text)))
		if diff := cmp.Diff(test.want, got); diff != "" || ok != (len(test.want.Members)+len(test.want.Folders) > 0) {
			t.Errorf("%s: %v (-want +got):\n%s", name, ok, diff)
		}
	}
}

func TestWorkspaceOf(t *testing.T) {
	t.Parallel()
	w := manifest.Workspace{Members: []string{"packages/*", "deep/**", "!packages/old", "[", "./dot/", ".."}, Folders: []string{"../beside", "tool/"}}
	folders := []string{"beside", "other", "root", "root/deep/a/b", "root/dot", "root/packages/a", "root/packages/a/b", "root/packages/old", "root/tool"}
	want := []string{"beside", "root/deep/a/b", "root/dot", "root/packages/a", "root/tool"}
	if diff := cmp.Diff(want, w.Of("root", folders)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got := w.Of(".", []string{".", "packages/a", "tool"}); !cmp.Equal(got, []string{"packages/a", "tool"}) {
		t.Errorf("of the root: %v", got)
	}
}
