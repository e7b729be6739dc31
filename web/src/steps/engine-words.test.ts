import { describe, expect, test } from "vitest";
import { engineWords } from "./engine-words";

describe("what an engine says is understood", () => {
  test.each([
    ["SyntaxError: Unexpected end of expression (char 4)", "end", ""],
    ["SyntaxError: unexpected end of the expression", "end", ""],
    ["Error: Undefined symbol foo", "symbol", "foo"],
    ["ReferenceError: foo is not defined", "symbol", "foo"],
    ["Error: Undefined function if", "function", "if"],
    ["SyntaxError: Value expected (char 5)", "value", ""],
    ["SyntaxError: Parenthesis ) expected (char 7)", "expected", ")"],
    ["SyntaxError: End of matrix ] expected (char 7)", "expected", "]"],
    ["SyntaxError: Comma , or bracket } expected after object value (char 6)", "expected", "}"],
    ['SyntaxError: End of string " expected (char 5)', "string", '"'],
    ['SyntaxError: Unexpected part "2" (char 3)', "part", "2"],
    ["SyntaxError: unexpected token in expression: '*'", "part", "*"],
    ["SyntaxError: unexpected text after the expression", "rest", ""],
    ["SyntaxError: Unexpected operator ) (char 2)", "operator", ")"],
    ['Error: Cannot convert "abc" to a number', "convert", "abc"],
    ["TypeError: Too few arguments in function sqrt (expected: number or string, index: 0)", "few", "sqrt"],
    ["TypeError: Too many arguments in function sqrt (expected: 1, actual: 3)", "many", "sqrt"],
    ["TypeError: Unexpected type of argument in function addScalar (expected: number)", "type", "addScalar"],
    ["TypeError: not a function", "noFunction", ""],
  ])("%s", (message, code, about) => {
    expect(engineWords(message)).toEqual({ code, about });
  });

  test("what is rare stays as it is", () => {
    expect(engineWords('SyntaxError: Unit "foo" not found.')).toBeUndefined();
    expect(engineWords("")).toBeUndefined();
  });
});
