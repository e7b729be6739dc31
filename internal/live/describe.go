package live

import (
	"reflect"

	"github.com/sequitur-platform/sequitur/internal/openapi"
)

// Shapes describes the data of the events.
func Shapes() []openapi.Shape {
	shape := func(name, doc string, t reflect.Type) openapi.Shape {
		return openapi.Shape{Name: name, Doc: doc, Type: t}
	}
	return []openapi.Shape{
		shape("LiveReady", "The first event of a stream. What is read after it misses nothing that the stream does not tell.", reflect.TypeFor[readyData]()),
		shape("LiveRefusal", "A topic that the role may not have.", reflect.TypeFor[refusal]()),
		shape("LiveRecord", "The event `record`.", reflect.TypeFor[recordData]()),
		shape("LiveExecution", "The event `execution`.", reflect.TypeFor[executionData]()),
		shape("LiveStep", "The event `step`.", reflect.TypeFor[stepData]()),
		shape("LiveReceipt", "The event `receipt`.", reflect.TypeFor[receiptData]()),
		shape("LiveDefinitions", "The event `definitions`: there is a new version.", reflect.TypeFor[definitionsData]()),
		shape("LiveBye", "The last event of a stream.", reflect.TypeFor[byeData]()),
		{Name: "LiveEnd", Doc: "Why a stream ends.", Type: reflect.TypeFor[farewell](), Values: []any{
			string(byeShutdown), string(byeSession), string(byeRole), string(byePermissions), string(byeFailure),
		}},
	}
}
