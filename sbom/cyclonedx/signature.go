package cyclonedx

import (
	"github.com/penstock-dev/penstock/internal/jsonpos"
	"github.com/penstock-dev/penstock/sbom/bom"
)

// signatureOf reads a JSON signature (JSF 0.82), nil if there is none. Several
// signers are listed as signers or as chain.
func signatureOf(v jsonpos.Value) *bom.Signature {
	if v.Kind() != jsonpos.Object {
		return nil
	}
	for _, list := range []string{"signers", "chain"} {
		for first := range v.Get(list).Elements() {
			v = first
			break
		}
	}
	s := &bom.Signature{Algorithm: v.Get("algorithm").Str(), Value: v.Get("value").Str(), KeyType: v.Get("publicKey").Get("kty").Str()}
	for range v.Get("certificatePath").Elements() {
		s.Certificates++
	}
	return s
}
