package api

import (
	"reflect"

	"github.com/sequitur-platform/sequitur/internal/openapi"
)

// Shapes describes what every answer is made of.
func Shapes() []openapi.Shape {
	return []openapi.Shape{
		{Name: "Envelope", Doc: "Every JSON answer.", Type: reflect.TypeFor[envelope]()},
		{Name: "Message", Doc: "What a workflow says to the person.", Type: reflect.TypeFor[message]()},
		{Name: "Failure", Doc: "One refusal.", Type: reflect.TypeFor[failure]()},
	}
}
