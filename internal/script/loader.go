package script

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"modernc.org/quickjs"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// dist holds the bundled libraries when they were built before the program. It is never changed.
//
//go:embed all:dist
var dist embed.FS

// boot holds our own scripts that run behind a bundle. It is never changed.
//
//go:embed boot
var boot embed.FS

// builtin is the folder of the bundles in the program.
func builtin() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist
	}
	return sub
}

// Loading a library is our own work and gets more time and room than an expression.
const (
	loadTimeout = 60 * time.Second
	libraryRoom = 32 << 20
)

// loader makes the machines of one engine. The library is compiled once.
type loader struct {
	bundles fs.FS
	name    string

	once sync.Once
	code []byte
	err  error
}

func (l *loader) exists() bool {
	_, err := fs.Stat(l.bundles, l.name+".js")
	return err == nil
}

// load makes a machine with the library loaded, used once and frozen.
func (l *loader) load(o Options) (*machine, error) {
	l.once.Do(func() { l.code, l.err = l.compile() })
	if l.err != nil {
		return nil, l.err
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, l.failed(err)
	}
	m := &machine{vm: vm, opts: o, formula: l.name == "formula", compiled: newCache(cacheSize)}
	if err := m.start(l.code); err != nil {
		m.close()
		return nil, l.failed(err)
	}
	return m, nil
}

// compile turns the bundle and our scripts into bytecode.
func (l *loader) compile() ([]byte, error) {
	source, err := l.source()
	if err != nil {
		return nil, l.failed(err)
	}
	vm, err := quickjs.NewVM()
	if err != nil {
		return nil, l.failed(err)
	}
	defer vm.Close() //nolint:errcheck // nothing depends on it
	code, err := vm.Compile(source, quickjs.EvalGlobal)
	if err != nil {
		return nil, l.failed(err)
	}
	return code, nil
}

// source wraps everything in functions, so that nothing becomes global.
func (l *loader) source() (string, error) {
	bundle, err := fs.ReadFile(l.bundles, l.name+".js")
	if err != nil {
		return "", err
	}
	common, err := boot.ReadFile("boot/common.js")
	if err != nil {
		return "", err
	}
	engine, err := boot.ReadFile("boot/" + l.name + ".js")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("(function () { \"use strict\";\n%s\nconst library = __%s;\nreturn (function () {\n%s\n%s\n})();\n})()",
		bundle, l.name, common, engine), nil
}

func (l *loader) failed(err error) error {
	return errs.New(errs.Internal, "ENGINE_BROKEN", "the engine %s.js cannot be loaded: %w", l.name, err)
}
