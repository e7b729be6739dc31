package main

import (
	"fmt"
	"net/url"
	"strconv"
)

// The systems that are measured.
const (
	sequitur   = "Sequitur"
	peerNormal = "PocketBase, NORMAL"
	peerFull   = "PocketBase, FULL"
	rawSQLite  = "raw SQLite, FULL"
)

const (
	bodyHead = `{"no":"A-`
	bodyTail = `","customer":"c-0042","status":"open","amount":129.5,"quantity":3,"note":"a note of ordinary length"}`
	bodySize = len(bodyHead) + 9 + len(bodyTail)
)

// appendBody writes the n-th order, always of the same length.
func appendBody(dst []byte, n int64) []byte {
	dst = append(dst, bodyHead...)
	return append(appendPadded(dst, n), bodyTail...)
}

func appendPadded(dst []byte, n int64) []byte {
	var digits [9]byte
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return append(dst, digits[:]...)
}

// posting sends orders to path.
func posting(addr, path, authorization string) target {
	head := appendRequest(nil, "POST", path, addr, authorization, make([]byte, bodySize))
	head = head[:len(head)-bodySize]
	return target{addr: addr, request: func(dst []byte, n int64) []byte {
		return appendBody(append(dst, head...), n)
	}}
}

// creates orders, with the workflow called key bound to the action unless it is empty.
func (s *server) creates(key string) target {
	path := "/api/orders:create"
	if key != "" {
		path += "?triggerWorkflows=" + key
	}
	return posting(s.addr, path, "Bearer "+s.token)
}

// empty is the denominator: an action of the same server that changes and reads nothing. It goes through routing,
// request id, decoding of the same body, authentication with the same token, permission and encoding.
func (s *server) empty() target { return posting(s.addr, "/api/auth:check", "Bearer "+s.token) }

// inserts is the same at PocketBase; the hook hangs on the second collection.
func (s *server) inserts(hook bool) target {
	name := "orders"
	if hook {
		name = "bound_orders"
	}
	return posting(s.addr, "/api/collections/"+name+"/records", s.token)
}

// customers of the collections that are listed; each has 100 of 100,000 orders, 75 of them open.
const customers = 1000

func customer(n int64) string { return fmt.Sprintf("c-%04d", n*7919%customers) }

// lists asks for the first 20 of a customer's open orders by amount, with their number.
func (s *server) lists(collection string) target {
	if s.name == sequitur {
		return s.gets(func(n int64) string {
			filter := `{"$and":[{"status":{"$eq":"open"}},{"customer":{"$eq":"` + customer(n) + `"}}]}`
			return "/api/" + collection + ":list?pageSize=20&sort=-amount&filter=" + url.QueryEscape(filter)
		}, "Bearer ")
	}
	return s.gets(func(n int64) string {
		filter := `status="open" && customer="` + customer(n) + `"`
		return "/api/collections/" + collection + "/records?perPage=20&sort=-amount&filter=" + url.QueryEscape(filter)
	}, "")
}

func (s *server) gets(path func(n int64) string, scheme string) target {
	return target{addr: s.addr, request: func(dst []byte, n int64) []byte {
		return appendRequest(dst, "GET", path(n), s.addr, scheme+s.token, nil)
	}}
}

// stored is the n-th of the orders that are listed, the same as PocketBase's module makes.
func stored(n int64) string {
	status := "open"
	if n%4 == 3 {
		status = "closed"
	}
	return fmt.Sprintf(`{"no":"A-%09d","customer":"c-%04d","status":"%s","amount":%s,"quantity":3,"note":"a note of ordinary length"}`,
		n, n/4%customers, status, strconv.FormatFloat(float64(n*7919%100000)/100, 'f', 2, 64))
}
