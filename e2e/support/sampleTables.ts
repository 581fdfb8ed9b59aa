/** Tables that the tests make up themselves. */
import type { TestFile } from "./startScreen.ts";

/** Two measures tell three kinds of fruit apart. `;` between the cells, some in quotes with `;` inside, some cells missing. */
export function fruitTable(name: string, rowCount = 240): TestFile {
  const kinds = ["apple", '"plum; blue"', "melon"];
  const lines = ["weight;girth;origin;kind"];
  for (let row = 0; row < rowCount; row++) {
    const kind = row % kinds.length;
    const weight = row % 17 === 0 ? "" : String(100 + 120 * kind + ((row * 37) % 61));
    const girth = row % 23 === 0 ? "" : String(10 + 9 * kind + ((row * 13) % 7) / 2);
    const origin = row % 4 === 0 ? '"valley; ""north"""' : "hill";
    lines.push([weight, girth, origin, kinds[kind]].join(";"));
  }
  return csvFile(name, `${lines.join("\r\n")}\r\n`);
}

export function csvFile(name: string, text: string | Buffer): TestFile {
  return { name, mimeType: "text/csv", buffer: Buffer.from(text) };
}
