package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
)

// wire is one keep-alive HTTP/1.1 connection that spends as little CPU as it can: requests are written as they come,
// answers are read without maps or allocations. The usual client costs a third to a half of a small machine and so
// hides what the servers differ in.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	out  []byte
	body []byte
}

// answer is what is read of a response. Body is valid until the next request.
type answer struct {
	status  int
	receipt int64
	body    []byte
}

func dial(ctx context.Context, addr string) (*wire, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &wire{conn: c, in: bufio.NewReaderSize(c, 8<<10)}, nil
}

func (w *wire) close() { _ = w.conn.Close() } // nothing is buffered that could get lost

var errShort = errors.New("the response cannot be read")

// do sends a complete request and reads its response.
func (w *wire) do(request []byte) (a answer, err error) {
	if _, err := w.conn.Write(request); err != nil {
		return a, err
	}
	line, err := w.in.ReadSlice('\n')
	if err != nil {
		return a, err
	}
	if len(line) < 13 {
		return a, errShort
	}
	a.status = number(line[9:12])
	length, err := w.header(&a)
	if err != nil {
		return a, err
	}
	w.body = w.body[:0]
	if length >= 0 {
		err = w.take(length)
	} else {
		err = w.chunks()
	}
	a.body = w.body
	return a, err
}

// header reads up to the empty line and returns the body's length, -1 when it comes in chunks.
func (w *wire) header(a *answer) (length int, err error) {
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		switch {
		case len(line) == 0:
			return length, nil
		case line[0] == 'C' && bytes.HasPrefix(line, []byte("Content-Length: ")):
			length = number(line[len("Content-Length: "):])
		case line[0] == 'T' && bytes.HasPrefix(line, []byte("Transfer-Encoding: chunked")):
			length = -1
		case line[0] == 'X' && bytes.HasPrefix(line, []byte("X-Receipt: ")):
			a.receipt = int64(number(line[len("X-Receipt: "):]))
		}
	}
}

// take reads n bytes of the body.
func (w *wire) take(n int) error {
	have := len(w.body)
	for cap(w.body) < have+n {
		w.body = append(w.body[:cap(w.body)], 0)
	}
	w.body = w.body[:have+n]
	_, err := io.ReadFull(w.in, w.body[have:])
	return err
}

func (w *wire) chunks() error {
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		n, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return errShort
		}
		if err := w.take(int(n)); err != nil {
			return err
		}
		if _, err := w.in.Discard(2); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}

// number reads leading digits.
func number(b []byte) (n int) {
	for _, c := range b {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// appendRequest writes a request as it goes over the wire.
func appendRequest(dst []byte, method, path, addr, authorization string, body []byte) []byte {
	dst = append(dst, method...)
	dst = append(dst, ' ')
	dst = append(dst, path...)
	dst = append(dst, " HTTP/1.1\r\nHost: "...)
	dst = append(dst, addr...)
	dst = append(dst, "\r\nAuthorization: "...)
	dst = append(dst, authorization...)
	if body != nil {
		dst = append(dst, "\r\nContent-Type: application/json\r\nContent-Length: "...)
		dst = strconv.AppendInt(dst, int64(len(body)), 10)
	}
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

// failure describes an answer that is none of the expected.
func (a answer) failure() error {
	return fmt.Errorf("status %d: %s", a.status, bytes.TrimSpace(a.body[:min(len(a.body), 300)]))
}
