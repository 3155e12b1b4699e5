// Package osv reads advisories in the OSV format and keeps them in memory in a
// form that answers quickly which of them are about a package.
//
//	db, err := osv.LoadPath(ctx, "advisories", osv.Config{})
//	if err != nil {
//		return err
//	}
//	claims, err := db.Claims(ctx, nil, "npm", "left-pad")
//	version, _ := osv.ParseVersion("npm", "1.3.0")
//	for _, claim := range claims {
//		fmt.Println(claim.Evaluate(version), claim.Fixes(version))
//	}
//
// [Load] takes what the public OSV bucket holds, as a tree of files: for every
// ecosystem a folder with an all.zip or with one JSON file per record; a single
// all.zip, a flat folder of records, the tree of the Go vulnerability database
// and a tar archive of a repository do as well. Nothing is downloaded: package
// bucket does that, and package osvdev asks a server instead. What cannot be
// read is left out and told by [Database.Diagnostics]; an input without any
// readable record is an error.
//
// # Indexes
//
// A [Database] is made of one index for each ecosystem: a table of packages,
// what is claimed about them, with versions as keys whose bytes order as the
// versions do, and the details of the records. No record stays behind as a
// structure of its own. In memory an index is the same bytes as in a file, but
// for compression. [Database.WriteIndex] writes it, and [OpenIndex] and
// [OpenIndexes] open it: only headers are read at first, the rest when a package
// of the ecosystem is asked for, and details only of what is reported.
// [Database.WriteOverlay] writes what changed since.
//
// A Database is immutable and safe for concurrent use.
package osv
