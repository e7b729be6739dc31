// Package web is the web app and how it reaches the browser: it embeds what web/ builds and serves it beside the API.
// It knows files and headers; it must not know what the app shows or what the API answers.
package web

import (
	"embed"
	"io/fs"
)

// The app is built, not committed: a fresh clone embeds an empty directory.
//
//go:embed all:dist
var dist embed.FS

// Built returns the files of the web app that this binary carries: without index.html it was not built in.
func Built() (fs.FS, error) { return fs.Sub(dist, "dist") }
