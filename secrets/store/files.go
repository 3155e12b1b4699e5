package store

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Files is a [Store] of the files of a folder: file://database/password and
// file:///database/password both name the file "database/password" in it. The
// zero value has no files.
//
// Parameters say how a file is given:
//
//   - encode=base64 encodes its bytes, encode=raw, the default, does not;
//   - trim=newline drops one line break from the end;
//   - syntax=json, yaml or env says what a fragment selects from. By default
//     that is taken from the name (.json, .yaml, .yml, .env), then detected.
//
// Others are refused. A file may hold any bytes. Directories, devices and pipes
// are refused, and so is what is not in the folder.
type Files struct {
	// FS is the folder. Take that of [os.Root.FS], which does not follow
	// symbolic links out of it as that of [os.DirFS] does.
	FS fs.FS
	// Private refuses files that their group or others may read or write. It
	// means nothing on systems without such bits, where all files seem to be
	// open.
	Private bool
	// MaxSize is the most bytes of a file. 0 means 1 MiB; [Limits] of the
	// Resolver apply besides.
	MaxSize int64
}

const defaultMaxFile = 1 << 20

// Get implements [Store].
func (f Files) Get(ctx context.Context, ref Reference) (Value, error) {
	name, err := ref.decodedName()
	if err != nil {
		return Value{}, fmt.Errorf("files: %w", err)
	}
	// A nested value or an escape may have made it anything.
	name = strings.TrimLeft(name, "/")
	if !fs.ValidPath(name) || name == "." {
		return Value{}, fmt.Errorf("files: %q leads out of the folder: %w", name, ErrDenied)
	}
	form, err := fileForm(ref, name)
	if err != nil {
		return Value{}, fmt.Errorf("files: %s: %w", name, err)
	}
	if ctx.Err() != nil {
		return Value{}, context.Cause(ctx)
	}
	data, err := f.read(name)
	if err != nil {
		return Value{}, fmt.Errorf("files: %w", fileError(err))
	}
	value := NewValue(form.apply(data))
	value.Syntax = form.syntax
	return value, nil
}

// fileError adds what callers ask for to the errors of a file system.
func fileError(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", ErrNotFound, err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: %w", ErrDenied, err)
	}
	return err
}

// read reads a regular file. It is looked at before it is opened, because that
// waits at a pipe, and again when nobody can exchange it any more.
func (f Files) read(name string) ([]byte, error) {
	if f.FS == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	info, err := fs.Stat(f.FS, name)
	if err != nil {
		return nil, err
	}
	if err := f.check(name, info); err != nil {
		return nil, err
	}
	file, err := f.FS.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return nil, err
	}
	if err := f.check(name, info); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, f.maxSize()+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	if int64(len(data)) > f.maxSize() {
		return nil, fmt.Errorf("%s has more than %d bytes: %w", name, f.maxSize(), ErrLimit)
	}
	return data, nil
}

func (f Files) maxSize() int64 {
	if f.MaxSize <= 0 {
		return defaultMaxFile
	}
	return f.MaxSize
}

func (f Files) check(name string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case !mode.IsRegular():
		return fmt.Errorf("%s is no regular file: %w", name, ErrDenied)
	case f.Private && mode.Perm()&0o077 != 0:
		return fmt.Errorf("%s has mode %04o, others than its owner have access: %w", name, mode.Perm(), ErrDenied)
	}
	return nil
}

// form is what the parameters of a reference ask for.
type form struct {
	base64, trim bool
	syntax       Syntax
}

// errParameter does not repeat the value, which may be a secret in the wrong
// place.
var errParameter = errors.New("unknown parameter, or unknown value of one (known: encode, syntax, trim)")

func fileForm(ref Reference, name string) (form, error) {
	var f form
	switch path.Ext(name) {
	case ".json":
		f.syntax = JSON
	case ".yaml", ".yml":
		f.syntax = YAML
	case ".env":
		f.syntax = Dotenv
	}
	for key := range ref.Query {
		value := ref.Query.Get(key)
		ok := len(ref.Query[key]) == 1
		switch key {
		case "encode":
			f.base64 = value == "base64"
			ok = ok && (f.base64 || value == "raw")
		case "trim":
			f.trim = value == "newline"
			ok = ok && f.trim
		case "syntax":
			f.syntax = Syntax(value)
			ok = ok && slices.Contains([]Syntax{JSON, YAML, Dotenv}, f.syntax)
		default:
			ok = false
		}
		if !ok {
			return form{}, errParameter
		}
	}
	return f, nil
}

func (f form) apply(data []byte) []byte {
	if line, ended := bytes.CutSuffix(data, []byte("\n")); f.trim && ended {
		data = bytes.TrimSuffix(line, []byte("\r"))
	}
	if f.base64 {
		return base64.StdEncoding.AppendEncode(nil, data)
	}
	return data
}
