/** Takes tensors from the flat states of a program: each parameter is a slice of its arena, reshaped. */
import type { ProgramBuilder, Shape, Value } from "@downhill/ir";
import type { ParameterRequest, Statistic } from "../catalogue/definition.ts";
import type { FeatureSignature } from "../datasetSignature.ts";
import { averageState, type ModelLayout, type TensorPlacement } from "./layout.ts";
import type { StatisticRequest, TensorSource } from "./tensorSource.ts";

export class ArenaSource implements TensorSource {
  readonly #builder: ProgramBuilder;
  readonly #layout: ModelLayout;
  readonly #placements: ReadonlyMap<string, TensorPlacement>;
  readonly #loadFeature: (signature: FeatureSignature) => Value;
  readonly #parameterState: string;
  readonly #values = new Map<string, Value>();
  readonly #statisticUpdates = new Map<string, Value>();
  #streams = 0;

  /** `weights`: the latest, or their moving average where the layout keeps one. */
  constructor(
    builder: ProgramBuilder,
    layout: ModelLayout,
    loadFeature: (signature: FeatureSignature) => Value,
    weights: "latest" | "averaged",
  ) {
    this.#builder = builder;
    this.#layout = layout;
    this.#placements = new Map(layout.tensors.map((placement) => [placement.key, placement]));
    this.#loadFeature = loadFeature;
    this.#parameterState = weights === "averaged" && layout.states[averageState] ? averageState : "parameters";
  }

  parameter(blockId: string, request: ParameterRequest): Value {
    return this.#read(`${blockId}/${request.name}`);
  }

  statistic(blockId: string, request: StatisticRequest): Statistic {
    const key = `${blockId}/${request.name}`;
    return { value: this.#read(key), update: (value) => void this.#statisticUpdates.set(key, value) };
  }

  feature(signature: FeatureSignature): Value {
    return this.#loadFeature(signature);
  }

  /** 24 random bits per number; key and counter are the weight seed and the step. */
  uniform(shape: Shape): Value {
    const builder = this.#builder;
    const bits = builder.randomBits(shape, builder.scalar("seed", "u32"), builder.scalar("step", "u32"), this.#streams++);
    return builder.mul(builder.cast(builder.shr(bits, 8), "f32"), 2 ** -24);
  }

  /** The values handed out for the trainable parameters, with their places, in order. */
  getTrained(): { readonly placement: TensorPlacement; readonly value: Value }[] {
    return this.#layout.tensors.flatMap((placement) => {
      const value = this.#values.get(placement.key);
      return placement.arena === "parameters" && value ? [{ placement, value }] : [];
    });
  }

  /** The statistics of the next step as one vector; null when there are none. */
  packStatistics(): Value | null {
    const length = this.#layout.states.statistics?.shape[0];
    if (length === undefined) return null;
    const placements = this.#layout.tensors.filter(({ arena }) => arena === "statistics");
    const values = placements.map(({ key }) => this.#statisticUpdates.get(key) ?? this.#read(key));
    const offsets = placements.map(({ offset }) => offset);
    return this.#builder.pack(values, offsets, length);
  }

  #read(key: string): Value {
    const known = this.#values.get(key);
    if (known) return known;
    const placement = this.#placements.get(key);
    const state = placement?.arena === "parameters" ? this.#parameterState : placement?.arena;
    const type = state === undefined ? undefined : this.#layout.states[state];
    if (!placement || !type || state === undefined) throw new Error(`The layout has no tensor "${key}".`);
    const arena = this.#builder.state(state, type);
    const value = this.#builder.reshape(this.#builder.slice(arena, [placement.offset], [placement.size]), placement.shape);
    this.#values.set(key, value);
    return value;
  }
}
