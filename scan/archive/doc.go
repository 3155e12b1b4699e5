// Package archive looks into the archives of a [scan.Target]: it is a target
// itself, which passes on what the wrapped one yields and puts the members of
// every archive in the archive's place.
//
//	target, err := archive.New(archive.Config{Target: scan.Dir(".", scan.TreeConfig{})})
//	if err != nil {
//		return err
//	}
//	for finding, err := range runner.Stream(ctx, target) {
//
// A member's path is the one that it has in the innermost archive, cleaned;
// Origin.Archives names the archives around it, the outermost first.
//
// # What is an archive
//
// Zip in all its guises (jar, war, whl, nupkg, vsix, docx and others), tar, ar
// (deb) and cpio, and what gzip, bzip2, xz and zstd compress: a tar inside
// counts as one archive with its compression, anything else as an archive of one
// member that is named like it, without the extension. A file of the wrapped
// target is examined if its name is that of an archive, or with Config.Sniff
// always; its first bytes then decide. So no file is opened for nothing, and a
// tree costs what it did before. Members that come out of a stream are judged by
// their first bytes alone. Of 7z and rar is only said that nobody looks into
// them.
//
// # What becomes of the archive itself
//
// An archive that is looked into is yielded ahead of its members as an entry with
// the reason [scan.SkipUnpacked]: it is counted, but its own bytes are not given.
// They hold nothing that the members do not, and where members are stored as
// they are, everything would be found twice. What turns out to be no archive,
// is too deep or cannot be opened as one goes on as an ordinary file with its
// bytes.
//
// # Limits
//
// Nothing is written anywhere, and nothing is allocated by a size that an archive
// claims. Depth, members, sizes, compression and lengths of names are bounded;
// [Config] has the defaults. Members that overlap, as in bombs that reuse one
// stream, end the archive. A limit that is reached is a [scan.Diagnostic] of kind
// [scan.DiagLimit] which names the archive; what came before stays. Members that
// are encrypted or compressed in an unknown way are [scan.DiagUnsupported], what
// is damaged or cut off is [scan.DiagMalformed]; what comes after is looked at
// wherever the format lets one find it. Links and devices are counted in a note.
//
// # Order
//
// Members come in the order of the archive (of the central directory in a zip),
// depth first. Those of a zip that lies in the wrapped target as a file with
// random access can be read in parallel; all others are Sequential, unpacked
// while the target is walked. The iterator starts no goroutine.
//
// Other targets can be wrapped as well, such as a Git history: members then keep
// the commit in their origin, and every version of an archive is looked into.
// What the wrapped target leaves out, such as archives that a pattern excludes,
// stays left out; its patterns do not see members.
package archive
