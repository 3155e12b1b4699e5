// Package gitrepo makes a Git repository a [scan.Target]: all of its history,
// what a pull request brings, what is staged for the next commit, or the tree
// of one revision.
//
// It drives the git command, which must be installed (written for 2.30 and
// later, tested with 2.39): `git log --raw` tells which commit brought which
// blob, and `git cat-file --batch` streams the contents. History is therefore
// looked at blob by blob: each content once, however many commits, branches and
// paths have it, under the commit, author, time and path of its first
// introduction. Commits come parents first, otherwise by their time. An
// analyzer that goes by the path sees that first path only.
//
// # What a history covers
//
// Every blob of every tree of every commit that the refs, HEAD and the stashes
// lead to, with what only a merge introduced, and blobs and trees that a tag
// names directly, notes among them; on request, what only reflogs know, and
// what nothing leads to any more. Not covered: messages of commits and tags, and
// what is in submodules, each of which is noted. Links of a tree come as
// entries whose content is what they point at.
//
// # Large files
//
// A lockfile of 700 kB that changes weekly makes up most of many histories.
// For a large text, Entry.Changed says in which parts it differs from the
// version that was yielded before it, so that an analyzer can pass over the
// rest; see Config.LargeBlob. The content stays whole: lines, offsets, snippets
// and fingerprints are the file's. Findings repeat less often then; what
// [scan.First] leaves of them is the same, but for one thing: where a file
// holds one leak several times, some of them suppressed, and one of these is
// taken out, the others count as known.
//
// # Honesty
//
// Whatever git could not read is a diagnostic: a blob that is missing is
// [scan.DiagMissingObject], a history that was cut [scan.DiagShallow], and git failing, or
// writing to its standard error at all, [scan.DiagUnreadable] with its words and
// how far it came. Objects are never fetched.
//
// # Safety
//
// The repository is not trusted. Git runs without a shell, with an environment
// of our own, without system and user configuration, and what the repository's
// own configuration could make it run (hooks, monitors, signature checks,
// external diffs, text conversion, transports) is switched off. A repository
// that belongs to another user is refused by git unless
// Config.AllowForeignOwner says otherwise.
package gitrepo
