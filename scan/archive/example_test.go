package archive_test

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/archive"
)

func Example() {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"META-INF/MANIFEST.MF", "config/app.properties"} {
		if _, err := z.Create(name); err != nil {
			fmt.Println(err)
			return
		}
	}
	if err := z.Close(); err != nil {
		fmt.Println(err)
		return
	}
	target, err := archive.New(archive.Config{Target: scan.Bytes("build/app.jar", b.Bytes())})
	if err != nil {
		fmt.Println(err)
		return
	}
	for e, err := range target.Entries(context.Background()) {
		switch {
		case err != nil:
			fmt.Println("not looked at:", err)
		case e.Skip != scan.SkipNone:
			fmt.Println(e.Path, "is", e.Skip)
		default:
			fmt.Println(strings.Join(e.Origin.Archives, " > "), ">", e.Path)
		}
	}
	// Output:
	// build/app.jar is unpacked
	// build/app.jar > META-INF/MANIFEST.MF
	// build/app.jar > config/app.properties
}
