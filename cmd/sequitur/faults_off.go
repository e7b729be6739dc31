//go:build !testkit

package main

// faults: the plain binary knows no fault points.
func faults() func(point string) { return nil }
