package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

var errNoRoute = errs.New(errs.NotFound, "NOT_FOUND", "there is nothing at this address")

// route is what a path addresses.
type route struct {
	resource  string // "posts" or "posts.comments"
	source    string
	hasSource bool
	action    string
	named     bool // the path names the action
	key       string
	hasKey    bool
}

// parseRoute reads the path after /api/ (still escaped): <res>:<act>, <res>:<act>/<tk>, <res>/<src>/<assoc>:<act>,
// <res>/<src>/<assoc>:<act>/<tk>, and the same without an action, which then follows from the method.
func parseRoute(method, escaped string) (route, error) {
	segments := strings.Split(strings.TrimSuffix(escaped, "/"), "/")
	if segments[0] == "" {
		return route{}, errNoRoute
	}
	name, act := splitAction(segments[0])
	switch {
	case act != "" && len(segments) <= 2:
		return finish(route{resource: name, action: act, named: true}, segments[1:])
	case act != "":
		return route{}, errNoRoute
	case len(segments) <= 2:
		rt, err := finish(route{resource: name}, segments[1:])
		rt.action = verb(method, rt.hasKey, false)
		return rt, methodKnown(rt, err)
	case len(segments) > 4:
		return route{}, errNoRoute
	}
	return association(method, name, segments)
}

func association(method, name string, segments []string) (route, error) {
	src, err := url.PathUnescape(segments[1])
	if err != nil {
		return route{}, errNoRoute
	}
	assoc, act := splitAction(segments[2])
	rt, err := finish(route{resource: name + "." + assoc, source: src, hasSource: true, action: act, named: act != ""}, segments[3:])
	if act == "" {
		rt.action = verb(method, rt.hasKey, true)
	}
	return rt, methodKnown(rt, err)
}

func methodKnown(rt route, err error) error {
	if err == nil && rt.action == "" {
		return errs.New(errs.MethodNotAllowed, "METHOD_NOT_ALLOWED", "this method has no meaning at this address")
	}
	return err
}

func finish(rt route, rest []string) (route, error) {
	name, err := url.PathUnescape(rt.resource)
	if err != nil || name == "" {
		return rt, errNoRoute
	}
	rt.resource = name
	if len(rest) == 1 && rest[0] != "" {
		if rt.key, err = url.PathUnescape(rest[0]); err != nil {
			return rt, errNoRoute
		}
		rt.hasKey = true
	}
	return rt, nil
}

func splitAction(segment string) (name, act string) {
	segment = strings.ReplaceAll(strings.ReplaceAll(segment, "%3A", ":"), "%3a", ":")
	if i := strings.LastIndexByte(segment, ':'); i >= 0 {
		if i == len(segment)-1 {
			return segment[:i], noAction
		}
		return segment[:i], segment[i+1:]
	}
	return segment, ""
}

// noAction stands for the empty name after a colon: no resource has it, and the method does not stand in for it.
const noAction = "?"

// verb is the action of a path without one.
func verb(method string, keyed, assoc bool) string {
	switch method {
	case http.MethodGet, http.MethodHead:
		if keyed {
			return "get"
		}
		return "list"
	case http.MethodPost:
		if !keyed || assoc {
			return "create"
		}
	case http.MethodPut, http.MethodPatch:
		if keyed {
			return "update"
		}
	case http.MethodDelete:
		return "destroy"
	}
	return ""
}

// allowed lists the methods that mean something at a path: a named action takes POST, else the method is the action.
func allowed(escaped string) string {
	var list []string
	for _, method := range []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	} {
		if rt, err := parseRoute(method, escaped); err == nil && (!rt.named || method == http.MethodPost) {
			list = append(list, method)
		}
	}
	return strings.Join(list, ", ")
}
