package osv_test

import (
	"context"
	"fmt"

	"github.com/penstock-dev/penstock/scan/deps/osv"
)

func Example() {
	record, err := osv.DecodeRecord([]byte(`{
		"id": "EXAMPLE-2025-1",
		"summary": "Padding on the wrong side",
		"affected": [{
			"package": {"ecosystem": "npm", "name": "left-pad"},
			"ranges": [{"type": "SEMVER", "events": [{"introduced": "1.0.0"}, {"fixed": "1.3.1"}]}]
		}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	db, err := osv.New([]*osv.Record{record})
	if err != nil {
		fmt.Println(err)
		return
	}
	version, err := osv.ParseVersion("npm", "1.3.0")
	if err != nil {
		fmt.Println(err)
		return
	}
	claims, _ := db.Claims(context.Background(), nil, "npm", "left-pad")
	for _, claim := range claims {
		fmt.Println(claim.Evaluate(version) == osv.VerdictAffected, claim.Ranges(), claim.Fixes(version))
	}
	// Output: true [>= 1.0.0, < 1.3.1] [1.3.1]
}
