package fix

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
)

// ErrChanged is wrapped by the error of [Patch.Apply] where a file is not what
// the patch was made for any more.
var ErrChanged = errors.New("the file was changed since")

// Apply writes the files that the patch changes below root, which must be the
// folder of Config.Files, and returns the paths of those that it wrote. It
// first looks at all of them and writes none when one was changed since the
// patch read it, or is no regular file any more. Each is written as a whole
// under another name in its folder and then renamed, so that no reader ever
// sees half of it; when that fails for one, those before it stay written.
func (p *Patch) Apply(ctx context.Context, root *os.Root) (written []string, err error) {
	paths := p.Paths()
	for _, name := range paths {
		if err := p.files[name].unchanged(root); err != nil {
			return nil, fmt.Errorf("fixing %s: %w", name, err)
		}
	}
	for _, name := range paths {
		if ctx.Err() != nil {
			return written, fmt.Errorf("fixing %s: %w", name, context.Cause(ctx))
		}
		if err := p.files[name].write(root); err != nil {
			return written, fmt.Errorf("fixing %s: %w", name, err)
		}
		written = append(written, name)
	}
	return written, nil
}

// unchanged returns an error unless the file is what the patch was made for.
func (f *file) unchanged(root *os.Root) error {
	info, err := root.Lstat(f.path)
	if err != nil {
		return err
	}
	if info.Mode() != f.mode {
		return fmt.Errorf("%w: its mode is %v, it was %v", ErrChanged, info.Mode(), f.mode)
	}
	r, err := root.Open(f.path)
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, int64(len(f.old))+1))
	if err != nil {
		return err
	}
	if !bytes.Equal(data, f.old) {
		return ErrChanged
	}
	return nil
}

// write replaces the file.
func (f *file) write(root *os.Root) (err error) {
	temp, w, err := create(root, f.path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, root.Remove(temp))
		}
	}()
	_, err = w.Write(f.current)
	if err == nil {
		err = w.Chmod(f.mode)
	}
	if err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	if err = f.unchanged(root); err != nil { // the last moment to notice
		return err
	}
	return root.Rename(temp, f.path)
}

// attempts bounds the files of that name that earlier runs may have left.
const attempts = 100

// create makes a new file beside the one at a path.
func create(root *os.Root, name string) (string, *os.File, error) {
	dir, base := path.Split(name)
	for n := range attempts {
		temp := fmt.Sprintf("%s.%s.fix%d", dir, base, n)
		w, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return temp, w, err
		}
	}
	return "", nil, fmt.Errorf("%d temporary files are left beside it", attempts)
}
