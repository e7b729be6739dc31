package access_test

import (
	"context"
	"testing"

	"github.com/sequitur-platform/sequitur/internal/access"
	"github.com/sequitur-platform/sequitur/internal/store/sqlite"
)

func BenchmarkAuthenticateAVerifiedToken(b *testing.B) {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, sqlite.Options{Dir: b.TempDir(), LowDisk: -1})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	}()
	s := access.New(access.Options{DB: db})
	if _, _, err := s.Setup(ctx, "", rootPassword); err != nil {
		b.Fatal(err)
	}
	_, token, err := s.SignIn(ctx, "root", rootPassword, "")
	if err != nil {
		b.Fatal(err)
	}
	c := access.Credentials{Token: token}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := s.Authenticate(ctx, c); err != nil {
			b.Fatal(err)
		}
	}
}
