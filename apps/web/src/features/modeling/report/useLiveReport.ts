"use client";
import { checkModel, type ModelReport } from "@downhill/model";
import { useEffect } from "react";
import type { ModelingView } from "../state/ModelingContext.tsx";
import { sameMeaning } from "../state/meaning.ts";
import type { Draft } from "../state/modelingStore.ts";
import type { ReportStore } from "./ReportContext.tsx";

/** Long enough to skip the strokes of one word, short enough to feel live. */
const pauseMs = 40;

/** Keeps the report true to the draft: checked after every edit that can change it, moving blocks about is none. */
export function useLiveReport({ store, signature }: ModelingView, reports: ReportStore): void {
  useEffect(() => {
    if (!signature) {
      reports.setState({ report: null });
      return;
    }
    let checked: Draft | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function check() {
      const { draft } = store.getState();
      if (!signature || (checked && checked.options === draft.options && sameMeaning(checked.document, draft.document))) return;
      checked = draft;
      const report = checkModel({ ...draft, signature });
      reports.setState({ report: keepUnchanged(reports.getState().report, report) });
    }

    check();
    const unsubscribe = store.subscribe((state, before) => {
      if (state.draft === before.draft) return;
      clearTimeout(timer);
      timer = setTimeout(check, pauseMs);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [store, signature, reports]);
}

/** Gives blocks about which nothing new is said their old object, so that their cards are not drawn again. */
function keepUnchanged(before: ModelReport | null, now: ModelReport): ModelReport {
  if (!before) return now;
  const blocks = Object.entries(now.blocks).map(([id, block]) => {
    const old = before.blocks[id];
    return [id, old && JSON.stringify(old) === JSON.stringify(block) ? old : block] as const;
  });
  return { ...now, blocks: Object.fromEntries(blocks) };
}
