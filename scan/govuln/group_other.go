//go:build !unix

package govuln

import (
	"os/exec"
	"time"
)

// killGroup makes the end of the context end the process; those that it started
// end when they find nobody to write to.
func killGroup(cmd *exec.Cmd) { cmd.WaitDelay = time.Second }
