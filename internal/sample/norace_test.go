//go:build !race

package sample_test

// underRace tells whether the race detector watches.
const underRace = false
