package osv

import (
	"io"
	"sync"
)

// windowSize is how much a [window] reads at a time.
const windowSize = 1 << 20

// window reads ahead in a file whose members are read one behind the other, so
// that small members do not cost a system call each. It is safe for concurrent
// use.
type window struct {
	source io.ReaderAt

	mu    sync.Mutex
	start int64
	data  []byte
}

// ReadAt implements [io.ReaderAt].
func (w *window) ReadAt(p []byte, at int64) (int, error) {
	if len(p) > windowSize/4 {
		return w.source.ReadAt(p, at)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if at < w.start || at+int64(len(p)) > w.start+int64(len(w.data)) {
		if w.data == nil {
			w.data = make([]byte, windowSize)
		}
		n, err := w.source.ReadAt(w.data[:windowSize], at)
		w.start, w.data = at, w.data[:n]
		if n < len(p) {
			return copy(p, w.data), err
		}
	}
	return copy(p, w.data[at-w.start:]), nil
}
