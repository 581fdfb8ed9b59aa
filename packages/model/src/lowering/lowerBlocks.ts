/**
 * Walks the blocks in order and writes each into the program. A block that does not fit gets an issue and gives no values;
 * whatever hangs on it is left out without an issue of its own, so that one mistake makes one message.
 */
import { type ProgramBuilder, ShapeError, type Value } from "@downhill/ir";
import { getBlock } from "../catalogue/catalogue.ts";
import type { Activated, BlockContext, BlockDefinition, LastActivation } from "../catalogue/definition.ts";
import { parseParameters } from "../catalogue/parseParameters.ts";
import { type Penalty, penaltyOf } from "../catalogue/regularizers.ts";
import type { Issue } from "../check/issue.ts";
import type { DatasetSignature, FeatureSignature } from "../datasetSignature.ts";
import type { BlockInstance, ModelDocument } from "../document/modelDocument.ts";
import { findFeature } from "./findFeature.ts";
import { type BlockOrder, orderBlocks } from "./orderBlocks.ts";
import { isMatrix } from "./parameterOrder.ts";
import { describeTargetMismatch } from "./targetFit.ts";
import { asTarget, type TargetSignature } from "./targetSignature.ts";
import type { TensorSource } from "./tensorSource.ts";

export interface LowerBlocksRequest {
  readonly document: ModelDocument;
  readonly signature: DatasetSignature;
  readonly builder: ProgramBuilder;
  readonly mode: BlockContext["mode"];
  readonly batchSize: number;
  readonly sampleWeights: Value | null;
  readonly sampleCount: Value | null;
  readonly source: TensorSource;
  /** Leaves out blocks from which no Target is reached. */
  readonly onlyUsed: boolean;
}

/** A Target whose prediction fits its feature. */
export interface LoweredTarget {
  readonly block: BlockInstance;
  readonly feature: TargetSignature;
  readonly prediction: Value;
  readonly activation: LastActivation;
  readonly logits: Value;
}

export interface LoweredBlock {
  /** Values per input port, in the order of the connections; a port is missing where something in front of it failed. */
  readonly inputs: Readonly<Record<string, readonly Value[]>>;
  readonly outputs: Readonly<Record<string, Value>>;
}

export interface LoweredBlocks {
  readonly order: BlockOrder;
  readonly blocks: ReadonlyMap<string, LoweredBlock>;
  readonly targets: readonly LoweredTarget[];
  readonly issues: readonly Issue[];
  /** What a value last went through. */
  getActivated(value: Value): Activated;
}

/** Ends the lowering of one block. */
class BlockFailure extends Error {
  readonly issue: Issue;

  constructor(issue: Issue) {
    super(issue.message);
    this.name = "BlockFailure";
    this.issue = issue;
  }
}

export function lowerBlocks(request: LowerBlocksRequest): LoweredBlocks {
  const order = orderBlocks(request.document);
  const blocks = new Map<string, LoweredBlock>();
  const targets: LoweredTarget[] = [];
  const issues: Issue[] = [];
  const activated = new Map<Value, Activated>();

  for (const block of order.cyclic) {
    issues.push({
      severity: "error",
      code: "cycle",
      blockId: block.id,
      message: `${block.name} lies on a circle or behind one: data would run round for ever. Remove one connection of the circle.`,
    });
  }

  for (const block of order.ordered) {
    if (request.onlyUsed && !order.used.has(block.id)) continue;
    const definition = getBlock(block.kind);
    if (!definition) {
      issues.push({
        severity: "error",
        code: "unknown-kind",
        blockId: block.id,
        message: `${block.name} is of a kind that this Downhill does not know ("${block.kind}"). Remove it, or open the model in a newer version.`,
      });
      continue;
    }
    const inputs = collectInputs(block, definition, order, blocks, issues);
    const parsed = parseParameters(definition.parameters, block.parameters);
    if (!parsed.ok) {
      for (const { field, message } of parsed.issues) {
        issues.push({ severity: "error", code: "bad-parameter", blockId: block.id, field, message: `${block.name}: ${message}` });
      }
    }
    const named = Object.fromEntries(definition.inputs.flatMap(({ name }, port) => (inputs[port] ? [[name, inputs[port]]] : [])));
    blocks.set(block.id, { inputs: named, outputs: {} });
    const complete = inputs.every((values) => values !== null) ? inputs.filter((values) => values !== null) : null;
    if (!parsed.ok || !complete) continue;

    const context = openContext({ ...request, penalty: penaltyOf(parsed.value) }, block, order, activated, targets);
    try {
      const outputs = request.builder.withOrigin(block.id, () => definition.lower(context, complete, parsed.value));
      for (const output of outputs) noteRange(definition, complete.flat(), output, activated);
      const entries = definition.outputs.flatMap(({ name }, port) => (outputs[port] ? [[name, outputs[port]] as const] : []));
      blocks.set(block.id, { inputs: named, outputs: Object.fromEntries(entries) });
    } catch (error) {
      if (error instanceof BlockFailure) issues.push(error.issue);
      else if (error instanceof ShapeError) {
        issues.push({
          severity: "error",
          code: "shape-mismatch",
          blockId: block.id,
          message: `${block.name} cannot take what comes in: ${error.message}`,
        });
      } else throw error;
    }
  }
  return { order, blocks, targets, issues, getActivated: (value) => lookUp(activated, value) };
}

/** Values per port; null for a port whose value is not there. Says so only when nothing is connected. */
function collectInputs(
  block: BlockInstance,
  definition: BlockDefinition,
  order: BlockOrder,
  blocks: ReadonlyMap<string, LoweredBlock>,
  issues: Issue[],
): (readonly Value[] | null)[] {
  const incoming = order.incoming.get(block.id) ?? [];
  for (const { id, to } of incoming) {
    if (definition.inputs.some((port) => port.name === to.port)) continue;
    issues.push({
      severity: "error",
      code: "unknown-port",
      blockId: block.id,
      message: `A connection ends at the port "${to.port}" of ${block.name}, which has no such port. Remove the connection.`,
      fix: { label: "Remove the connection", changes: [{ type: "disconnect", connectionIds: [id] }] },
    });
  }
  return definition.inputs.map((port) => {
    const connections = incoming.filter(({ to }) => to.port === port.name);
    if (connections.length === 0 && port.isOptional) return [];
    if (connections.length === 0) {
      issues.push({
        severity: "error",
        code: "unconnected-input",
        blockId: block.id,
        message: `Nothing is connected to ${block.name}. Draw a line from another block to its ${port.label.toLowerCase()}.`,
      });
      return null;
    }
    if (connections.length > 1 && !port.isVariadic) {
      issues.push({
        severity: "error",
        code: "several-connections",
        blockId: block.id,
        message: `${block.name} takes one connection, but ${connections.length} end there. Remove all but one, or join them with Add or Concatenate.`,
        fix: {
          label: "Keep the last one",
          changes: [{ type: "disconnect", connectionIds: connections.slice(0, -1).map(({ id }) => id) }],
        },
      });
      return null;
    }
    const values = connections.map(({ from }) => blocks.get(from.blockId)?.outputs[from.port]);
    return values.every((value) => value !== undefined) ? values : null;
  });
}

function openContext(
  request: LowerBlocksRequest & { readonly penalty: Penalty | undefined },
  block: BlockInstance,
  order: BlockOrder,
  activated: Map<Value, Activated>,
  targets: LoweredTarget[],
): BlockContext {
  const { builder, mode, batchSize, sampleWeights, sampleCount, source, signature, penalty } = request;
  const failWith = (issue: Omit<Issue, "severity" | "blockId">): never => {
    throw new BlockFailure({ severity: "error", blockId: block.id, ...issue });
  };
  const requireFeature = (name: string, role: FeatureSignature["role"]): FeatureSignature => {
    const found = findFeature(signature, name, role);
    if (found) return found;
    const known = signature.features.map((feature) => feature.name).join(", ");
    return failWith({
      code: "unknown-feature",
      field: "feature",
      message:
        name === ""
          ? `The dataset has no ${role} feature for ${block.name}. Choose one of its features: ${known}.`
          : `${block.name} wants the feature "${name}", which the dataset does not have. Choose one of: ${known}.`,
    });
  };
  return {
    builder,
    blockName: block.name,
    mode,
    batchSize,
    sampleWeights,
    sampleCount,
    parameter: (parameter) => source.parameter(block.id, penalty && isMatrix(parameter) ? { ...parameter, penalty } : parameter),
    statistic: (name, shape, initial) => source.statistic(block.id, { name, shape, initial }),
    randomUniform: (shape) => source.uniform(shape),
    feature: (name, role) => source.feature(requireFeature(name, role)),
    target(name, prediction) {
      const feature = asTarget(requireFeature(name, "target"));
      const mismatch = describeTargetMismatch({ document: request.document, block, feature, prediction, order });
      if (mismatch) failWith(mismatch);
      targets.push({ block, feature, prediction, ...lookUp(activated, prediction) });
    },
    getActivated: (value) => lookUp(activated, value),
    markActivated: (value, mark) => void activated.set(value, mark),
    fail: (code, message) => failWith({ code, message }),
  };
}

function lookUp(activated: ReadonlyMap<Value, Activated>, value: Value): Activated {
  return activated.get(value) ?? { activation: "linear", logits: value };
}

/** A block that only moves or pools its inputs' numbers passes on that they are no logits. */
function noteRange(definition: BlockDefinition, inputs: readonly Value[], output: Value, activated: Map<Value, Activated>): void {
  if (!definition.keepsRange || activated.has(output)) return;
  if (inputs.some((value) => lookUp(activated, value).activation !== "linear")) {
    activated.set(output, { activation: "other", logits: output });
  }
}
