package cli

import (
	"os"
	"path/filepath"
)

// ignoreFiles returns the files in which other tools are told what to ignore, of
// the folders that are looked at: for each tool the first that there is.
func ignoreFiles(paths []string) []string {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var list []string
	for _, dir := range paths {
		for _, names := range [][]string{
			{".github/zizmor.yml", ".github/zizmor.yaml", "zizmor.yml", "zizmor.yaml"},
			{".poutine.yml", ".poutine.yaml"},
			{".github/actionlint.yaml", ".github/actionlint.yml"},
		} {
			for _, name := range names {
				file := filepath.Join(dir, filepath.FromSlash(name))
				if info, err := os.Lstat(file); err == nil && info.Mode().IsRegular() && info.Size() < maxIgnoreFile {
					list = append(list, file)
					break
				}
			}
		}
	}
	return list
}

// maxIgnoreFile is far above any such file that people write.
const maxIgnoreFile = 1 << 20
