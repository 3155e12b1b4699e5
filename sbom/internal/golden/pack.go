package golden

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"path"
	"strings"

	"github.com/rogpeppe/go-internal/txtar"
)

// Pack makes an archive of files: a tar of a gem, whose members are compressed,
// and a zip of every other name. Members named "outer!member" become an archive
// inside.
func Pack(name string, files []txtar.File) []byte {
	var direct []txtar.File
	inner := map[string][]txtar.File{}
	for _, f := range files {
		outer, member, ok := strings.Cut(f.Name, "!")
		if !ok {
			direct = append(direct, f)
			continue
		}
		if inner[outer] == nil {
			direct = append(direct, txtar.File{Name: outer})
		}
		inner[outer] = append(inner[outer], txtar.File{Name: member, Data: f.Data})
	}
	for i, f := range direct {
		if members := inner[f.Name]; members != nil {
			direct[i].Data = Pack(f.Name, members)
		}
	}
	if path.Ext(name) == ".gem" {
		return packGem(direct)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range direct {
		w, err := z.Create(f.Name)
		if err == nil {
			_, err = w.Write(f.Data)
		}
		must(err)
	}
	must(z.Close())
	return b.Bytes()
}

func packGem(files []txtar.File) []byte {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for _, f := range files {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, err := z.Write(f.Data)
		must(err)
		must(z.Close())
		must(t.WriteHeader(&tar.Header{Name: f.Name + ".gz", Mode: 0o644, Size: int64(packed.Len())}))
		_, err = t.Write(packed.Bytes())
		must(err)
	}
	must(t.Close())
	return b.Bytes()
}

// must panics: writing into memory does not fail.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
