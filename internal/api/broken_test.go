package api_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/action"
	"github.com/sequitur-platform/sequitur/internal/api"
)

type broken struct{}

func (broken) Do(context.Context, *action.Request) *action.Response { panic("secret detail") }

func TestADefectIsAnsweredWithoutInternals(t *testing.T) {
	h := api.New(api.Options{Pipeline: broken{}})
	w := httptest.NewRecorder()
	req := httptest.NewRequest("GET", "/api/posts:list", nil)
	req.Header.Set("X-Request-Id", "r-17")
	h.ServeHTTP(w, req)
	if body := w.Body.String(); w.Code != 500 || strings.Contains(body, "secret") || !strings.Contains(body, "r-17") || !strings.Contains(body, `"code":"INTERNAL"`) {
		t.Errorf("%d %s", w.Code, body)
	}
}
