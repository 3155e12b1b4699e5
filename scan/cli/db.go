package cli

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

// Update is what "db update" asks for.
type Update struct {
	// Dir is the folder with the user's index files.
	Dir string
	// From is the address of a server with the layout of the OSV bucket.
	From string
	// Ecosystems to update; nil for those that have an index.
	Ecosystems []string
	// Full asks for all records, whatever is there.
	Full bool
	// Now is the time.
	Now time.Time
}

// advisoryDir returns the folder of the user's index files; empty when the user
// has none for caches.
func (c *command) advisoryDir() string {
	if c.env.CacheDir == "" {
		return ""
	}
	return filepath.Join(c.env.CacheDir, "penstock", "advisories")
}

// ownAdvisories returns the folder of the user's index files if there are some.
func (c *command) ownAdvisories() string {
	dir := c.advisoryDir()
	if dir == "" || len(indexFiles(dir)) == 0 {
		return ""
	}
	return dir
}

// dbFlags are the flags of the db commands.
type dbFlags struct {
	dir        string
	from       string
	ecosystems list
	full       bool
	stale      time.Duration
}

// db runs a verb of the command db; without one it says what is there.
func (c *command) db(ctx context.Context, args []string) (int, error) {
	k := c.dbCommand()
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") && args[0] != "help" {
		known := slices.ContainsFunc(k.Verbs, func(v Verb) bool { return v.Name == args[0] })
		switch {
		case !known && args[0] == "update":
			return 0, usageError("this command was built without downloads: use db import")
		case !known:
			return 0, usageError("there is no command %q of db: want %s", args[0], c.dbVerbs())
		}
	}
	return c.added(k)(ctx, args)
}

// dbCommand is the command that keeps indexes of advisories.
func (c *command) dbCommand() Command {
	k := Command{Name: "db", Summary: "keep indexes of advisories, which a scan finds by itself", Verbs: []Verb{
		c.dbVerb(Verb{Name: "status", Args: "[flags]", Summary: "list what is there, and how old it is"}, func(flags *flag.FlagSet, f *dbFlags) dbRun {
			flags.DurationVar(&f.stale, "max-age", 0, "fail when the newest advisory of an ecosystem is older than this `duration`")
			return c.dbStatus
		}),
		c.dbVerb(Verb{
			Name: "import", Args: "[flags] FILE …", Summary: "make indexes of advisories in files",
			Details: "Files are an all.zip, a tar archive of an advisory repository, an index, or a\nfolder with records, indexes or one all.zip for each ecosystem.\n\nExamples:\n  %s all.zip\n  %s -ecosystem npm -ecosystem PyPI osv/\n",
		}, func(flags *flag.FlagSet, f *dbFlags) dbRun {
			flags.Var(&f.ecosystems, "ecosystem", "`name` of an ecosystem such as npm, repeatable (default: all that are complete)")
			return c.dbImport
		}),
	}}
	if c.Config.Update == nil {
		return k
	}
	k.Verbs = append(k.Verbs, c.dbVerb(Verb{
		Name: "update", Args: "[flags]", Summary: "fetch what is new from a server with the layout of the OSV bucket",
	}, func(flags *flag.FlagSet, f *dbFlags) dbRun {
		flags.StringVar(&f.from, "from", "", "`URL` of a server with the layout of the OSV bucket (default: that of the last update)")
		flags.Var(&f.ecosystems, "ecosystem", "`name` of an ecosystem such as npm, repeatable (default: those that are there)")
		flags.BoolVar(&f.full, "full", false, "fetch all records again")
		return c.dbUpdate
	}))
	return k
}

// dbRun does what a verb of the command db is for.
type dbRun func(context.Context, *dbFlags, []string) (int, error)

// dbVerb completes a verb with the flag that all of them have. The default is told
// as a rule: help that names folders of this machine is of no use elsewhere.
func (c *command) dbVerb(v Verb, declare func(*flag.FlagSet, *dbFlags) dbRun) Verb {
	v.New = func(flags *flag.FlagSet) func(context.Context, Call) (int, error) {
		f := &dbFlags{}
		flags.StringVar(&f.dir, "dir", "", "`folder` of the indexes (default: penstock/advisories in the user's folder for caches,\nwhich is $XDG_CACHE_HOME or else ~/.cache, ~/Library/Caches on macOS, %LocalAppData% on Windows)")
		run := declare(flags, f)
		return func(ctx context.Context, call Call) (int, error) {
			given := f.dir != ""
			if f.dir = cmp.Or(f.dir, c.advisoryDir()); f.dir == "" {
				return 0, usageError("db %s: there is no folder for caches: give one with -dir", v.Name)
			}
			if _, err := os.Stat(f.dir); given && v.Name == "status" && errors.Is(err, fs.ErrNotExist) {
				return 0, usageError("db status: -dir: %v", err)
			}
			return run(ctx, f, call.Args)
		}
	}
	return v
}

func (c *command) dbVerbs() string {
	if c.Config.Update == nil {
		return "status or import"
	}
	return "status, import or update"
}

// dbUpdate fetches what is new.
func (c *command) dbUpdate(ctx context.Context, f *dbFlags, rest []string) (int, error) {
	if len(rest) > 0 {
		return 0, usageError("db update takes no paths: name ecosystems with -ecosystem")
	}
	if f.from == "" {
		state, err := osv.ReadState(f.dir)
		if err != nil {
			return 0, err
		}
		if f.from = state.Source; f.from == "" {
			return 0, usageError("db update: name a server with -from URL")
		}
	}
	if len(f.ecosystems) == 0 && len(indexFiles(f.dir)) == 0 {
		return 0, usageError("db update: name ecosystems with -ecosystem, such as -ecosystem npm")
	}
	results, err := c.Config.Update(ctx, Update{Dir: f.dir, From: f.from, Ecosystems: f.ecosystems, Full: f.full, Now: time.Now()})
	for _, r := range results {
		switch r.Action {
		case osv.UpdateFailed:
			fmt.Fprintf(c.env.Stdout, "%-16s %s\n", r.Ecosystem, r.Action)
		default:
			fmt.Fprintf(c.env.Stdout, "%-16s %-9s  %s, %s (%d changed, %d removed, %s fetched)\n",
				r.Ecosystem, r.Action, plural(r.Records, "advisory"), newest(r.Modified), r.Changed, r.Removed, bytesOf(r.Bytes))
		}
	}
	return ExitPass, err
}

// dbStatus lists what is there.
func (c *command) dbStatus(_ context.Context, f *dbFlags, rest []string) (int, error) {
	if len(rest) > 0 {
		return 0, usageError("db status takes no paths")
	}
	if len(indexFiles(f.dir)) == 0 {
		fmt.Fprintf(c.env.Stdout, "%s has no advisories\n", f.dir)
		return ExitIncomplete, nil
	}
	db, err := osv.OpenIndexes(os.DirFS(f.dir), osv.Config{})
	if err != nil {
		return 0, err
	}
	defer db.Close() // it is only read
	state, err := osv.ReadState(f.dir)
	if err != nil {
		return 0, err
	}
	now := time.Now()
	code := ExitPass
	for _, e := range db.Ecosystems() {
		base, _, _ := strings.Cut(e.Name, ":")
		line := fmt.Sprintf("%-16s %8d %-8s %9d %-6s  %s", e.Name, e.Packages, form(e.Packages, "package"), e.Claims, form(e.Claims, "claim"), newest(e.Modified))
		if remembered := state.Ecosystems[base]; remembered != nil && !remembered.Checked.IsZero() {
			line += ", checked " + remembered.Checked.UTC().Format(time.DateOnly)
		}
		if _, ok := db.Coverage(e.Name); !ok {
			line, code = line+", not complete", ExitIncomplete
		} else if f.stale > 0 && now.Sub(e.Modified) > f.stale {
			line, code = line+", too old", ExitIncomplete
		}
		fmt.Fprintln(c.env.Stdout, line)
	}
	for _, d := range db.Diagnostics() {
		fmt.Fprintln(c.env.Stdout, d.Error())
		code = ExitIncomplete
	}
	fmt.Fprintf(c.env.Stdout, "%s, %s in %s\n", plural(db.Records(), "advisory"), bytesOf(db.Size()), f.dir)
	return code, nil
}

// dbImport makes indexes of advisories in files.
func (c *command) dbImport(ctx context.Context, f *dbFlags, paths []string) (int, error) {
	if len(paths) == 0 {
		return 0, usageError("db import takes the files to import: an all.zip, an archive, a folder or an index")
	}
	load := c.Config.LoadAdvisories
	if load == nil {
		load = func(ctx context.Context, path string) (*osv.Database, error) {
			return osv.LoadPath(ctx, path, osv.Config{InMemory: true})
		}
	}
	code := ExitPass
	for _, path := range paths {
		db, err := load(ctx, path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return 0, usageError("importing %s: %v", path, err)
		case err != nil:
			return 0, fmt.Errorf("importing %s: %w", path, err)
		}
		names, err := saveSome(f.dir, db, f.ecosystems)
		if err = errors.Join(err, db.Close()); err != nil {
			return 0, fmt.Errorf("importing %s: %w", path, err)
		}
		for _, d := range db.Diagnostics() {
			fmt.Fprintf(c.env.Stderr, "%s: %v\n", c.Name, d)
			code = ExitIncomplete
		}
		fmt.Fprintf(c.env.Stdout, "%s: %s\n", path, strings.Join(names, ", "))
	}
	return code, nil
}

// saveSome saves the indexes of the ecosystems that are named, or of all.
func saveSome(dir string, db *osv.Database, ecosystems []string) ([]string, error) {
	if ecosystems == nil {
		return osv.SaveIndexes(dir, db)
	}
	var there []string
	for _, e := range db.Ecosystems() {
		there = append(there, e.Name)
	}
	for i, name := range ecosystems {
		if !slices.Contains(there, name) {
			return ecosystems[:i], fmt.Errorf("there is nothing about %q in it, only about %s", name, strings.Join(there, ", "))
		}
		if err := osv.SaveIndex(dir, db, name); err != nil {
			return ecosystems[:i], err
		}
	}
	return ecosystems, nil
}

// indexFiles returns the names of the index files in a folder.
func indexFiles(dir string) []string {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil // there is none yet
	}
	suffix := filepath.Ext(osv.IndexName("npm"))
	list = slices.DeleteFunc(list, func(d fs.DirEntry) bool { return d.IsDir() || filepath.Ext(d.Name()) != suffix })
	var names []string
	for _, d := range list {
		names = append(names, d.Name())
	}
	return names
}

// newest says of when the newest of some advisories is.
func newest(t time.Time) string {
	if t.IsZero() {
		return "of unknown age"
	}
	return "newest of " + t.UTC().Format(time.DateOnly)
}

// bytesOf writes a number of bytes as people do.
func bytesOf(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f kB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%d B", n)
}
