// Package license reads what people write for licenses: SPDX expressions as
// they are, and the common wrong forms by what they mean.
//
//	r := license.Read("GPLv2+ or Apache 2")
//	r.Expression.String() // GPL-2.0-or-later OR Apache-2.0
//	r.Expression.Class()  // permissive: the best of the choices
//
// [Parse] takes only what the grammar of SPDX allows (SPDX 2.3, annex D; SPDX
// 3.0.1, annex B), in which an expression is a tree of AND and OR over single
// licenses. [Read] takes also what registries and package managers have made people
// write, such as "MIT/Apache-2.0", trove classifiers and addresses of license
// texts, and makes a LicenseRef with the text of what says nothing that is known.
// An expression is always kept whole.
//
// # Identifiers and classes
//
// The identifiers are those of the SPDX license list in the version of the
// module github.com/github/go-spdx that is required. Each has a [Class], which
// says how much a license asks of those who pass the software on. The
// table of classes is of [ClassesDate]; it is taken from the categories of ScanCode LicenseDB
// (nexB and others, CC-BY-4.0), and differs from them where doc comments of the
// classes say so. It is a first sorting and no legal advice.
package license
