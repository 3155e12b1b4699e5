// Package store gets secrets by reference from where they are kept.
//
// A reference names a secret instead of holding it, so that configuration can
// be committed, reviewed and logged:
//
//	DATABASE_URL=postgres://app:ref+vault://kv/app#/password+@db/app
//
// A [Resolver] knows a [Store] for every scheme it shall follow, and replaces
// references in a text ([Resolver.Expand]), an environment
// ([Resolver.ExpandEnv]), a map ([Resolver.ExpandMap]) or a decoded document
// ([Resolver.ExpandTree]), or resolves a single one ([Resolver.Resolve]):
//
//	redactor, err := secrets.NewRedactor(secrets.RedactorConfig{})
//	if err != nil {
//		return err
//	}
//	root, err := os.OpenRoot("/run/secrets")
//	if err != nil {
//		return err
//	}
//	defer root.Close()
//	resolver, err := store.New(store.Config{
//		Stores: map[string]store.Store{
//			"env":  store.Env{Lookup: os.LookupEnv},
//			"file": store.Files{FS: root.FS(), Private: true},
//		},
//		Redactor: redactor,
//		Exposed:  func(e *store.Error) { fmt.Fprintln(os.Stderr, "readable in logs:", e) },
//	})
//	if err != nil {
//		return err
//	}
//	if cmd.Env, err = resolver.ExpandEnv(ctx, os.Environ()); err != nil {
//		return err
//	}
//	log := redactor.Writer(os.Stdout)
//	cmd.Stdout, cmd.Stderr = log, log
//	return errors.Join(cmd.Run(), log.Close()) // Close writes what is held back
//
// Stores of this package need no network. secrets/vault and secrets/awssm have
// others, and one of your own is a method: see [Store] and [Func].
//
// # References
//
// The syntax is that of vals (github.com/helmfile/vals):
//
//	ref+scheme://host/path?parameter=value#/part/of/the/document
//	secretref+scheme://…
//
// The two words mean the same but for [Config.Only], which leaves one kind in
// the text: vals' users write ref for configuration and secretref for secrets.
//
// In a text, a reference ends in front of a space, line break or other control
// character, and with a plus sign, which is part of it and vanishes: write
// ref+env://USER+-suffix where text follows at once. Double quotes and commas
// at the end are not part of a reference. One that begins directly behind a
// quote (", ' or `, also with backslashes in front) ends where that quote comes
// again, so that references can be read out of JSON in one line. Spaces, plus
// signs and quotes in names are written with the escapes of URLs. A word with
// no valid scheme, "://" and something behind it is no reference and stays.
//
// A reference may stand in another one, behind its scheme:
//
//	ref+vault://kv/ref+env://BRANCH+/app#/password
//
// The innermost are resolved first. What they give is part of the name, the
// parameter or the step of the fragment in which it stands: it can bring slashes
// into a name, but begins no parameters and no fragment. Otherwise no value is
// looked at for references: a secret that holds "ref+" stays as it is.
//
// # Parts of documents
//
// A fragment is a JSON pointer (RFC 6901) into a document in JSON, YAML or lines
// of NAME=value; the first slash may be missing. Texts come without quotes,
// numbers and other scalars as they are written, objects and arrays as JSON.
// null and what is not there are errors that wrap [ErrNotFound]; a key that the
// document has twice is an error too. Of YAML, aliases and merge keys are
// followed within bounds.
//
// # Hiding
//
// With a [Config.Redactor], every document and every selected part is
// registered before the caller gets it, also what is only nested in another
// reference. A value that is too short to hide is returned all the same, with
// [Value.Hidden] false and a call of [Config.Exposed]. A [Value] prints nowhere;
// texts that were expanded are plain strings: take care where they go.
//
// # Trust
//
// Whoever writes a reference chooses what is read, with the rights of the
// program: which files and variables, which addresses a store on the network
// talks to where it lets parameters choose them, and where the secret then
// stands. Do not expand text from outside (a pull request, a web form, the
// output of a command) with stores that can reach more than its author may
// have. Give such text a resolver of its own, with a [Func] around each store
// that permits references one by one, or [Files] over a folder made for it.
//
// # Coming from vals
//
//   - file is [Files]: relative to a folder that the program gives and never
//     outside of it. encode=base64 is the same.
//   - envsubst is [EnvSubst]; missing variables are errors unless a text for
//     them is given. [Env] has no counterpart there.
//   - echo is [Echo], without fragments.
//   - vault and awssecrets are secrets/vault and secrets/awssm; any store can
//     be given under any scheme.
//   - exec is left out: a reference runs no program. So are sops, keychain,
//     tfstate and the other services, which a [Func] can add.
//   - Missing keys are errors, parameters that a store of this package does not
//     know are errors, and values in trees are always texts.
package store
