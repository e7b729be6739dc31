/** What the engines say most often, with what it is about: the place of the words among the texts of the steps. */
export interface EngineWords {
  code:
    | "symbol"
    | "function"
    | "operator"
    | "part"
    | "rest"
    | "end"
    | "value"
    | "expected"
    | "string"
    | "type"
    | "convert"
    | "few"
    | "many"
    | "noFunction";
  about: string;
}

// By engine and version they read so; the first group is what a message is about.
const patterns: readonly [EngineWords["code"], RegExp][] = [
  ["symbol", /^Undefined symbol (\S+)/],
  ["symbol", /^(\S+) is not defined/],
  ["function", /^Undefined function (\S+)/],
  ["operator", /^Unexpected operator (\S+)/],
  ["part", /^(?:Unexpected|Syntax error in) part "(.+?)"/],
  ["part", /^unexpected token in expression: '(.+?)'/],
  ["rest", /^unexpected text after the expression()/],
  ["end", /^[Uu]nexpected end of (?:the )?expression()/],
  ["value", /^Value expected()/],
  ["expected", /^Parenthesis (\S) expected/],
  ["expected", /^End of matrix (\S) expected/],
  ["expected", /^Comma , or bracket (\S) expected/],
  ["string", /^End of string (\S) expected/],
  ["type", /^Unexpected type of argument in function (\w+)/],
  ["convert", /^Cannot convert "(.*)" to a number/],
  ["few", /^Too few arguments in function (\w+)/],
  ["many", /^Too many arguments in function (\w+)/],
  ["function", /^(\S+) is not a function/],
  ["noFunction", /^not a function()/],
];

/** Finds out what an engine's message means; undefined for what is rare. */
export function engineWords(message: string): EngineWords | undefined {
  const bare = message.replace(/^(?:\w*Error): /, "");
  for (const [code, pattern] of patterns) {
    const found = pattern.exec(bare);
    if (found) return { code, about: found[1] ?? "" };
  }
  return undefined;
}
