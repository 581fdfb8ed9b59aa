"use client";
/**
 * A dataset while it is being edited: its content's description, the definition as it stands, and what the definition comes to. The page edits the
 * definition; the reading worker looks and encodes. Answers that come after a newer question are dropped.
 */
import type { ColumnType, CsvDialect, DataIssue, DatasetDefinition, DatasetSource, Proposal } from "@downhill/data";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ContentDescription, EncodedOverview } from "../reading/contentDescription.ts";
import type { OpenedContent } from "../reading/datasetSession.ts";
import type { DatasetReader } from "../reading/openDatasetReader.ts";
import { keepWeight } from "./definitionEdits.ts";

export type Overview =
  | { readonly status: "pending" }
  | { readonly status: "ready"; readonly value: EncodedOverview }
  | { readonly status: "failed"; readonly issues: readonly DataIssue[] };

export interface DatasetDraft {
  readonly description: ContentDescription;
  readonly definition: DatasetDefinition;
  readonly files: readonly File[];
  /** Why the proposal left columns out, by column. */
  readonly leftOut: ReadonlyMap<string, string>;
  readonly hints: readonly string[];
  readonly overview: Overview;
  /** A change that could not be made, such as a target that nothing can predict. */
  readonly problem: readonly DataIssue[];
  change(definition: DatasetDefinition): void;
  chooseTarget(column: string): void;
  changeDialect(dialect: CsvDialect): void;
  changeGenerator(source: Extract<DatasetSource, { kind: "generator" }>): void;
}

const encodeDelayMs = 120;

export function useDatasetDraft(options: {
  readonly reader: DatasetReader;
  readonly opened: OpenedContent;
  /** The saved definition; the proposal's where there is none. */
  readonly saved?: DatasetDefinition;
}): DatasetDraft {
  const { reader, opened, saved } = options;
  const [description, setDescription] = useState(opened.description);
  const [proposal, setProposal] = useState(opened.proposal);
  const [definition, setDefinition] = useState(saved ?? opened.proposal.definition);
  const [overview, setOverview] = useState<Overview>({ status: "pending" });
  const [problem, setProblem] = useState<readonly DataIssue[]>([]);
  const question = useRef(0);

  const typesKey = JSON.stringify(definition.columns.map(({ name, type }) => [name, type]));
  const describedTypes = useRef(describedTypesOf(opened.description));
  useEffect(() => {
    let isCurrent = true;
    if (describedTypes.current === typesKey) return;
    describedTypes.current = typesKey;
    const types: Record<string, ColumnType> = Object.fromEntries(JSON.parse(typesKey));
    void reader
      .ask((session) => session.describe(types))
      .then((next) => {
        if (isCurrent) setDescription(next);
      })
      .catch((error: unknown) => {
        if (isCurrent) setProblem([asIssue(error)]);
      });
    return () => {
      isCurrent = false;
    };
  }, [reader, typesKey]);

  useEffect(() => {
    let isCurrent = true;
    setOverview({ status: "pending" });
    const timer = setTimeout(() => {
      reader
        .ask((session) => session.encode(definition))
        .then((result) => {
          if (isCurrent)
            setOverview(result.ok ? { status: "ready", value: result.value } : { status: "failed", issues: result.issues });
        })
        .catch((error: unknown) => {
          if (isCurrent) setOverview({ status: "failed", issues: [asIssue(error)] });
        });
    }, encodeDelayMs);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [reader, definition]);

  /** Asks the worker for a new proposal and takes it, keeping the split. */
  const propose = useCallback(
    async (ask: () => Promise<readonly DataIssue[] | { proposal: Proposal; description?: ContentDescription }>) => {
      const mine = ++question.current;
      const answer = await ask().catch((error: unknown) => [asIssue(error)]);
      if (mine !== question.current) return;
      if ("proposal" in answer) {
        const next = answer.proposal;
        setProposal(next);
        setDefinition((current) => keepWeight({ ...next.definition, subsets: current.subsets }, current));
        if (answer.description) {
          setDescription(answer.description);
          describedTypes.current = describedTypesOf(answer.description);
        }
        setProblem([]);
      } else setProblem(answer);
    },
    [],
  );

  return useMemo(
    () => ({
      description,
      definition,
      files: opened.files,
      leftOut: new Map(proposal.leftOut.map(({ column, reason }) => [column, reason])),
      hints: proposal.hints,
      overview,
      problem,
      change(next) {
        setProblem([]);
        setDefinition(next);
      },
      chooseTarget(column) {
        void propose(async () => {
          const result = await reader.ask((session) => session.propose(definition.source, column, definition.subsets.seed));
          return result.ok ? { proposal: result.value } : result.issues;
        });
      },
      changeDialect(dialect) {
        void propose(async () => {
          const outcome = await reader.ask((session) => session.readAgain(dialect));
          if (outcome.status === "read") return outcome.opened;
          return outcome.status === "failed" ? outcome.issues : [];
        });
      },
      changeGenerator(source) {
        void propose(async () => {
          const result = await reader.ask((session) => session.generate(source));
          return result.ok ? result.value : result.issues;
        });
      },
    }),
    [description, definition, opened.files, proposal, overview, problem, reader, propose],
  );
}

/** The types that a description was made with, in the form in which the draft compares them. */
function describedTypesOf(description: ContentDescription): string {
  const columns = description.kind === "table" ? description.inspection.columns : imageColumns;
  return JSON.stringify(columns.map(({ name, type }) => [name, type]));
}

/** Images have these two columns, whatever is chosen; there is nothing to describe anew. */
const imageColumns = [
  { name: "image", type: "image" },
  { name: "label", type: "categorical" },
] as const;

function asIssue(error: unknown): DataIssue {
  return { code: "readerBroken", fileName: "", message: error instanceof Error ? error.message : "The file could not be read." };
}
