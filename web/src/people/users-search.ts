/** Which users are shown, and which one is open. */
export interface UsersSearch {
  find?: string;
  /** Those who hold a role; "" are those who hold none. */
  role?: string;
  page?: number;
  user?: number;
  create?: true;
}
