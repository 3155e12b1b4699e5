package verify

import (
	"slices"
	"time"
)

// State says whether a credential is accepted. Its texts are those of
// [scan.Secret.Validation].
type State string

// The states.
const (
	Valid   State = "valid"   // the issuer accepts it
	Invalid State = "invalid" // the issuer does not accept it
	Unknown State = "unknown" // nobody said
)

// Reason says why a state is what it is. The texts are API.
type Reason string

// The reasons. Nothing was sent for those from ReasonNotListed on, and they say
// nothing about the issuer.
const (
	ReasonAccepted    Reason = "accepted"     // the issuer answered as it does to its own
	ReasonRefused     Reason = "refused"      // the issuer said that it does not accept it
	ReasonUncertain   Reason = "uncertain"    // refused, but the value may be another secret of the service
	ReasonRateLimited Reason = "rate-limited" // the issuer wants fewer requests
	ReasonServer      Reason = "server-error" // the issuer has trouble of its own
	ReasonRedirect    Reason = "redirect"     // the answer leads elsewhere; it is not followed
	ReasonUnexpected  Reason = "unexpected"   // an answer of a shape that is not the issuer's
	ReasonTooLarge    Reason = "too-large"    // an answer of more than 64 KiB
	ReasonUnreachable Reason = "unreachable"  // no connection, or one that broke
	ReasonTimeout     Reason = "timeout"      // no answer in time
	ReasonAddress     Reason = "address"      // the host has an address that is not public

	ReasonNotListed   Reason = "not-listed"  // the issuer is not one of Config.Providers
	ReasonUnsupported Reason = "unsupported" // there is no safe way to ask about it
	ReasonNoValue     Reason = "no-value"    // the finding does not hold the value
	ReasonNoPair      Reason = "no-pair"     // its other half is missing
	ReasonNoHost      Reason = "no-host"     // Config.Hosts names no instance to ask
	ReasonLimit       Reason = "limit"       // Config.MaxRequests were made
)

// asked reports whether the issuer was or should have been asked.
func (r Reason) asked() bool {
	return !slices.Contains([]Reason{ReasonNotListed, ReasonUnsupported, ReasonNoValue, ReasonNoPair, ReasonNoHost}, r)
}

// Result is what came of a check. It holds nothing of the value.
type Result struct {
	State  State  `json:"state"`
	Reason Reason `json:"reason"`
	// Provider is the issuer, as in [scan.Secret.Provider].
	Provider string `json:"provider,omitempty"`
	// Host that answered last; empty if nothing was sent.
	Host string `json:"host,omitempty"`
	// Status of its answer; 0 without one.
	Status int `json:"status,omitzero"`
	// CheckedAt is when the issuer answered; that of an answer from the cache
	// is older than the call. Zero if nothing was sent.
	CheckedAt time.Time `json:"checkedAt,omitzero"`
	// RetryAfter is how long the issuer wants to be left alone; 0 if it did
	// not say.
	RetryAfter time.Duration `json:"-"`
	// Account, Scopes and Expires are what the issuer told about a valid
	// credential. None of them is a secret, but the account may be the name or
	// e-mail address of a person.
	Account string    `json:"account,omitempty"`
	Scopes  []string  `json:"scopes,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	// Elsewhere says of an Invalid credential that other hosts may accept it:
	// the issuer's software runs on instances too, and Config.Hosts names none.
	Elsewhere bool `json:"elsewhere,omitzero"`
}

// clone returns a copy that shares nothing.
func (r Result) clone() Result {
	r.Scopes = slices.Clone(r.Scopes)
	return r
}

// unasked returns the result of a check that sends nothing.
func unasked(provider string, reason Reason) Result {
	return Result{State: Unknown, Reason: reason, Provider: provider}
}
