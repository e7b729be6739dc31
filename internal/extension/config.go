package extension

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/sequitur-platform/sequitur/internal/errs"
	"github.com/sequitur-platform/sequitur/internal/query"
	"github.com/sequitur-platform/sequitur/internal/schema"
)

// Appender is implemented by compiled trigger configurations (workflow.Workflow.Trigger) that want relations loaded
// with the record. Whoever removes a record asks for them beforehand, because afterwards they cannot be read any more.
type Appender interface {
	AppendPaths() []string
}

// MainDataSource is the name of the only data source; a reference to a collection may carry it as a prefix.
const MainDataSource = "main"

// DecodeConfig reads a configuration into v, a pointer to its struct, with numbers of open type as json.Number. An
// empty configuration and null leave v as it is. Unknown keys are accepted. Errors: INVALID_CONFIG; Field is the path.
func DecodeConfig(config json.RawMessage, v any) error {
	if len(bytes.TrimSpace(config)) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(config))
	d.UseNumber()
	err := d.Decode(v)
	var mismatch *json.UnmarshalTypeError
	var told *errs.Error
	switch {
	case err == nil:
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return nil
		}
		return InvalidConfig("", "the configuration must be one JSON object")
	case errors.As(err, &mismatch):
		return mistyped(mismatch)
	case errors.As(err, &told): // by the UnmarshalJSON of a part
		return told
	}
	return InvalidConfig("", "the configuration is not JSON: %w", err)
}

// InvalidConfig makes the error for a value in a configuration; field is its path.
func InvalidConfig(field, format string, a ...any) *errs.Error {
	return errs.New(errs.Invalid, "INVALID_CONFIG", format, a...).On(field)
}

// mistyped explains a value of the wrong JSON type in the words of JSON.
func mistyped(e *json.UnmarshalTypeError) error {
	what := e.Field
	if what == "" {
		what = "the configuration"
	}
	given, _, _ := strings.Cut(e.Value, " ")
	return InvalidConfig(e.Field, "%s must be %s, not %s", what, wanted(e.Type), article(given))
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a text"
	case reflect.Slice:
		return "a list"
	case reflect.Map, reflect.Struct:
		return "an object"
	case reflect.Pointer:
		return wanted(t.Elem())
	}
	return "a whole number"
}

func article(jsonType string) string {
	switch jsonType {
	case "string":
		return "a text"
	case "bool":
		return "true or false"
	case "array":
		return "a list"
	case "object":
		return "an object"
	}
	return "this number"
}

// CollectionName is the canonical form of a reference to a collection: without the prefix of the main data source.
func CollectionName(ref string) string { return strings.TrimPrefix(ref, MainDataSource+":") }

// FindCollection returns the collection that ref names, "posts" or "main:posts". Errors: REQUIRED,
// UNKNOWN_DATA_SOURCE, UNKNOWN_COLLECTION.
func FindCollection(s *schema.Snapshot, ref string) (*schema.Collection, error) {
	if ref == "" {
		return nil, errs.New(errs.Invalid, "REQUIRED", "a collection is required")
	}
	source, name, found := strings.Cut(ref, ":")
	if !found {
		source, name = MainDataSource, ref
	}
	if source != MainDataSource {
		return nil, errs.New(errs.Invalid, "UNKNOWN_DATA_SOURCE", "Data source %q does not exist", source)
	}
	c := s.Collection(name)
	if c == nil {
		return nil, errs.New(errs.Invalid, "UNKNOWN_COLLECTION", "Collection %q does not exist in data source %q", name, source)
	}
	return c, nil
}

// CheckAppends reports the paths that do not lead along relations of c. field is the path of the list in the
// configuration.
func CheckAppends(c *schema.Collection, appends []string, field string) errs.List {
	var list errs.List
	for i, path := range appends {
		var e *errs.Error
		if _, err := query.ParseSelection(c, nil, []string{path}, nil); errors.As(err, &e) {
			list = append(list, e.On(fmt.Sprintf("%s[%d]", field, i)))
		}
	}
	return list
}
