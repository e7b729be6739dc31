package access

import (
	"context"

	"github.com/sequitur-platform/sequitur/internal/acl"
	"github.com/sequitur-platform/sequitur/internal/store"
)

// Actor is a user as he may act now in a role, for work that goes on in his name without a session. Errors:
// NOT_EXIST_USER when he is gone, ROLE_NOT_FOUND_FOR_USER when he holds the role no longer.
func (s *Service) Actor(ctx context.Context, r store.RecordReader, userID int64, role string) (*acl.Actor, error) {
	perms, err := s.Permissions(ctx)
	if err != nil {
		return nil, err
	}
	users, err := s.users(ctx)
	if err != nil {
		return nil, err
	}
	user, err := first(r, users, eq(users, "id", userID))
	if isNotFound(err) {
		return nil, unauthenticated(CodeNotExistUser, "The user does not exist any more")
	}
	if err != nil {
		return nil, err
	}
	roles, err := s.memberships(r, userID)
	if err != nil {
		return nil, err
	}
	return actorOf(perms, &identity{user: user, roles: roles}, visible(users, user), role)
}
