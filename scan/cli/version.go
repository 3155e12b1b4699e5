package cli

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// ownVersion returns the version of the command, as far as it is known.
func (c *command) ownVersion() string {
	if c.Version != "" {
		return c.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

func (c *command) version(_ context.Context, args []string) (int, error) {
	rest, err := parse(c.newFlags("version", ""), args)
	if err != nil {
		return 0, err
	}
	if len(rest) > 0 {
		return 0, usageError("version takes no arguments")
	}
	fmt.Fprintf(c.env.Stdout, "%s %s (%s %s/%s)\n", c.Name, c.ownVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return ExitPass, nil
}
