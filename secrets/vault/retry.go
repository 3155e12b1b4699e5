package vault

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

const (
	firstWait = 250 * time.Millisecond
	longest   = 30 * time.Second
)

// do sends a request until the server has something to say about it, at most
// tries times and no longer than ctx lasts.
func (s *server) do(ctx context.Context, c call) (reply, error) {
	for try := 1; ; try++ {
		r, err := s.send(ctx, c)
		if err == nil || try >= s.tries || !again(err, c.once) {
			return r, err
		}
		if stop := s.sleep(ctx, wait(err, try)); stop != nil {
			return r, fmt.Errorf("%w (at try %d: %w)", err, try, stop)
		}
	}
}

// again reports whether a request may be sent again after err. One that must
// not be carried out twice may where it was turned away for sure: other 5xx can
// come from a proxy behind which it went on.
func again(err error, once bool) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		return transient(e.Status) && (!once || e.Status < 500 || e.Status == http.StatusServiceUnavailable)
	}
	if _, ok := errors.AsType[*transportError](err); !ok {
		return false
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return false
	}
	op, ok := errors.AsType[*net.OpError](err)
	return !once || ok && op.Op == "dial"
}

// wait returns how long to wait after a try: what the server asks for, or
// twice as long each time, and up to a quarter more, so that clients that fell
// over together do not come back together.
func wait(err error, try int) time.Duration {
	d := min(firstWait<<min(try-1, 16), longest)
	if e, ok := errors.AsType[*Error](err); ok && e.retryAfter > 0 {
		d = min(e.retryAfter, longest)
	}
	var b [1]byte
	_, _ = rand.Read(b[:]) // never an error, says its documentation
	return d + d*time.Duration(b[0])/1024
}

// sleep waits until d is over or ctx is done.
func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
