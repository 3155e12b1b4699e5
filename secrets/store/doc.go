// Package store gets secrets by reference from where they are kept.
package store
