package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

// SetPassword sets the password of a user of a server that does not run.
func SetPassword(ctx context.Context, o Options, account, password string) (err error) {
	if err := o.Config.Check(); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(o.Config.Data, sqlite.FileName)); err != nil {
		return fmt.Errorf("there is no database in %s: %w", o.Config.Data, err)
	}
	db, err := sqlite.Open(ctx, sqlite.Options{Dir: o.Config.Data, Clock: o.Clock, Logger: o.Logger, LowDisk: o.Config.LowDisk})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	s := access.New(access.Options{DB: db, Clock: o.Clock, Logger: o.Logger})
	return s.SetPasswordOf(ctx, account, password)
}
