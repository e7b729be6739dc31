//go:build race

package hostile

// sparse thins the tables out: with the race detector each request takes several times as long, and what matters then
// is that requests of every sort run beside each other.
const sparse = 8
