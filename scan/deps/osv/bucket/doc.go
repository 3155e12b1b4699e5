// Package bucket keeps a folder of index files up to date from a server with
// the layout of the public OSV bucket:
//
//	<base>/ecosystems.txt              the names of the ecosystems, one a line
//	<base>/<ECOSYSTEM>/all.zip         all records about an ecosystem
//	<base>/<ECOSYSTEM>/modified_id.csv when each of them was last modified
//	<base>/<ECOSYSTEM>/<ID>.json       one record
//
// It is the only package for advisories that opens a connection besides
// osvdev, and does so with the client and to the address that the caller gives:
//
//	results, err := bucket.Update(ctx, client, "https://advisories.example", bucket.Config{
//		Dir: "advisories", Ecosystems: []string{"Go", "npm"},
//	})
//	db, err := osv.LoadPath(ctx, "advisories", osv.Config{})
//
// The first time, an ecosystem's all.zip is fetched and its index written. From
// then on, the list of modified records says what changed: these records are
// fetched one by one into an overlay, which is merged into the index when it
// has become large. When much changed, when the server has no such list, or
// when it and the records disagree, all.zip is fetched again. What the server
// says to be unchanged, by entity tags, is not fetched at all.
//
// Bytes are checked against the checksums that the server names (x-goog-hash),
// sizes are bounded, and files are replaced by renaming: a reader sees the old
// state or the new one. Two updates of one folder at a time do no harm but
// waste.
package bucket
