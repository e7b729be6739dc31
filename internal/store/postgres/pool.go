package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"github.com/sequitur-platform/sequitur/internal/store"
)

// pool hands out a fixed number of connections. An empty place is connected when somebody needs it.
type pool struct {
	config  *pgx.ConnConfig
	places  chan *pgx.Conn // nil for an empty place
	closing chan struct{}
}

func newPool(config *pgx.ConnConfig, size int) *pool {
	p := &pool{config: config, places: make(chan *pgx.Conn, size), closing: make(chan struct{})}
	for range size {
		p.places <- nil
	}
	return p
}

// take waits for a connection as long as ctx allows.
func (p *pool) take(ctx context.Context) (*pgx.Conn, error) {
	select {
	case <-p.closing: // also when a connection is free
		return nil, store.Unavailable(store.CodeClosing, nil)
	default:
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case c := <-p.places:
		if c != nil && !c.IsClosed() {
			return c, nil
		}
		c, err := pgx.ConnectConfig(ctx, p.config)
		if err != nil {
			p.places <- nil
			return nil, translate(err)
		}
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-p.closing:
		return nil, store.Unavailable(store.CodeClosing, nil)
	}
}

func (p *pool) give(c *pgx.Conn) { p.places <- c }

// close refuses further work and waits for what runs.
func (p *pool) close() error {
	close(p.closing)
	var err error
	for range cap(p.places) {
		if c := <-p.places; c != nil {
			err = errors.Join(err, c.Close(context.Background()))
		}
	}
	return err
}
