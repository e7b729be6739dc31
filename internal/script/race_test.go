//go:build race

package script

// underRace tells that the race detector is at work, which makes the JavaScript engine some 40 times slower.
const underRace = true
