// Package scantest helps to test analyzers and targets.
//
// [Want] runs analyzers over fixture files that say in comments what is to be
// found in which line; [Golden] compares whole records with a golden file;
// [FaultFS] is a file system that counts what is opened and fails on demand.
//
//	func TestTabs(t *testing.T) {
//		scantest.Want(t, os.DirFS("testdata"), tabs.New())
//	}
//
// where a fixture holds lines such as
//
//	x :=	1 // want "no-tabs: tab character"
package scantest
