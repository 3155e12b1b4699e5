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
// all.zip or a flat folder of records do as well. Nothing is downloaded. What
// cannot be read is left out and told by [Database.Diagnostics]; an input
// without any readable record is an error.
//
// A [Database] is a few slices of bytes: no record stays behind as a structure
// of its own, and versions are kept as keys whose bytes order as the versions
// do. It is immutable and safe for concurrent use.
package osv
