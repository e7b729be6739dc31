package main

import (
	"log/slog"

	"github.com/sequitur-platform/sequitur/internal/app"
)

// options makes the application's options; a test build adds fault points.
func options(c app.Config, log *slog.Logger) app.Options {
	return app.Options{Config: c, Logger: log, Version: version, Fault: faults()}
}
