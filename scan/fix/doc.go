// Package fix applies the fixes that findings carry to the files of a folder.
//
// A [Patch] takes findings and keeps what their edits make of the files, in
// memory: [Patch.Diff] shows it as a unified diff that git apply takes, and
// [Patch.Apply] writes it.
//
//	root, err := os.OpenRoot(".")
//	patch, err := fix.New(fix.Config{Files: root.FS()})
//	target := patch.Target(scan.Dir(".", scan.TreeConfig{}))
//	result, err := runner.Run(ctx, target)
//	added, err := patch.Add(ctx, result.Findings)
//	err = patch.Diff(os.Stdout)
//	written, err := patch.Apply(ctx, root)
//
// A fix is done as a whole or not at all, and only where nothing speaks against
// it: every fix that is not done is in [Patch.Left] with the reason. Where two
// fixes touch, that of the graver finding is done. The other may be done in a
// second round: [Patch.Target] gives the files as the patch leaves them, so a
// caller scans and adds until nothing is added any more.
//
// # What is never written
//
// Nothing outside of the regions that edits name changes, but for the second
// byte of a CRLF line end whose first an edit takes away. New lines end as the
// lines around them do. A file keeps its byte order mark and its permissions;
// it gets a new inode, so other hard links keep the old content. Files that are
// UTF-16 or binary, that somebody made read-only, that are reached through a
// symbolic link, that belong to Git itself, or that come from an archive, an
// image or a Git history are left alone. So is a file that is no longer what
// the finding saw.
package fix
