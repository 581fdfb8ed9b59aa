/**
 * How a step moves the weights: penalties, gathering over batches, clipping, the optimizer's rule, the average. All of it is
 * arithmetic on flat vectors, so that it is one kernel unless norms are asked for; tensors that a rule takes alone are cut out.
 */
import { countElements, type ProgramBuilder, type Value } from "@downhill/ir";
import type { OptimizerState } from "../catalogue/definition.ts";
import { sparesBiases } from "../catalogue/optimizers/sharedFields.ts";
import { addPenalty } from "../catalogue/regularizers.ts";
import { clipGradient } from "./clipGradient.ts";
import { averageState, gatheredState, type ModelLayout, type TensorPlacement, type UpdateOptions } from "./layout.ts";
import { isMatrix } from "./parameterOrder.ts";
import { resolveOptimizer } from "./resolveChoices.ts";

/** A trained tensor in the program: its value and its gradient. */
export interface TrainedValue {
  readonly placement: TensorPlacement;
  readonly value: Value;
  readonly gradient: Value;
}

export interface UpdateRequest {
  readonly builder: ProgramBuilder;
  readonly layout: ModelLayout;
  readonly options: UpdateOptions;
  readonly trained: readonly TrainedValue[];
}

/** Names of the scalars beside the optimizer's own: computed by `computeTrainingScalars`. */
export const updateScalars = {
  share: "accumulation/share",
  isUpdate: "accumulation/isUpdate",
  averageShare: "weightAverage/share",
} as const;

/** New values of the parameters and of the optimizer's states, by the states' names. */
export function updateParameters(request: UpdateRequest): Record<string, Value> {
  const { builder, layout } = request;
  const type = layout.states.parameters;
  if (!type) return {};
  return builder.withOrigin("optimizer", () => {
    const packed = packGradients(request, countElements(type.shape));
    const updates: Record<string, Value> = {};
    const gradient = gather(request, packed, updates);
    const clipped = clipGradient(builder, gradient, layout, request.options);
    const parts = listParts(layout, countElements(type.shape));
    const moved = parts.map((part) => updatePart(request, part, clipped));
    for (const state of new Set(moved.flatMap((values) => Object.keys(values)))) {
      const stateType = layout.states[state];
      const start = layout.stateStarts[state] ?? 0;
      if (!stateType) throw new Error(`The optimizer moves "${state}", which is no state of the layout.`);
      const values = parts.flatMap(({ offset }, place) => {
        const value = moved[place]?.[state];
        return value ? [{ value, offset: offset - start }] : [];
      });
      const [only] = values;
      const isWhole = values.length === 1 && only && countElements(only.value.type.shape) === countElements(stateType.shape);
      updates[state] = isWhole
        ? builder.reshape(only.value, stateType.shape)
        : builder.pack(
            values.map(({ value }) => value),
            values.map(({ offset }) => offset),
            countElements(stateType.shape),
          );
    }
    return updates;
  });
}

function packGradients({ builder, trained }: UpdateRequest, length: number): Value {
  const inOrder = [...trained].sort((a, b) => a.placement.offset - b.placement.offset);
  return builder.pack(
    inOrder.map(({ placement, value, gradient }) =>
      placement.penalty ? addPenalty(builder, gradient, value, placement.penalty) : gradient,
    ),
    inOrder.map(({ placement }) => placement.offset),
    length,
  );
}

/** The gradient of the update so far; the state goes back to 0 when the update is made. */
function gather({ builder, layout, options }: UpdateRequest, gradient: Value, updates: Record<string, Value>): Value {
  const type = layout.states[gatheredState];
  if (options.accumulationSteps === 1 || !type) return gradient;
  const share = builder.scalar(updateScalars.share, "f32");
  const total = builder.add(builder.state(gatheredState, type), builder.mul(gradient, share));
  updates[gatheredState] = builder.select(readIsUpdate(builder), 0, total);
  return total;
}

function readIsUpdate(builder: ProgramBuilder): Value {
  return builder.lt(0, builder.scalar(updateScalars.isUpdate, "f32"));
}

/** A stretch of the parameters that is updated in one go. */
interface Part {
  readonly offset: number;
  readonly size: number;
  /** The tensor, where the rule takes it alone. */
  readonly placement?: TensorPlacement;
}

function listParts({ tensors, parts }: ModelLayout, length: number): Part[] {
  const alone = tensors.filter(({ arena, offset }) => arena === "parameters" && offset < parts.flatStart);
  const inOrder = alone.sort((a, b) => a.offset - b.offset);
  const list: Part[] = inOrder.map((placement) => ({ offset: placement.offset, size: placement.size, placement }));
  return parts.flatStart < length ? [...list, { offset: parts.flatStart, size: length - parts.flatStart }] : list;
}

/** New values of the part in every state that covers it. */
function updatePart(request: UpdateRequest, part: Part, gradient: Value): Record<string, Value> {
  const { builder, layout, options } = request;
  const { definition, parameters } = resolveOptimizer(options);
  const cut = (flat: Value, offset: number): Value => {
    const isWhole = offset === 0 && part.size === countElements(flat.type.shape);
    const stretch = isWhole ? flat : builder.slice(flat, [offset], [part.size]);
    return part.placement ? builder.reshape(stretch, part.placement.shape) : stretch;
  };
  /** The part of a state; undefined where the state leaves it out. */
  const read = (state: string): Value | undefined => {
    const type = layout.states[state];
    const offset = part.offset - (layout.stateStarts[state] ?? 0);
    return type && offset >= 0 ? cut(builder.state(state, type), offset) : undefined;
  };
  const parameter = read("parameters");
  if (!parameter) throw new Error("The layout has no parameters to update.");
  const slots = definition.slots(parameters).flatMap((name) => {
    const slot = read(`optimizer/${name}`);
    return slot ? [[name, slot] as const] : [];
  });
  const state: OptimizerState = {
    parameter,
    gradient: cut(gradient, part.offset),
    learningRate: builder.scalar("learningRate", "f32"),
    slots: Object.fromEntries(slots),
    scalars: Object.fromEntries(definition.scalarNames.map((name) => [name, builder.scalar(`optimizer/${name}`, "f32")])),
    decayMask: markDecayed(builder, layout, part, sparesBiases(parameters)),
    tensor: part.placement?.traits,
  };
  const updated = definition.update(builder, state, parameters);
  const isUpdate = options.accumulationSteps > 1 ? readIsUpdate(builder) : null;
  const gate = (next: Value, old: Value | undefined) => (isUpdate && old ? builder.select(isUpdate, next, old) : next);
  const moved: Record<string, Value> = { parameters: gate(updated.parameter, parameter) };
  for (const [name, value] of Object.entries(updated.slots)) moved[`optimizer/${name}`] = gate(value, state.slots[name]);
  const average = read(averageState);
  if (average) {
    const way = builder.mul(builder.sub(updated.parameter, average), builder.scalar(updateScalars.averageShare, "f32"));
    moved[averageState] = gate(builder.add(average, way), average);
  }
  return moved;
}

/** True where weight decay applies; undefined: everywhere. In the flat part one comparison, because those tensors come first. */
function markDecayed(
  builder: ProgramBuilder,
  { parts }: ModelLayout,
  { placement, size }: Part,
  isSparing: boolean,
): Value | undefined {
  if (placement) return isSparing && !isMatrix(placement) ? builder.constant(0, "bool") : undefined;
  if (parts.decayEnd === null) return undefined;
  const place = builder.iota({ dtype: "u32", shape: [size] }, 0);
  return builder.lt(place, builder.constant(parts.decayEnd, "u32"));
}
