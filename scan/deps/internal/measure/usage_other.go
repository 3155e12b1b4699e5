//go:build !unix

package main

// usage says what the process took until now.
func usage() string { return "CPU and memory are measured on Unix only" }
