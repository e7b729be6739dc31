package testenv_test

import (
	"testing"

	"github.com/sequitur-platform/sequitur/internal/testenv"
)

func TestAnApplicationStartsStopsAndKeepsWhatItHolds(t *testing.T) {
	e := testenv.New(t)
	e.Collection("posts", "title:string")
	e.Root.Post("posts:create", testenv.M{"title": "kept"}).OK()
	e.Stop()
	e.Start()
	e.Root.Get("posts:list").OK().Want("data.0.title", "kept").Want("meta.count", 1)
}
