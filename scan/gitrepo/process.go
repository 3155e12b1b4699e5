package gitrepo

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// process is a git command whose output is read as it comes.
type process struct {
	name   string
	ctx    context.Context
	cancel context.CancelFunc
	cmd    *exec.Cmd
	out    *bufio.Reader
	stderr excerpt
	done   bool
	err    error
}

// outputBuffer is the size of the buffer between git and us, and the longest
// line of its output that ReadSlice takes.
const outputBuffer = 64 << 10

// killDelay bounds the wait for pipes that something git started holds open.
const killDelay = 2 * time.Second

// start starts a git command. The caller must call stop or wait.
func (r *repository) start(ctx context.Context, stdin string, args ...string) (*process, error) {
	p := &process{name: "git " + args[0]}
	p.ctx, p.cancel = context.WithCancel(ctx)
	p.cmd = exec.CommandContext(p.ctx, r.git, append(r.settings(), args...)...)
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr, p.cmd.WaitDelay = r.dir, r.env, &p.stderr, killDelay
	if stdin != "" {
		p.cmd.Stdin = strings.NewReader(stdin)
	}
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		p.cancel()
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	p.out = bufio.NewReaderSize(out, outputBuffer)
	return p, nil
}

// stop ends the process, if it still runs, and reaps it.
func (p *process) stop() {
	p.cancel()
	if !p.done {
		p.done = true
		p.err = p.cmd.Wait()
	}
}

// wait reaps a process that has nothing more to say, and returns why it failed.
// Words on its standard error are a failure too.
func (p *process) wait() error {
	if !p.done {
		p.done = true
		if p.err = p.cmd.Wait(); p.ctx.Err() != nil {
			p.err = context.Cause(p.ctx)
		}
		p.cancel()
	}
	words := p.stderr.String()
	switch {
	case p.err != nil && words != "":
		return fmt.Errorf("%s: %w: %s", p.name, p.err, words)
	case p.err != nil:
		return fmt.Errorf("%s: %w", p.name, p.err)
	case words != "":
		return fmt.Errorf("%s: %s", p.name, words)
	}
	return nil
}

// end ends a process whose output ended, or was not understood, with err, and
// returns why; nil for an output that is complete.
func (p *process) end(err error) error {
	if err != io.EOF && err != io.ErrUnexpectedEOF {
		p.stop() // it may still be writing
		return fmt.Errorf("%s: %w", p.name, err)
	}
	if failed := p.wait(); failed != nil || err == io.EOF {
		return failed
	}
	return fmt.Errorf("%s: %w", p.name, err)
}

// maxAnswer bounds the output of a command that is read whole.
const maxAnswer = 16 << 20

// ask runs a git command and returns its output without the last line break.
func (r *repository) ask(ctx context.Context, stdin string, args ...string) (string, error) {
	p, err := r.start(ctx, stdin, args...)
	if err != nil {
		return "", err
	}
	defer p.stop()
	data, err := io.ReadAll(io.LimitReader(p.out, maxAnswer+1))
	if len(data) > maxAnswer {
		err = fmt.Errorf("more than %d bytes of output", maxAnswer)
	}
	if err == nil {
		err = io.EOF
	}
	if err := p.end(err); err != nil {
		return "", err
	}
	return strings.TrimSuffix(string(data), "\n"), nil
}

// maxExcerpt bounds what is kept of a standard error.
const maxExcerpt = 2 << 10

// excerpt keeps the beginning of what is written to it.
type excerpt struct {
	text []byte
	more bool
}

func (e *excerpt) Write(p []byte) (int, error) {
	n := min(len(p), maxExcerpt-len(e.text))
	e.text = append(e.text, p[:n]...)
	e.more = e.more || n < len(p)
	return len(p), nil
}

// String returns the words on one line, without control characters: they can
// hold names from the repository.
func (e *excerpt) String() string {
	s := strings.Join(strings.Fields(printable(string(e.text))), " ")
	if e.more {
		s += " …"
	}
	return s
}

// printable replaces control characters and bytes that are not UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
