"use client";
import { proposeModel, proposeOptions } from "@downhill/model";
import { useReactFlow } from "@xyflow/react";
import { Button } from "../../../ui/Button.tsx";
import { useModelingView } from "../state/ModelingContext.tsx";

/** A canvas without blocks: how to begin, and a model that fits the data for those who want one. */
export function EmptyCanvas() {
  const { store, signature } = useModelingView();
  const flow = useReactFlow();
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-1 text-center">
      <p className="font-medium text-lead">No blocks yet</p>
      <p className="text-ink-2">Double-click here to add one, or drag one from the left.</p>
      {signature ? (
        <Button
          className="pointer-events-auto mt-3"
          onClick={() => {
            const document = proposeModel(signature);
            store.getState().edit(() => ({ document, options: proposeOptions(document, signature) }));
            setTimeout(() => void flow.fitView({ padding: 0.12, maxZoom: 1 }), 60);
          }}
        >
          Propose a model for this data
        </Button>
      ) : null}
    </div>
  );
}
