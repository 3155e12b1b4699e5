package main

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
)

// floor does the least that anybody who reads an archive with the standard
// library does: it inflates all members, and checks that they are JSON, on all
// processors. What an index takes is told beside it, since times alone depend on
// the machine and on who else uses it.
func floor(name string) error {
	z, err := zip.OpenReader(name)
	if err != nil {
		return err
	}
	defer z.Close() // it is only read
	var next, bad, size atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(z.File)); i = next.Add(1) - 1 {
				n, err := valid(z.File[i])
				if size.Add(n); err != nil {
					bad.Add(1)
				}
			}
		})
	}
	wg.Wait()
	fmt.Printf("%d members, %d bytes, %d members no JSON\n", len(z.File), size.Load(), bad.Load())
	return nil
}

var errNoJSON = errors.New("no JSON")

func valid(f *zip.File) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close() // it is only read
	data, err := io.ReadAll(r)
	if err == nil && !json.Valid(data) {
		err = errNoJSON
	}
	return int64(len(data)), err
}
