"use client";
import { type BlockInstance, changeLoss, fitTargetLoss, getLoss, losses, targetBlocks } from "@downhill/model";
import { Field } from "../../../ui/Field.tsx";
import { Select } from "../../../ui/Select.tsx";
import { ParameterForm } from "../form/ParameterForm.tsx";
import { useDocumentMeaning, useModeling, useModelingStore, useModelingView } from "../state/ModelingContext.tsx";

const automatic = "automatic";

/** A loss for every Target; without a choice it follows the target's feature. */
export function LossFields() {
  const targets = targetBlocks(useDocumentMeaning());
  if (targets.length === 0)
    return <p className="py-2 text-ink-3">The model has no Target yet; add one to compare with the data.</p>;
  return targets.map((target) => <LossField key={target.id} target={target} isOnly={targets.length === 1} />);
}

function LossField({ target, isOnly }: { target: BlockInstance; isOnly: boolean }) {
  const { store, signature } = useModelingView();
  const { edit, endGesture } = useModelingStore().getState();
  const chosen = useModeling((state) => state.draft.options.losses[target.id]);
  const fitting = signature ? getLoss(fitTargetLoss(target, signature)?.kind ?? "") : undefined;
  const loss = chosen ? getLoss(chosen.kind) : fitting;

  function choose(kind: string) {
    edit((draft) => {
      const rest = { ...draft.options.losses };
      delete rest[target.id];
      const before = draft.options.losses[target.id];
      const next = kind === automatic ? rest : { ...rest, [target.id]: changeLoss(before, kind) };
      return { ...draft, options: { ...draft.options, losses: next } };
    });
  }

  function setParameter(name: string, value: unknown, gesture?: string) {
    const current = store.getState().draft.options.losses[target.id] ?? { kind: loss?.kind ?? "", parameters: {} };
    const parameters = { ...current.parameters };
    if (value === undefined) delete parameters[name];
    else parameters[name] = value;
    edit(
      (draft) => ({
        ...draft,
        options: { ...draft.options, losses: { ...draft.options.losses, [target.id]: { kind: current.kind, parameters } } },
      }),
      gesture,
    );
  }

  // Named, but the very one that fits: nothing differs from what the target would take by itself.
  const isChanged = chosen !== undefined && (chosen.kind !== fitting?.kind || Object.keys(chosen.parameters).length > 0);
  const automaticLabel = fitting ? `${fitting.label} (fits)` : "Follows the target";
  return (
    <>
      <Field
        label={isOnly ? "Loss" : `Loss of ${target.name}`}
        help={loss ? `${loss.summary} When it fits: ${loss.fitsWhen}` : "What training makes small."}
        isChanged={isChanged}
        onReset={() => choose(automatic)}
        layout="stack"
      >
        {(control) => (
          <Select
            {...control}
            value={chosen?.kind ?? automatic}
            onChange={choose}
            options={[
              { value: automatic, label: automaticLabel, description: "Follows the target's feature" },
              ...losses.map(({ kind, label, summary }) => ({ value: kind, label, description: summary })),
            ]}
          />
        )}
      </Field>
      {loss && Object.keys(loss.parameters).length > 0 ? (
        <ParameterForm
          fields={loss.parameters}
          values={chosen?.parameters ?? {}}
          onChange={(name, value) => setParameter(name, value, `loss ${target.id} ${name}`)}
          onCommit={endGesture}
          onReset={(name) => setParameter(name, undefined)}
        />
      ) : null}
    </>
  );
}
