//go:build !race

package hostile

// sparse thins the tables out; without the race detector they run as they are.
const sparse = 1
