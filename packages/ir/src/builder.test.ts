import { describe, expect, test } from "vitest";
import { ProgramBuilder } from "./builder.ts";
import { gradients } from "./differentiate.ts";
import { printProgram } from "./print.ts";
import { ShapeError } from "./types.ts";

const vector = (length: number) => ({ dtype: "f32", shape: [length] }) as const;

describe("broadcasting follows numpy", () => {
  test.each([
    { a: [3, 1], b: [4], gives: [3, 4] },
    { a: [], b: [2, 2], gives: [2, 2] },
    { a: [5, 1, 3], b: [1, 4, 1], gives: [5, 4, 3] },
  ])("$a with $b gives $gives", ({ a, b: other, gives }) => {
    const b = new ProgramBuilder();
    expect(b.add(b.state("a", { dtype: "f32", shape: a }), b.state("b", { dtype: "f32", shape: other })).type.shape).toEqual(
      gives,
    );
  });

  test("shapes that do not fit are named", () => {
    const b = new ProgramBuilder();
    expect(() => b.mul(b.state("a", vector(3)), b.state("b", vector(4)))).toThrow("mul: [3] and [4] do not broadcast.");
  });

  test("a number takes the type of the other operand", () => {
    const b = new ProgramBuilder();
    const places = b.data("places", { dtype: "i32", shape: [2] });
    expect(b.add(places, 1).type).toEqual({ dtype: "i32", shape: [2] });
    expect(() => b.add(places, 0.5)).toThrow("0.5 is not a value of i32");
    expect(b.select(b.lt(places, 1), 1, 0).type).toEqual({ dtype: "f32", shape: [2] });
  });
});

test("reshape fills in one open size and refuses what does not divide", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [4, 6] });
  expect(b.reshape(x, [-1, 8]).type.shape).toEqual([3, 8]);
  expect(b.reshape(x, [4, 6])).toBe(x);
  expect(() => b.reshape(x, [-1, 5])).toThrow(ShapeError);
});

test("negative axes count from the end; kept axes have size 1", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [2, 3, 4] });
  expect(b.sum(x, [-1]).type.shape).toEqual([2, 3]);
  expect(b.mean(x, [0, -1], { keepDims: true }).type.shape).toEqual([1, 3, 1]);
  expect(b.argmax(x, -2).type).toEqual({ dtype: "i32", shape: [2, 4] });
  expect(() => b.sum(x, [3])).toThrow("there is no axis 3 in [2, 3, 4]");
});

test("a leaf of one name is one value, and keeps its type", () => {
  const b = new ProgramBuilder();
  expect(b.state("w", vector(3))).toBe(b.state("w", vector(3)));
  expect(() => b.state("w", vector(4))).toThrow('state "w" is already f32[3], now f32[4] is asked for.');
});

test("values of another builder are refused", () => {
  const foreign = new ProgramBuilder().state("x", vector(2));
  const b = new ProgramBuilder();
  expect(() => b.neg(foreign)).toThrow("belongs to another program");
  b.state("x", vector(2));
  expect(() => b.neg(foreign)).toThrow("belongs to another program");
  expect(() => b.finish({ outputs: { foreign } })).toThrow("belongs to another program");
});

describe("finish", () => {
  const b = new ProgramBuilder();
  const w = b.state("w", vector(3));

  test("updates must fit their states, series must be scalars, outputs must have a number type", () => {
    expect(() => b.finish({ updates: { v: w } })).toThrow('the update "v" names no state');
    expect(() => b.finish({ updates: { w: b.sum(w) } })).toThrow('state "w" is f32[3], but its update is f32[]');
    expect(() => b.finish({ series: { loss: w } })).toThrow('series "loss" must be an f32 scalar');
    expect(() => b.finish({ outputs: { mask: b.lt(w, 0) } })).toThrow('output "mask" is bool');
  });

  test("keeps the order of series and drops what nothing needs", () => {
    b.exp(w);
    const program = b.finish({ series: { second: b.sum(w), first: b.reduceMax(w) } });
    expect(program.series.map(({ name }) => name)).toEqual(["second", "first"]);
    expect(program.nodes.map(({ operation }) => operation.op)).toEqual(["state", "reduce", "reduce"]);
    expect(program.states).toEqual({ w: vector(3) });
  });
});

test("nodes know what they serve, and so do their gradients", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", vector(3));
  const hidden = b.withOrigin("dense", () => b.withOrigin(undefined, () => b.tanh(x)));
  const loss = b.withOrigin("loss", () => b.sum(b.mul(hidden, hidden)));
  const [slope] = gradients(b, loss, [x]);
  const program = b.finish({ outputs: { slope: slope! } });
  const origins = program.nodes.map(
    ({ operation, origin }) => `${operation.op}${"operator" in operation ? ` ${operation.operator}` : ""} ${origin}`,
  );
  expect(origins).toContain("unary tanh dense");
  // The derivative of tanh, 1 - y², belongs to the block; every node but the state serves something.
  expect(origins).toContain("binary sub dense");
  expect(origins.filter((line) => line.endsWith("undefined"))).toEqual(["state undefined"]);
});

test("printing shows every node on a line", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", { dtype: "f32", shape: [2, 3] });
  const w = b.state("w", { dtype: "f32", shape: [3, 4] });
  const program = b.finish({ outputs: { y: b.withOrigin("dense", () => b.add(b.matmul(x, w), 0.5)) } });
  expect(printProgram(program)).toBe(
    [
      '%0 f32[2, 3] = state name="x"',
      '%1 f32[3, 4] = state name="w"',
      "%2 f32[2, 4] = dot %0 %1 batch=[] contract=[[1,0]]  # dense",
      "%3 f32[2, 4] = constant 0.5  # dense",
      "%4 f32[2, 4] = binary %2 %3 add  # dense",
      "output y = %4",
    ].join("\n"),
  );
});

test("gradients are refused where they make no sense", () => {
  const b = new ProgramBuilder();
  const x = b.state("x", vector(3));
  const places = b.data("places", { dtype: "i32", shape: [3] });
  expect(() => gradients(b, x, [x])).toThrow("the loss must be an f32 scalar, but f32[3] came");
  expect(() => gradients(b, b.sum(x), [places])).toThrow("only f32 has a gradient");
  const wrong = b.customGradient(x, [x], () => [b.sum(x)]);
  expect(() => gradients(b, b.sum(wrong), [x])).toThrow("came out as f32[]");
});
