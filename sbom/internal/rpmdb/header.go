package rpmdb

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Header is what a package says about itself.
type Header struct {
	Name, Version, Release, Arch string
	Epoch                        uint32
	HasEpoch                     bool
	Vendor, Packager, License    string
	SourceRPM, Module            string
	Provides, Requires           []string // names of capabilities
	SHA256                       string   // of the header as it was signed
}

// Tags of a header (rpm's manual, "Tags").
const (
	tagSHA256    = 273
	tagName      = 1000
	tagVersion   = 1001
	tagRelease   = 1002
	tagEpoch     = 1003
	tagVendor    = 1011
	tagLicense   = 1014
	tagPackager  = 1015
	tagArch      = 1022
	tagSourceRPM = 1044
	tagProvides  = 1047
	tagRequires  = 1049
	tagModule    = 5096
)

// Types of data in a header.
const (
	typeInt32       = 4
	typeString      = 6
	typeStringArray = 8
	typeI18NString  = 9
)

const (
	preamble   = 8  // number of entries, bytes of data
	entrySize  = 16 // tag, type, offset, count
	maxEntries = 1 << 16
	maxStrings = 1 << 16 // strings that are read of one entry
)

var errHeader = errors.New("the header of a package is cut or contradicts itself")

// ParseHeader reads a header as a data base holds it. Entries that point outside
// of the header are an error; what could be read comes with it.
func ParseHeader(data []byte) (*Header, error) {
	h := &Header{}
	pre := part(data, 0, preamble)
	if pre == nil {
		return h, fmt.Errorf("%d bytes: %w", len(data), errHeader)
	}
	n, size := int64(binary.BigEndian.Uint32(pre)), int64(binary.BigEndian.Uint32(pre[4:]))
	if n > maxEntries || preamble+n*entrySize+size > int64(len(data)) {
		return h, fmt.Errorf("%d entries and %d bytes of data: %w", n, size, errHeader)
	}
	index := data[preamble : preamble+n*entrySize]
	store := data[preamble+n*entrySize:][:size]
	var broken error
	for ; len(index) > 0; index = index[entrySize:] {
		e := headerEntry{
			tag:   binary.BigEndian.Uint32(index),
			kind:  binary.BigEndian.Uint32(index[4:]),
			count: binary.BigEndian.Uint32(index[12:]),
		}
		offset := int64(binary.BigEndian.Uint32(index[8:]))
		if offset > size {
			broken = fmt.Errorf("entry of tag %d: %w", e.tag, errHeader)
			continue
		}
		e.data = store[offset:]
		h.take(e)
	}
	return h, broken
}

// headerEntry is one entry of the index, with the data from its place on.
type headerEntry struct {
	tag, kind, count uint32
	data             []byte
}

func (h *Header) take(e headerEntry) {
	switch e.tag {
	case tagEpoch:
		if raw := part(e.data, 0, 4); e.kind == typeInt32 && raw != nil {
			h.Epoch, h.HasEpoch = binary.BigEndian.Uint32(raw), true
		}
	case tagProvides:
		h.Provides = e.strings()
	case tagRequires:
		h.Requires = e.strings()
	default:
		if field := h.field(e.tag); field != nil {
			*field = e.text()
		}
	}
}

func (h *Header) field(tag uint32) *string {
	switch tag {
	case tagSHA256:
		return &h.SHA256
	case tagName:
		return &h.Name
	case tagVersion:
		return &h.Version
	case tagRelease:
		return &h.Release
	case tagVendor:
		return &h.Vendor
	case tagLicense:
		return &h.License
	case tagPackager:
		return &h.Packager
	case tagArch:
		return &h.Arch
	case tagSourceRPM:
		return &h.SourceRPM
	case tagModule:
		return &h.Module
	default:
		return nil
	}
}

// text returns the first string of an entry.
func (e headerEntry) text() string {
	if e.kind != typeString && e.kind != typeI18NString && e.kind != typeStringArray || e.count == 0 {
		return ""
	}
	s, _, _ := cutString(e.data)
	return s
}

func (e headerEntry) strings() []string {
	if e.kind != typeStringArray {
		return nil
	}
	var list []string
	for rest := e.data; len(list) < int(min(e.count, maxStrings)); {
		s, more, ok := cutString(rest)
		if !ok {
			break
		}
		list, rest = append(list, s), more
	}
	return list
}

// cutString reads a string that ends with a zero byte.
func cutString(data []byte) (s string, rest []byte, ok bool) {
	i := bytes.IndexByte(data, 0)
	if i < 0 {
		return "", nil, false
	}
	return string(bytes.ToValidUTF8(data[:i], []byte("\uFFFD"))), data[i+1:], true
}

// EVR returns the version as rpm writes it, "epoch:version-release". An epoch of
// 0 is left out.
func (h *Header) EVR() string {
	evr := h.Version
	if h.Release != "" {
		evr += "-" + h.Release
	}
	if h.HasEpoch && h.Epoch > 0 {
		evr = fmt.Sprintf("%d:%s", h.Epoch, evr)
	}
	return evr
}
