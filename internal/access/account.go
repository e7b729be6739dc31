package access

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/errs"
)

// SetPasswordOf gives the user with this username or e-mail address a new password and ends all his sessions.
func (s *Service) SetPasswordOf(ctx context.Context, account, password string) error {
	user, err := s.findAccount(ctx, s.system.users, account)
	if err != nil {
		return err
	}
	if user == nil {
		return errs.New(errs.NotFound, "USER_NOT_FOUND", "there is no user %q", account)
	}
	id, _ := user["id"].(int64)
	return s.SetPassword(ctx, id, password)
}
