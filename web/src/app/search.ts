/** Whether a parameter of an address is a number that counts or names something. */
export function natural(value: unknown): boolean {
  return Number.isSafeInteger(Number(value)) && Number(value) > 0;
}
