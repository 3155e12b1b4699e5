package scantest_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing/fstest"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/scantest"
)

// A file system whose files cannot all be read.
func Example() {
	fsys := scantest.NewFaultFS(fstest.MapFS{"a": {}, "b": {}}, map[string]scantest.Fault{"b": {Open: fs.ErrPermission}})
	runner, err := scan.New(scan.Config{Analyzers: []scan.Analyzer{todo{}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := runner.Run(context.Background(), scan.FS(fsys, scan.TreeConfig{}))
	fmt.Println(errors.Is(err, scan.ErrIncomplete), result.Diagnostics[0])
	fmt.Println("a was opened", fsys.Opens("a"), "time,", fsys.StillOpen(), "files are still open")
	// Output:
	// true b: the file cannot be read: permission denied
	// a was opened 1 time, 0 files are still open
}
