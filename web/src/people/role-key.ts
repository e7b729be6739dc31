/** The name that the API knows a role by, made from its title; undefined leaves it to the server. */
export function roleKey(title: string, taken: readonly string[]): string | undefined {
  const plain = title
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  if (!plain || plain === "anonymous") return undefined;
  const names = [plain, ...Array.from({ length: 8 }, (_, i) => `${plain}-${i + 2}`)];
  return names.find((name) => !taken.includes(name));
}
