package command

import (
	"time"

	"github.com/penstock-dev/penstock/sbom"
	"github.com/penstock-dev/penstock/scan"
	"github.com/penstock-dev/penstock/scan/cli"
)

// Config says what the command is able to do. The zero value is the default.
type Config struct {
	// Name of the command; empty means "sbom".
	Name string
	// Inventory says what packages are read from.
	Inventory sbom.Config
	// Archives wraps a target so that the archives in it are looked into, as
	// [archive.New] does. Nil leaves them closed, and the flag -no-archives out.
	//
	// [archive.New]: https://pkg.go.dev/github.com/penstock-dev/penstock/scan/archive#New
	Archives func(scan.Target) (scan.Target, error)
	// Revision returns a target of what a Git repository holds at a revision,
	// without what the patterns exclude. Nil leaves the flag -revision out: this
	// package runs no other program.
	Revision func(path, revision string, exclude []string) (scan.Target, error)
	// Now is the time that "-created now" means and that dates are held against;
	// the zero time leaves both out.
	Now time.Time
}

// New returns the command.
func New(config Config) cli.Command {
	if config.Name == "" {
		config.Name = "sbom"
	}
	return cli.Command{
		Name:    config.Name,
		Summary: "write, check, compare and merge bills of materials",
		Verbs: []cli.Verb{
			config.writeVerb(), config.validateVerb(), scoreVerb(), diffVerb(), config.auditVerb(),
			config.mergeVerb(), config.enrichVerb(), convertVerb(), config.vexVerb(),
		},
	}
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string     { return "" }
func (l *list) Set(s string) error { *l = append(*l, s); return nil }
