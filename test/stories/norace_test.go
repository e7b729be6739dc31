//go:build !race

package stories

// underRace tells whether the race detector watches.
const underRace = false
