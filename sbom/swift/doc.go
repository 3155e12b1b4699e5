// Package swift reads the lockfiles of Swift's package manager and of
// CocoaPods.
//
// Sources: the documentation of the Swift package manager (Package.resolved) and
// of CocoaPods ("Podfile.lock").
package swift
