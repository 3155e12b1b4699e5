//go:build unix

package govuln

import (
	"os/exec"
	"syscall"
	"time"
)

// killGroup makes the end of the context end the process and those that it
// started.
func killGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
}
