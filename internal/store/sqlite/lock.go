package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// lockDir takes the data directory for this process. Closing the file gives it back.
func lockDir(dir string) (*os.File, error) {
	name := filepath.Join(dir, "sequitur.lock")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	locked, err := tryLock(f)
	if err == nil && locked {
		err = writeOwner(f)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", name, err), f.Close())
	}
	if !locked {
		return nil, errors.Join(inUse(dir, name), f.Close())
	}
	return f, nil
}

func writeOwner(f *os.File) error {
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err := f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func inUse(dir, name string) error {
	owner := "another process"
	if b, err := os.ReadFile(name); err == nil && len(b) > 0 {
		owner = "process " + strings.TrimSpace(string(b))
	}
	return errs.New(errs.Conflict, CodeInUse, "the data directory %s is in use by %s", dir, owner)
}
