/**
 * Kernels made of rows: reductions over the same axes, what is computed from them, and values with an element for every
 * reduced one (softmax, normalisation, losses). A row is served by one thread, or by a workgroup whose threads take turns.
 *
 * All reductions of a row run in the order of need; values of the full shape are written in one last loop, then those with
 * one element per row. Reductions are trees of fixed shape, so that results repeat bit for bit. Where threads may hear their
 * neighbours, four of them add up without workgroup memory, and one barrier takes the place of six.
 */
import { isSameRowSpace, mergeAxes, rowSpaceOf } from "../../accesses.ts";
import type { KernelPart, Schedule, Store } from "../../plan.ts";
import { countElements, delinearize, type Index, indicesKey, linearize } from "../../views.ts";
import type { Expression } from "./codeBuilder.ts";
import type { ElementCode } from "./elementCode.ts";
import { combine, identityOf } from "./loopCode.ts";
import { computeStores, writeStores } from "./storeCode.ts";

type RowSchedule = Extract<Schedule, { kind: "rows" }>;

export function writeRows(
  code: ElementCode,
  part: KernelPart,
  schedule: RowSchedule,
  { workgroupSize, label }: { workgroupSize: number; label: string },
): void {
  const { builder } = code;
  const rows = rowSpaceOf(code.context.program, schedule.reduced);
  const { axes, inputShape } = rows;
  const rowShape = code.shape(schedule.reduced);
  const rowCount = countElements(rowShape);
  const extents = axes.map((axis) => inputShape[axis]!);
  const extent = countElements(extents);

  let rowExpression: Expression;
  if (schedule.cooperative) {
    rowExpression = builder.literal("group");
  } else {
    rowExpression = builder.let(`group * ${workgroupSize}u + local`, []);
    if (part.workgroups * workgroupSize !== rowCount)
      builder.statementHere(`if (${rowExpression.text} >= ${rowCount}u) { return; }`);
  }
  const flatRow = builder.atomOf(rowExpression, rowCount - 1);
  const rowIndices = delinearize(builder.space, flatRow, rowShape);
  const rowKey = indicesKey(rowIndices);

  /** Visits the elements of the row: all of them, or this thread's share. */
  const overRow = (write: (indices: Index[]) => void): void => {
    const options = schedule.cooperative ? { start: "local", step: workgroupSize } : {};
    builder.within(builder.root, () => {
      builder.loop(
        extent,
        (place) => write(mergeAxes(inputShape.length, axes, rowIndices, delinearize(builder.space, place, extents))),
        options,
      );
    });
  };

  for (const value of part.computes) {
    const { operation, inputs, type } = code.node(value);
    if (operation.op !== "reduce" || !isSameRowSpace(rows, rowSpaceOf(code.context.program, value))) continue;
    const { operator } = operation;
    code.given.set(value, (indices) => {
      if (indicesKey(indices) !== rowKey) throw new Error(`Value ${value} is needed outside its row.`);
      const sum = builder.name();
      builder.within(builder.root, () => builder.statementHere(`var ${sum} = ${identityOf(operator, type.dtype)};`));
      overRow((full) => {
        const x = code.value(inputs[0]!, full);
        builder.statementHere(`${sum} = ${combine(code, operator, type.dtype, sum, x.text)};`);
      });
      if (!schedule.cooperative) return { text: sum, scope: builder.root };
      const memory = `shared_${label}_${type.dtype}`;
      const result = builder.name();
      if (schedule.sharing === "quad") {
        const partials = workgroupSize / 4;
        code.context.declare(`var<workgroup> ${memory}: array<${type.dtype}, ${partials}>;`);
        const fold = (text: string): string => combine(code, operator, type.dtype, result, text);
        builder.within(builder.root, () => {
          for (const swap of ["quadSwapX", "quadSwapY"]) {
            const other = builder.name();
            builder.statementHere(`let ${other} = ${swap}(${sum});`);
            builder.statementHere(`${sum} = ${combine(code, operator, type.dtype, sum, other)};`);
          }
          builder.statementHere(`if ((local & 3u) == 0u) { ${memory}[local >> 2u] = ${sum}; }`);
          builder.statementHere("workgroupBarrier();");
          builder.statementHere(`var ${result} = ${memory}[0];`);
          const place = builder.name();
          builder.statementHere(
            `for (var ${place} = 1u; ${place} < ${partials}u; ${place}++) { ${result} = ${fold(`${memory}[${place}]`)}; }`,
          );
          builder.statementHere("workgroupBarrier();");
        });
        return { text: result, scope: builder.root };
      }
      code.context.declare(`var<workgroup> ${memory}: array<${type.dtype}, ${workgroupSize}>;`);
      builder.within(builder.root, () => {
        builder.statementHere(`${memory}[local] = ${sum};`);
        builder.statementHere("workgroupBarrier();");
        for (let half = workgroupSize / 2; half >= 1; half /= 2) {
          const pair = combine(code, operator, type.dtype, `${memory}[local]`, `${memory}[local + ${half}u]`);
          builder.statementHere(`if (local < ${half}u) { ${memory}[local] = ${pair}; }`);
          builder.statementHere("workgroupBarrier();");
        }
        builder.statementHere(`let ${result} = ${memory}[0];`);
        builder.statementHere("workgroupBarrier();");
      });
      return { text: result, scope: builder.root };
    });
  }

  const isRowStore = (store: Store) => countElements(code.shape(store.value)) === rowCount;
  const perRow = part.stores.filter(isRowStore);
  const perElement = part.stores.filter((store) => !isRowStore(store));
  // Reductions first, while the code stands outside the loops.
  const rowValues = computeStores(code, perRow, flatRow);
  if (perElement.length > 0) overRow((full) => writeStores(code, computeStores(code, perElement, linearize(full, inputShape))));
  if (rowValues.length === 0) return;
  const writeRowStores = (): void => writeStores(code, rowValues);
  if (!schedule.cooperative) writeRowStores();
  else {
    const overwrites = rowValues.some(({ store }) => store.kind === "memory" && code.loadedBuffers.has(store.placement.buffer));
    if (overwrites) builder.statementHere("workgroupBarrier();");
    builder.block("if (local == 0u)", writeRowStores);
  }
}
