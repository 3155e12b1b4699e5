package rpmdb

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"iter"
)

// An NDB data base, Packages.db, begins with pages full of slots. A slot names a
// package and the blocks that hold its header between a head and a tail.
const (
	ndbMagic     = "RpmP"
	ndbSlotMagic = "Slot"
	ndbBlobMagic = "BlbS"

	ndbPage  = 4096
	ndbSlot  = 16
	ndbBlock = 16
	ndbHead  = 16 // magic, package, generation, length
	ndbFirst = 2  // slots that the data base's own header takes the place of
)

// ndbHeaders yields the headers of all slots that are in use.
func ndbHeaders(data []byte) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		head := part(data, 0, ndbFirst*ndbSlot)
		if head == nil {
			yield(nil, errCut)
			return
		}
		slots := data[:min(int64(len(data)), int64(binary.LittleEndian.Uint32(head[12:]))*ndbPage)]
		if int64(binary.LittleEndian.Uint32(head[12:]))*ndbPage > int64(len(data)) && !yield(nil, errCut) {
			return
		}
		used := map[uint32]bool{}
		for at := ndbFirst * ndbSlot; at+ndbSlot <= len(slots); at += ndbSlot {
			slot := slots[at : at+ndbSlot]
			id, block := binary.LittleEndian.Uint32(slot[4:]), binary.LittleEndian.Uint32(slot[8:])
			if !bytes.HasPrefix(slot, []byte(ndbSlotMagic)) || id == 0 || block == 0 {
				continue
			}
			blob, err := ndbBlob(data, id, block, binary.LittleEndian.Uint32(slot[12:]))
			if used[block] {
				blob, err = nil, fmt.Errorf("block %d: %w", block, errTwice)
			}
			used[block] = true
			if !yield(blob, err) {
				return
			}
		}
	}
}

// ndbBlob returns the header in some blocks.
func ndbBlob(data []byte, id, block, count uint32) ([]byte, error) {
	start := int64(block) * ndbBlock
	if start+ndbHead > int64(len(data)) {
		return nil, fmt.Errorf("package %d in block %d: %w", id, block, errCut)
	}
	head := data[start : start+ndbHead]
	size := int64(binary.LittleEndian.Uint32(head[12:]))
	if !bytes.HasPrefix(head, []byte(ndbBlobMagic)) || binary.LittleEndian.Uint32(head[4:]) != id || ndbHead+size > int64(count)*ndbBlock {
		return nil, fmt.Errorf("package %d in block %d: %w", id, block, errHeader)
	}
	if start+ndbHead+size > int64(len(data)) {
		return nil, fmt.Errorf("package %d in block %d: %w", id, block, errCut)
	}
	return data[start+ndbHead : start+ndbHead+size], nil
}
