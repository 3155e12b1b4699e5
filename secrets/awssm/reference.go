package awssm

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/penstock-dev/penstock/secrets/store"
)

// maxName is the most bytes of an id that the API takes.
const maxName = 2048

// query is what a reference asks for.
type query struct {
	name   string
	region string // "" is the client's
	input  secretsmanager.GetSecretValueInput
}

// options changes the options of one request.
func (q *query) options(o *secretsmanager.Options) {
	if q.region != "" {
		o.Region = q.region
	}
}

// parse checks everything that a reference says. Errors leave out the values of
// parameters: somebody may have put a secret there.
func parse(ref store.Reference) (*query, error) {
	name, err := url.PathUnescape(ref.Name())
	switch {
	case err != nil:
		return nil, errors.New("an escape in the name is broken")
	case name == "":
		return nil, errors.New("the name is empty")
	case len(name) > maxName:
		return nil, fmt.Errorf("the name has more than %d bytes", maxName)
	case strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r > '~' }):
		return nil, errors.New("the name holds a character that no secret's name has")
	}
	q := &query{name: name}
	q.input.SecretId = &q.name
	for parameter, values := range ref.Query {
		if len(values) != 1 {
			return nil, fmt.Errorf("parameter %s is given %d times", parameter, len(values))
		}
		if err := q.set(parameter, values[0]); err != nil {
			return nil, fmt.Errorf("parameter %s: %w", parameter, err)
		}
	}
	return q, q.locate()
}

// set applies a parameter. The names are those that references of this scheme
// have in vals, and "stage".
func (q *query) set(parameter, value string) error {
	if value == "" {
		return errors.New("it is empty")
	}
	switch parameter {
	case "version_id":
		q.input.VersionId = &value
	case "version_stage", "stage":
		if q.input.VersionStage != nil {
			return errors.New("the stage is given twice")
		}
		q.input.VersionStage = &value
	case "region":
		if !isRegion(value) {
			return errors.New("it is not the name of a region")
		}
		q.region = value
	case "role_arn", "profile", "access_key", "secret_key", "session_token":
		return errors.New("credentials are a matter of the configuration, not of a reference")
	default:
		return errors.New("unknown")
	}
	return nil
}

// locate takes the region of an ARN, which other regions know nothing of:
// arn:partition:secretsmanager:region:account:secret:name.
func (q *query) locate() error {
	if !strings.HasPrefix(q.name, "arn:") {
		return nil
	}
	parts := strings.SplitN(q.name, ":", 7)
	if len(parts) != 7 || parts[2] != "secretsmanager" || !isRegion(parts[3]) || parts[5] != "secret" || parts[6] == "" {
		return errors.New("the name begins like an ARN and is not that of a secret")
	}
	if q.region != "" && q.region != parts[3] {
		return fmt.Errorf("parameter region: the ARN is of %s", parts[3])
	}
	q.region = parts[3]
	return nil
}

// isRegion reports whether s can be a region's name, such as "us-gov-west-1".
// It becomes a part of a host name.
func isRegion(s string) bool {
	ok := len(s) <= 32 && strings.Count(s, "-") >= 2
	for part := range strings.SplitSeq(s, "-") {
		ok = ok && part != "" && !strings.ContainsFunc(part, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	}
	return ok
}
