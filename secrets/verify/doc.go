// Package verify asks the issuers of found secrets whether they still accept
// them.
//
// Checking a secret sends it to its issuer. That tells the issuer that it has
// leaked, may alert the secret's owner, shows up in the issuer's audit logs,
// and comes from the address of the machine that asks. So nothing here happens
// by itself: a program makes a [Verifier], names every issuer that may be
// asked, and gives the HTTP client.
//
//	v, err := verify.New(verify.Config{
//		Client:    &http.Client{},
//		Now:       time.Now,
//		Providers: []string{"github", "slack"},
//	})
//	if err != nil {
//		return err
//	}
//	for finding, err := range v.Stream(ctx, runner.Stream(ctx, target)) {
//		…
//	}
//
// # What is sent where
//
// [Probes] lists every request: the rules that it is for, the hosts, method
// and path. Each is the issuer's own question for "who am I" or the like, reads
// only, costs nothing and sends no message. The value goes into the header,
// and into the URL only where the issuer's API takes it nowhere else. Issuers
// that offer no such request (PyPI, Docker Hub without the account's name,
// Slack's webhooks, refresh tokens that would be used up) are not asked.
//
// Requests go to the hosts in that list, by https, and to those of
// [Config.Hosts]: instances that you run, or that run for you. A host that
// stands beside a secret in what was scanned is never asked on that account. No
// redirect is followed. An address that is not public (loopback, private,
// link-local, the metadata services of clouds) is refused when the connection
// is made, after the name was resolved, unless the host is one of Config.Hosts
// and marked as private.
//
// # What an answer means
//
// [Valid] means that the issuer said so, with the status and the shape of
// answer that only an accepted credential gets. [Invalid] means that the issuer
// said that it does not accept the credential, in its own words. Everything
// else is [Unknown] with a [Reason]: a page of a proxy, a rate limit, an error
// of the server, a name that does not resolve, an answer of a shape that is
// not known. An Invalid counts for the hosts that were asked: a token of an
// instance of your own is invalid at the public one, see [Result.Elsewhere].
// And where only the text around it told what a value is, a refusal proves
// nothing; that is Unknown too.
//
// # Gates
//
// [Verifier.Stream] sets [scan.Secret.Validation], which reports show, and adds
// what else came of the check as the property [Property]. A valid secret gets
// high confidence and an invalid one low confidence, so that a policy with a
// MinConfidence of medium lets those pass that are known to be dead. What is
// unknown keeps its confidence and is judged as if nobody had asked. Severity
// stays as it is.
//
// # Secrecy
//
// No error or result of this package holds a value, and it writes no log; nor
// do they hold anything of an answer but short names without a part of it. The
// cache knows values by a keyed hash whose key never leaves the Verifier.
package verify
