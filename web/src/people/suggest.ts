// Without those that look alike: 0 O, 1 l I.
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

/** A password that nobody guesses, in groups that can be read out. */
export function suggestPassword(): string {
  const groups = Array.from({ length: 4 }, () => Array.from({ length: 4 }, one).join(""));
  return groups.join("-");
}

function one(): string {
  for (;;) {
    const [n = 255] = crypto.getRandomValues(new Uint8Array(1));
    const letter = letters[n]; // numbers beyond the letters are thrown again: each is as likely as the others
    if (letter) return letter;
  }
}
