package query

// Values are parsed query-string parameters: strings, []any, map[string]any or nil (a bare key).
type Values map[string]any
