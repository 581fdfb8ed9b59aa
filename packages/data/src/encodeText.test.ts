import { describe, expect, test } from "vitest";
import { encodeDataset } from "./encodeDataset.ts";
import { proposeDefinition } from "./proposeDefinition.ts";
import { signatureOf } from "./signatureOf.ts";
import { readText, textAsTable } from "./textContent.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

function read(text: string) {
  const result = readText(bytesOf(text), "a.txt");
  if (!result.ok) throw new Error(result.issues[0]?.message);
  return result.value;
}

function encode(text: string, context: number) {
  const content = { kind: "text", text: read(text) } as const;
  const source = { kind: "text", fileName: "a.txt", blob: "", context } as const;
  const proposal = proposeDefinition(content, { source });
  if (!proposal.ok) throw new Error(proposal.issues[0]?.message);
  return encodeDataset({ definition: proposal.value.definition, content });
}

describe("a text", () => {
  test("numbers its characters by code point, beyond 16 bits as well", () => {
    const { characters, tokens } = read("b🙂ab\n");
    expect(characters).toEqual(["\n", "a", "b", "🙂"]);
    expect(Array.from(tokens)).toEqual([2, 3, 1, 2, 0]);
  });

  test("becomes windows and what follows them, the subsets one stretch after the other", () => {
    const encoded = encode("abcdefghijklmnopqrstuvwxyz", 5);
    if (!encoded.ok) throw new Error(encoded.issues[0]?.message);
    const { features, samples } = encoded.value;
    expect(samples).toEqual({ training: 3, validation: 1, test: 1 });
    const [input, target] = features;
    expect(Array.from(input?.values.training ?? [])).toEqual(Array.from({ length: 15 }, (_, place) => place));
    expect(Array.from(target?.values.training ?? [])).toEqual(Array.from({ length: 15 }, (_, place) => place + 1));
    expect(Array.from(target?.values.test ?? [])).toEqual([21, 22, 23, 24, 25]);
    const [signature] = signatureOf(encoded.value).features;
    expect(signature).toMatchObject({ kind: "tokens", shape: [5], role: "input" });
    expect(signature?.classCounts?.slice(0, 16)).toEqual([...new Array(15).fill(1), 0]);
  });

  test("that is too short says by how much", () => {
    const encoded = encode("abcdef", 5);
    expect(encoded.ok ? "" : encoded.issues[0]?.message).toContain("6 characters, too few for two windows of 5");
  });

  test("of too many different characters is refused", () => {
    const all = Array.from({ length: 2001 }, (_, place) => String.fromCodePoint(0x4e00 + place)).join("");
    const result = readText(bytesOf(all), "a.txt");
    expect(result.ok ? "" : result.issues[0]?.code).toBe("tooManyCharacters");
  });

  test("can be looked at by its lines", () => {
    expect(textAsTable(read("one\ntwo")).columns[0]?.dictionary).toEqual(["one", "two"]);
  });
});
