"use client";
import type { ShareScope } from "@downhill/protocol";
import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Copy, Share2 } from "lucide-react";
import { useId, useState } from "react";
import { describeError } from "../../trpc/appErrorOf.ts";
import { useTRPC } from "../../trpc/context.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { Dialog } from "../../ui/Dialog.tsx";
import { Notice } from "../../ui/ErrorState.tsx";
import { Input } from "../../ui/Input.tsx";
import { LocalTime } from "../../ui/LocalTime.tsx";
import { Skeleton } from "../../ui/Skeleton.tsx";
import { Switch } from "../../ui/Switch.tsx";
import { SegmentedControl } from "../../ui/Tabs.tsx";
import { sharePath } from "../project/projectPaths.ts";

/** A "Share" button with everything behind it: making links, seeing those that exist, revoking them. */
export function ShareDialog({ experimentId }: { experimentId: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <Share2 aria-hidden /> Share
      </Button>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title="Share this experiment"
        description="Whoever has a link sees the experiment, live and without an account, until you revoke it."
      >
        <div className="space-y-6">
          <NewLink experimentId={experimentId} />
          <LinkList experimentId={experimentId} />
        </div>
      </Dialog>
    </>
  );
}

function NewLink({ experimentId }: { experimentId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const isGenerated = useIsGenerated(experimentId);
  const switchId = useId();
  const [scope, setScope] = useState<ShareScope>("model");
  const [includesData, setIncludesData] = useState(true);
  const create = useMutation(
    trpc.share.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.share.list.queryFilter({ experimentId })),
    }),
  );
  const asksForData = scope === "model" && !isGenerated;
  if (create.isSuccess) {
    return <FreshLink address={`${window.location.origin}${sharePath(create.data.token)}`} onDone={() => create.reset()} />;
  }
  return (
    <section className="space-y-3">
      <SegmentedControl
        label="What the link shows"
        value={scope}
        onChange={setScope}
        options={[
          { value: "model", label: "Curves, model and options" },
          { value: "curves", label: "Curves only" },
        ]}
      />
      <ul className="list-disc space-y-1 pl-5 text-ink-2">
        <li>Visitors see the title, the date, the device and the curves, live while the run is live.</li>
        {scope === "model" ? (
          <li>
            They also see the model, the compiler options and the dataset&rsquo;s name, size, features and classes, and can open a
            copy
            {isGenerated
              ? ", whose data the generator makes again."
              : includesData
                ? "."
                : " only if you let them have the data."}
          </li>
        ) : null}
        <li>They never see weights and checkpoints, your other experiments, or anything else of the project.</li>
      </ul>
      {asksForData ? (
        <div className="flex items-start gap-3">
          <Switch id={switchId} isOn={includesData} onChange={setIncludesData} className="mt-0.5" />
          <label htmlFor={switchId} className="text-ink-2">
            <span className="font-medium text-ink">Let copies have the data.</span> Whoever has the link can then open a copy that
            reads the same data file. Without it the experiment can be read, but not copied.
          </label>
        </div>
      ) : null}
      {create.isError ? <Notice tone="danger">No link was made. {describeError(create.error)}</Notice> : null}
      <Button
        variant="primary"
        disabled={create.isPending}
        onClick={() => create.mutate({ experimentId, scope, includesData: scope === "model" && (isGenerated || includesData) })}
      >
        Create link
      </Button>
    </section>
  );
}

/** Whether the dataset comes from a built-in generator, so that a copy needs no data file. False until it is known. */
function useIsGenerated(experimentId: string): boolean {
  const trpc = useTRPC();
  const experiment = useQuery(trpc.experiment.get.queryOptions({ experimentId }));
  const datasetVersionId = experiment.data?.datasetVersionId;
  const version = useQuery(
    trpc.dataset.getVersion.queryOptions(datasetVersionId === undefined ? skipToken : { datasetVersionId }),
  );
  return version.data?.definition.source.kind === "generator";
}

/** The only moment at which the whole address is known. */
function FreshLink({ address, onDone }: { address: string; onDone: () => void }) {
  const [isCopied, setIsCopied] = useState(false);
  return (
    <section className="space-y-3">
      <div className="flex gap-2">
        <Input
          readOnly
          aria-label="Share link"
          value={address}
          onFocus={(event) => event.target.select()}
          className="num h-8 flex-1"
        />
        <Button
          variant="primary"
          onClick={() => {
            navigator.clipboard.writeText(address).then(
              () => setIsCopied(true),
              () => setIsCopied(false),
            );
          }}
        >
          {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
          <span aria-live="polite">{isCopied ? "Copied" : "Copy link"}</span>
        </Button>
      </div>
      <Notice>
        Copy it now: the server keeps only a fingerprint of it and cannot show it again. It can always be revoked below.
      </Notice>
      <Button variant="quiet" onClick={onDone}>
        Create another link
      </Button>
    </section>
  );
}

function LinkList({ experimentId }: { experimentId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const links = useQuery(trpc.share.list.queryOptions({ experimentId }));
  const revoke = useMutation(
    trpc.share.revoke.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.share.list.queryFilter({ experimentId })),
    }),
  );
  if (links.isPending) return <Skeleton className="h-14" />;
  if (links.isError) return <Notice tone="danger">The links could not be loaded. {describeError(links.error)}</Notice>;
  if (links.data.length === 0) return null;
  return (
    <section className="space-y-2">
      <h3 className="font-semibold">Links of this experiment</h3>
      {revoke.isError ? <Notice tone="danger">The link was not revoked. {describeError(revoke.error)}</Notice> : null}
      <ul className="divide-y divide-line rounded-md border border-line">
        {links.data.map((link) => (
          <li key={link.id} className="flex items-center gap-3 px-3 py-2">
            <div className="min-w-0 flex-1">
              <p className={link.isActive ? "" : "text-ink-3"}>
                {link.scope === "model" ? "Curves, model and options" : "Curves only"}
                {link.scope === "model" && !link.includesData ? ", without the data" : null}
              </p>
              <p className="text-ink-3 text-small">
                made <LocalTime atMs={link.createdAtMs} />
              </p>
            </div>
            {link.isActive ? (
              <Button
                size="small"
                variant="danger"
                disabled={revoke.isPending && revoke.variables.shareId === link.id}
                onClick={() => revoke.mutate({ shareId: link.id })}
              >
                Revoke
              </Button>
            ) : (
              <Badge>{link.revokedAtMs === null ? "Expired" : "Revoked"}</Badge>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
