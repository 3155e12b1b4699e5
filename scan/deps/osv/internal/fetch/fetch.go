// Package fetch does what both clients of advisory servers need: bounded
// downloads with checksums, and another try after what may pass.
package fetch

import (
	"bytes"
	"context"
	"crypto/md5" // as the server's checksum, not for security
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrChecksum is wrapped by the error about bytes that differ from the checksum
// that came with them.
var ErrChecksum = errors.New("checksum differs")

// ErrTooLarge is wrapped by the error about a response above its limit.
var ErrTooLarge = errors.New("response too large")

// StatusError is the error about a response with another status than was
// wanted.
type StatusError struct {
	URL  string
	Code int
}

// Error implements error.
func (e *StatusError) Error() string {
	return fmt.Sprintf("%s: status %d %s", e.URL, e.Code, http.StatusText(e.Code))
}

// Missing reports whether an error says that there is nothing at the URL.
func Missing(err error) bool {
	var s *StatusError
	return errors.As(err, &s) && (s.Code == http.StatusNotFound || s.Code == http.StatusGone)
}

// Client sends requests.
type Client struct {
	HTTP *http.Client
	// Tries is how often a request is sent at most.
	Tries int
	// Pause is how long to wait before the second try; it doubles.
	Pause time.Duration
}

// maxPause bounds what a server can ask for with Retry-After.
const maxPause = time.Minute

// Response is what came.
type Response struct {
	// Unchanged says that the server has what the entity tag stands for.
	Unchanged bool
	ETag      string
	Bytes     int64
}

// Get downloads a URL into w, unless it is still what a non-empty entity tag
// stands for. Nothing is written before a status is good, but bytes may have
// been when it fails later: reset is called before each try.
func (c *Client) Get(ctx context.Context, url, etag string, limit int64, w io.Writer, reset func() error) (*Response, error) {
	var response *Response
	err := c.try(ctx, func() (time.Duration, error) {
		if err := reset(); err != nil {
			return -1, err
		}
		var wait time.Duration
		var err error
		response, wait, err = c.get(ctx, url, etag, limit, w)
		return wait, err
	})
	return response, err
}

// GetBytes downloads a URL into memory.
func (c *Client) GetBytes(ctx context.Context, url, etag string, limit int64) ([]byte, *Response, error) {
	var buf bytes.Buffer
	response, err := c.Get(ctx, url, etag, limit, &buf, func() error { buf.Reset(); return nil })
	return buf.Bytes(), response, err
}

// Post sends JSON and returns the answer.
func (c *Client) Post(ctx context.Context, url string, body []byte, limit int64) ([]byte, error) {
	var buf bytes.Buffer
	err := c.try(ctx, func() (time.Duration, error) {
		buf.Reset()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
		if err != nil {
			return -1, err
		}
		req.Header.Set("Content-Type", "application/json")
		_, wait, err := c.send(req, limit, &buf)
		return wait, err
	})
	return buf.Bytes(), err
}

// try calls once until it succeeds, or says by a negative time that trying
// again is of no use.
func (c *Client) try(ctx context.Context, once func() (time.Duration, error)) error {
	pause := c.Pause
	for n := 1; ; n++ {
		wait, err := once()
		if err == nil || wait < 0 || n >= c.Tries {
			return err
		}
		over, cancel := context.WithTimeout(ctx, min(max(wait, pause), maxPause))
		<-over.Done()
		cancel()
		if ctx.Err() != nil {
			return fmt.Errorf("%w (after: %w)", context.Cause(ctx), err)
		}
		pause *= 2
	}
}

func (c *Client) get(ctx context.Context, url, etag string, limit int64, w io.Writer) (*Response, time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, -1, err
	}
	req.Header.Set("Accept-Encoding", "identity") // checksums are of what is stored
	if etag != "" {
		req.Header.Set("If-None-Match", etag)
	}
	return c.send(req, limit, w)
}

// send sends one request. The time says when to try again, if that is of use.
func (c *Client) send(req *http.Request, limit int64, w io.Writer) (*Response, time.Duration, error) {
	res, err := c.HTTP.Do(req)
	if err != nil {
		if req.Context().Err() != nil {
			return nil, -1, err
		}
		return nil, 0, err
	}
	defer res.Body.Close() // it is only read
	if res.StatusCode == http.StatusNotModified && req.Header.Get("If-None-Match") != "" {
		return &Response{Unchanged: true, ETag: req.Header.Get("If-None-Match")}, 0, nil
	}
	if res.StatusCode != http.StatusOK {
		return nil, again(res), &StatusError{req.URL.Redacted(), res.StatusCode}
	}
	sums := newSums(res.Header)
	n, err := io.Copy(io.MultiWriter(w, sums), io.LimitReader(res.Body, limit+1))
	switch {
	case err != nil:
		return nil, 0, fmt.Errorf("%s: %w", req.URL.Redacted(), err)
	case n > limit:
		return nil, -1, fmt.Errorf("%s: %w: more than %d bytes", req.URL.Redacted(), ErrTooLarge, limit)
	}
	if err := sums.check(); err != nil {
		return nil, 0, fmt.Errorf("%s: %w", req.URL.Redacted(), err)
	}
	return &Response{ETag: res.Header.Get("ETag"), Bytes: n}, 0, nil
}

// again returns when to try again after a status.
func again(res *http.Response) time.Duration {
	if res.StatusCode != http.StatusTooManyRequests && res.StatusCode < 500 {
		return -1
	}
	seconds, err := strconv.Atoi(res.Header.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(min(seconds, int(maxPause/time.Second))) * time.Second
}

// sums are the checksums that a response names, in headers such as
// "x-goog-hash: crc32c=AAAAAA==,md5=…".
type sums struct {
	io.Writer
	want map[string]string
	got  map[string]hash.Hash
}

func newSums(header http.Header) *sums {
	s := &sums{want: map[string]string{}, got: map[string]hash.Hash{}}
	writers := []io.Writer{}
	for part := range strings.SplitSeq(strings.Join(header.Values("x-goog-hash"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "crc32c":
			s.got[name] = crc32.New(crc32.MakeTable(crc32.Castagnoli))
		case "md5":
			s.got[name] = md5.New()
		default:
			continue
		}
		s.want[name] = value
		writers = append(writers, s.got[name])
	}
	s.Writer = io.MultiWriter(writers...)
	return s
}

func (s *sums) check() error {
	for _, name := range [...]string{"crc32c", "md5"} {
		h := s.got[name]
		if h == nil {
			continue
		}
		sum := h.Sum(nil)
		if got := base64.StdEncoding.EncodeToString(sum); got != s.want[name] {
			return fmt.Errorf("%w: %s is %s, not %s", ErrChecksum, name, got, s.want[name])
		}
	}
	return nil
}

// CRC32C returns the value of a header that names the checksum of data.
func CRC32C(data []byte) string {
	sum := crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli))
	return "crc32c=" + base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum))
}
