// Package sequitur is a self-hosted platform in one binary: teams model data, put it on pages and bind workflows to
// the actions that people take there. What follows from an action is guaranteed to happen.
package sequitur
