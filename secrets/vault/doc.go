// Package vault reads secrets from HashiCorp Vault and OpenBao: a
// [store.Store] for key/value mounts of version 1 and 2.
//
// # A first secret
//
// A program says which server, with which HTTP client and as whom:
//
//	v, err := vault.New(vault.Config{
//		Address: "https://vault.example.com:8200",
//		Client:  &http.Client{Timeout: 30 * time.Second},
//		Login:   vault.JWT{Role: "deploy", Token: idToken},
//	})
//
// where idToken is a function that gives the token which the CI system has for
// the job. Then it gives the store to a resolver, under the scheme of its
// references, and lets that find them in texts, environments and documents:
//
//	resolver, err := store.New(store.Config{Stores: map[string]store.Store{"vault": v}})
//	env, err := resolver.ExpandEnv(ctx, os.Environ())
//
// A reference has the form that vals gave it. This one is for the field
// "password" of version 3 of the secret "db" in folder "app" of the mount
// "secret":
//
//	ref+vault://secret/app/db?version=3#/password
//
// The path has no "data/" behind the mount; whether the mount is of version 1
// or 2 is asked of the server, which any token may do that has a right to
// something in it, unless [Config.Mounts] says it. The document is the object
// of all fields, of which the resolver takes what the fragment names.
//
// # What a reference may say
//
//   - version: which version of the secret, from 1 on; the latest without it.
//   - namespace: where to read, instead of [Config.Namespace].
//   - address: which server. It has to be [Config.Address] or one of
//     [Config.AllowAddresses], for the login's credentials and the token go to
//     it, and references come from files that many may write.
//
// A server that needs another login is another Store, under a scheme of its own.
// Parameters that choose a login, such as token_env or role_id, are refused:
// who the program is, the program says.
//
// # Logins
//
// [Token] has a token already; [AppRole], [JWT] (the id token of a CI job) and
// [Kubernetes] (the token of a service account) exchange something for one.
// For another auth method implement [Login], which is one method. Secrets come
// from a [Source], a function that is called when they are needed: [Static]
// for a string, [File] for a file.
//
// The first Get logs in. Tokens are renewed when a third of their life is left,
// and replaced by another login when they cannot be renewed or the server no
// longer knows them. No goroutine does that: Get does, or [Store.Run] where a
// program wants the token to live while nobody asks. [Store.Logout] revokes it.
//
// # What can go wrong
//
// Errors wrap what [store] calls them, and an [*Error] with status and messages
// where the server answered:
//
//   - [store.ErrNotFound]: no such secret, or no such version.
//   - [store.ErrExpired]: the version was deleted or destroyed, or the token's
//     life is over and there is no other.
//   - [store.ErrDenied]: the login failed, or the policy does not allow it. A
//     mount that does not exist looks like this too.
//   - [store.ErrUnavailable]: not reached, sealed, overloaded, or a redirect to
//     another server; it was tried as often as [Config.Tries] says.
//
// Neither secrets nor tokens are in them, nor values of parameters. The context ends everything,
// including the waits between tries.
//
// # What it does not do
//
// Nothing is read from the environment or from a home folder: no VAULT_ADDR, no
// token file. Secrets of other engines are not read, since reading those makes
// them: credentials with a lease that somebody has to look after.
//
// The API is the one of https://developer.hashicorp.com/vault/api-docs and
// https://openbao.org/api-docs.
package vault
