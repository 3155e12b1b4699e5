package foreign_test

import (
	"fmt"

	"github.com/penstock-dev/penstock/scan/deps/osv/foreign"
)

func Example() {
	record, err := foreign.Decode("RUSTSEC-2030-0001.md", []byte(rust))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(record.ID, record.Affected[0].Package.Name, record.Summary)
	// Output: RUSTSEC-2030-0001 some-crate Reads behind the end
}
