package live_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sequitur-platform/sequitur/internal/app"
	"github.com/sequitur-platform/sequitur/internal/testenv"
)

// locked is a writer that several may use.
type locked struct {
	mu *sync.Mutex
	w  io.Writer
}

// Write implements io.Writer.
func (l locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

func logger(mu *sync.Mutex, w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(locked{mu, w}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func TestAStopEndsStreamsAtOnce(t *testing.T) {
	e := testenv.New(t)
	streams := make([]*stream, 5)
	for i := range streams {
		streams[i] = connect(t, http.DefaultClient, "http://"+e.App.Addr(), e.Root, "definitions")
		streams[i].next("ready")
	}
	begun := time.Now()
	e.Stop()
	if took := time.Since(begun); took > 10*time.Second { // the time limit of a stop is 20 s
		t.Errorf("the stop took %s", took)
	}
	for _, s := range streams {
		s.ends("shutdown")
	}
}

// A stream that opens while the server stops is refused or told goodbye, never left alone.
func TestAStopLeavesNoStreamBehind(t *testing.T) {
	e := testenv.New(t)
	base, token := "http://"+e.App.Addr(), e.Root.Token
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for {
				req, err := http.NewRequest(http.MethodGet, base+"/api/live:subscribe?topics=definitions", nil)
				if err != nil {
					t.Error(err)
					return
				}
				req.Header.Set("Authorization", "Bearer "+token)
				res, err := http.DefaultTransport.RoundTrip(req)
				if err != nil {
					return // nobody listens any more
				}
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if err != nil {
					return
				}
			}
		})
	}
	s := connect(t, http.DefaultClient, base, e.Root, "definitions")
	s.next("ready")
	e.Stop()
	wait.Wait()
}

// pipes is a listener without buffers: what is not read blocks who writes it.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

func (p *pipes) dial(context.Context, string, string) (net.Conn, error) {
	here, there := net.Pipe()
	p.conns <- there
	return here, nil
}

func TestWhoIsTooSlowLosesEventsAndGoesOn(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	e.Collection("notes", "text:string")
	note := create(e.Root, "notes", M{"text": "x"})
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: e.App.Handler()}
	var serving sync.WaitGroup
	serving.Go(func() { server.Serve(p) })
	defer serving.Wait()
	defer server.Close()

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://pipe/api/live:subscribe?"+list("collection:orders", "record:notes:"+note), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+e.Root.Token)
	transport := &http.Transport{DialContext: p.dial, ReadBufferSize: 16}
	defer transport.CloseIdleConnections()
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()

	quick := subscribe(e, e.Root, "record:notes:"+note)
	for range 6 {
		many := make([]M, 500)
		for i := range many {
			many[i] = M{"title": "x"}
		}
		e.Root.Post("orders:create", many).OK()
	}
	e.Root.Post("notes:update?filterByTk="+note, M{"text": "marker 1"}).OK()
	quick.want("record", record("notes", note, "updated")) // all that came before is in the inbox of the slow one, or lost

	events := make(chan event, 10_000)
	slow := &stream{t: t, events: events, cancel: cancel}
	var reading sync.WaitGroup
	reading.Go(func() { defer close(events); read(scanner(res.Body), events) })
	defer reading.Wait()
	defer cancel()
	slow.next("ready")
	told, lost := 0, 0
	for lost == 0 {
		ev, ok := slow.any()
		if !ok {
			t.Fatal("the stream ended")
		}
		switch ev.kind {
		case "record":
			told++
		case "lost":
			lost++
		}
	}
	e.Root.Post("notes:update?filterByTk="+note, M{"text": "marker 2"}).OK()
	for marks := 0; marks < 1; {
		ev, ok := slow.any()
		data, _ := ev.data.(map[string]any)
		switch {
		case !ok:
			t.Fatal("the stream ended")
		case ev.kind == "lost":
			lost++
		case data["collection"] == "notes":
			marks++
		default:
			told++
		}
	}
	if lost != 1 || told >= 3000 {
		t.Errorf("%d times lost, %d of 3000 events", lost, told)
	}
}

// Servers bound how long a request may take to be read; a stream goes on for longer.
func TestAStreamOutlivesTheServersTimeLimits(t *testing.T) {
	e := testenv.New(t)
	orders(e)
	const limit = 50 * time.Millisecond
	server := httptest.NewUnstartedServer(e.App.Handler())
	server.Config.ReadTimeout, server.Config.IdleTimeout = limit, limit
	server.Start()
	defer server.Close()
	s := connect(t, server.Client(), server.URL, e.Root, "collection:orders")
	defer s.cancel()
	s.next("ready")
	for begun := time.Now(); time.Since(begun) < 6*limit; {
		s.want("record", record("orders", create(e.Root, "orders", M{"title": "x"}), "created"))
	}
}

func TestATokenIsNeverLogged(t *testing.T) {
	var log strings.Builder
	var mu sync.Mutex
	e := testenv.New(t, func(o *app.Options) { o.Logger = logger(&mu, &log) })
	s := subscribe(e, e.Root, "definitions")
	s.cancel()
	e.Eventually("the stream ended", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Contains(log.String(), "stream ended")
	})
	mu.Lock()
	defer mu.Unlock()
	if strings.Contains(log.String(), e.Root.Token) {
		t.Error("the log shows a token")
	}
}
