package web

import (
	"path"
	"strconv"
	"strings"
)

// suffixes names the variants of a file that the build computed, by content coding.
var suffixes = map[string]string{"": "", "br": ".br", "gzip": ".gz"}

// codingOf is the content coding of a variant, "" for a file itself.
func codingOf(name string) string {
	for coding, suffix := range suffixes {
		if suffix != "" && strings.HasSuffix(name, suffix) {
			return coding
		}
	}
	return ""
}

// kindOf is the content type. A table of our own: that of the operating system differs from machine to machine.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".json", ".webmanifest":
		return "application/json"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// choose returns the best coding that the browser takes and the build made.
func choose(accepted string, made map[string]string) string {
	takes := map[string]bool{}
	for part := range strings.SplitSeq(accepted, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		takes[strings.ToLower(strings.TrimSpace(name))] = quality(parameters) > 0
	}
	for _, coding := range []string{"br", "gzip"} {
		if _, ok := made[coding]; ok && takes[coding] {
			return coding
		}
	}
	return ""
}

// quality reads q=0.5; what says nothing, or nothing that can be read, counts in full.
func quality(parameters string) float64 {
	_, q, ok := strings.Cut(strings.ReplaceAll(parameters, " ", ""), "q=")
	if !ok {
		return 1
	}
	n, err := strconv.ParseFloat(q, 64)
	if err != nil {
		return 1
	}
	return n
}
