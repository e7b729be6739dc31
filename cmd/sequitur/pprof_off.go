//go:build !testkit

package main

// profile: the plain binary serves no profiles.
func profile() {}
