"use client";
import { Copy, Pause, Play, Plus, Redo2, Settings2, Square, Trash2, Undo2, Upload } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge, CountBadge } from "../../../ui/Badge.tsx";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { Card, CardHeader } from "../../../ui/Card.tsx";
import { ContextMenu } from "../../../ui/ContextMenu.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { DropdownMenu } from "../../../ui/DropdownMenu.tsx";
import { EditableText } from "../../../ui/EditableText.tsx";
import { EmptyState } from "../../../ui/EmptyState.tsx";
import { ErrorState, Notice } from "../../../ui/ErrorState.tsx";
import { Field } from "../../../ui/Field.tsx";
import {
  formatAgo,
  formatBytes,
  formatCompact,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatSetting,
  formatShape,
} from "../../../ui/formatNumber.ts";
import { Input, Textarea } from "../../../ui/Input.tsx";
import { Kbd } from "../../../ui/Kbd.tsx";
import { NumberInput } from "../../../ui/NumberInput.tsx";
import { Popover } from "../../../ui/Popover.tsx";
import { Progress } from "../../../ui/Progress.tsx";
import { Select } from "../../../ui/Select.tsx";
import { Skeleton } from "../../../ui/Skeleton.tsx";
import { Slider } from "../../../ui/Slider.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { Table } from "../../../ui/Table.tsx";
import { SegmentedControl, TabPanel, Tabs } from "../../../ui/Tabs.tsx";
import { ThemeToggle } from "../../../ui/ThemeToggle.tsx";
import { toast } from "../../../ui/Toast.tsx";
import { Breadcrumbs, HomeLink, TopBar, TopBarSeparator, TopBarSpacer } from "../../../ui/TopBar.tsx";

const colourRoles = [
  "ground",
  "surface",
  "raised",
  "sunken",
  "hover",
  "selected",
  "line",
  "line-strong",
  "accent",
  "accent-soft",
  "danger",
  "danger-soft",
  "warning",
  "warning-soft",
  "success",
  "success-soft",
];
const categories = [
  "input",
  "linear",
  "convolution",
  "pooling",
  "normalization",
  "regularization",
  "activation",
  "reshaping",
  "recurrent",
  "attention",
  "merge",
  "preprocessing",
  "target",
];

/** Every component in every state, to be looked at in light and dark whenever one changes. */
export function ComponentGallery() {
  const [rate, setRate] = useState(0.001);
  const [units, setUnits] = useState(64);
  const [isOn, setIsOn] = useState(true);
  const [choice, setChoice] = useState<"adam" | "sgd" | "rmsprop">("adam");
  const [tab, setTab] = useState<"block" | "options" | "information">("options");
  const [scale, setScale] = useState<"linear" | "log">("linear");
  const [isDialogOpen, setIsDialogOpen] = useState(false);
  const [name, setName] = useState("Two spirals");

  return (
    <div className="min-h-dvh">
      <TopBar>
        <HomeLink withName />
        <TopBarSeparator />
        <Breadcrumbs crumbs={[{ label: "Development", href: "/" }, { label: "Components" }]} />
        <TopBarSpacer />
        <ThemeToggle />
      </TopBar>
      <main className="mx-auto grid max-w-6xl gap-8 p-6 md:grid-cols-2">
        <h1 className="sr-only">Components</h1>
        <Group title="Type">
          <p className="font-semibold text-title">Title 24/32 semibold</p>
          <p className="text-lead">Lead 16/24 for those who read</p>
          <p>Body 13/20 for those who work</p>
          <p className="text-ink-2">Second ink for what explains</p>
          <p className="text-ink-3 text-small">Small 12/16, third ink for help and units</p>
          <p className="num">0123456789 28 × 28 × 16 · 1,797,010 · 3.1e−7</p>
        </Group>
        <Group title="Numbers">
          <ul className="num grid grid-cols-2 gap-x-4">
            {[
              formatNumber(0.03123),
              formatNumber(-12.44),
              formatNumber(1240.2),
              formatNumber(3.14159e-7),
              formatNumber(Number.NaN),
              formatSetting(1e-7),
              formatSetting(0.001),
              formatCount(1797010),
              formatCompact(1_234_567),
              formatPercent(0.975),
              formatDuration(3.4),
              formatDuration(125_000),
              formatBytes(12_700_000),
              formatShape([28, 28, 16]),
              formatAgo(0, 200_000),
            ].map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Group>
        <Group title="Colours">
          <div className="grid grid-cols-4 gap-2">
            {colourRoles.map((role) => (
              <Swatch key={role} name={role} />
            ))}
          </div>
          <div className="flex flex-wrap gap-2">
            {categories.map((category) => (
              <span key={category} className="flex items-center gap-1.5 text-small">
                <span className="h-4 w-1 rounded-full" style={{ background: `var(--cat-${category})` }} />
                {category}
              </span>
            ))}
          </div>
          <div className="flex gap-3">
            {[1, 2, 3, 4, 5, 6, 7, 8].map((series) => (
              <span
                key={series}
                className="num flex-1 border-t-2 pt-1 text-small"
                style={{ borderColor: `var(--series-${series})` }}
              >
                {series}
              </span>
            ))}
          </div>
        </Group>
        <Group title="Buttons">
          <div className="flex flex-wrap items-center gap-2">
            <Button variant="primary">
              <Play />
              Run
            </Button>
            <Button>Duplicate</Button>
            <Button variant="quiet">Cancel</Button>
            <Button variant="danger">Delete project</Button>
            <Button variant="primary" disabled>
              Run
            </Button>
            <Button disabled>Duplicate</Button>
            <Button size="small">Small</Button>
            <Button size="large">Open sample</Button>
          </div>
          <div className="flex items-center gap-1">
            <IconButton icon={Undo2} label="Undo" shortcut="Ctrl+Z" />
            <IconButton icon={Redo2} label="Redo" shortcut="Ctrl+Shift+Z" disabled />
            <IconButton icon={Settings2} label="Options" isPressed />
            <IconButton icon={Pause} label="Pause" size="small" />
            <IconButton icon={Square} label="Stop" size="small" />
            <Kbd keys="Ctrl+Shift+Z" className="ml-4" />
          </div>
        </Group>
        <Group title="Fields">
          <div className="max-w-[316px] pl-3">
            <Field
              label="Learning rate"
              help="How far one update moves the weights against the gradient."
              range="1e−7 to 10"
              defaultText="0.001"
              isChanged={rate !== 0.001}
              onReset={() => setRate(0.001)}
              layout="row"
            >
              {(control) => (
                <div className="w-full space-y-1">
                  <NumberInput {...control} value={rate} onChange={setRate} min={1e-7} max={10} scale="logarithmic" />
                  <Slider aria-label="Learning rate" value={rate} onChange={setRate} min={1e-7} max={10} scale="logarithmic" />
                </div>
              )}
            </Field>
            <Field
              label="Units"
              help="Width of the output."
              range="1 to 4,096"
              defaultText="64"
              isChanged={units !== 64}
              onReset={() => setUnits(64)}
            >
              {(control) => <NumberInput {...control} value={units} onChange={setUnits} min={1} max={4096} isInteger />}
            </Field>
            <Field label="Optimizer" help="The rule that turns gradients into updates." defaultText="Adam">
              {(control) => (
                <Select
                  {...control}
                  value={choice}
                  onChange={setChoice}
                  options={[
                    { value: "adam", label: "Adam", description: "Adaptive rates from first and second moments" },
                    { value: "sgd", label: "SGD" },
                    { value: "rmsprop", label: "RMSprop", isDisabled: true },
                  ]}
                />
              )}
            </Field>
            <Field label="Shuffle" help="Draw the training samples in a new order in every epoch." defaultText="on">
              {(control) => <Switch {...control} isOn={isOn} onChange={setIsOn} />}
            </Field>
            <Field label="Rate" error="Must be at most 1." help="Share of values set to zero.">
              {(control) => <NumberInput {...control} value={1.4} onChange={() => {}} />}
            </Field>
          </div>
        </Group>
        <Group title="Inputs">
          <Input placeholder="Search blocks" aria-label="Search" />
          <Input value="Not allowed" aria-label="Invalid" aria-invalid readOnly />
          <Input disabled value="Disabled" aria-label="Disabled" />
          <Textarea aria-label="Notes" placeholder="Notes" />
          <Slider aria-label="Linear" value={units} onChange={setUnits} min={1} max={128} />
          <div className="flex items-center gap-3">
            <Switch aria-label="On" isOn onChange={() => {}} />
            <Switch aria-label="Off" isOn={false} onChange={() => {}} />
            <Switch aria-label="Disabled" isOn={false} onChange={() => {}} disabled />
            <SegmentedControl
              label="Scale"
              value={scale}
              onChange={setScale}
              options={[
                { value: "linear", label: "Linear" },
                { value: "log", label: "Log" },
              ]}
            />
            <EditableText label="Name" value={name} onChange={setName} className="font-medium" />
          </div>
        </Group>
        <Group title="Tabs">
          <Tabs
            label="Inspector"
            value={tab}
            onChange={setTab}
            tabs={[
              { value: "block", label: "Block" },
              { value: "options", label: "Compiler options" },
              { value: "information", label: "Information", badge: <CountBadge count={2} tone="danger" /> },
            ]}
          >
            <TabPanel value="block" className="p-3">
              Block
            </TabPanel>
            <TabPanel value="options" className="p-3">
              Options
            </TabPanel>
            <TabPanel value="information" className="p-3">
              Information
            </TabPanel>
          </Tabs>
        </Group>
        <Group title="Floating">
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setIsDialogOpen(true)}>Dialog</Button>
            <Popover trigger={<Button>Popover</Button>}>What stands here belongs to the button.</Popover>
            <DropdownMenu
              trigger={<Button>Menu</Button>}
              label="Model"
              items={[
                { label: "Duplicate", icon: Copy, shortcut: "Ctrl+D", onSelect: () => toast("Duplicated") },
                { label: "Import", icon: Upload, onSelect: () => {}, isDisabled: true },
                "separator",
                { label: "Delete", icon: Trash2, shortcut: "Delete", onSelect: () => {}, isDanger: true },
              ]}
            />
            <Button onClick={() => toast("Link copied")}>Toast</Button>
            <Button
              onClick={() =>
                toast.error("The model was not saved", { description: "The server did not answer. It is tried again in 5 s." })
              }
            >
              Error toast
            </Button>
          </div>
          <ContextMenu items={[{ label: "Copy", shortcut: "Ctrl+C", onSelect: () => {} }]}>
            <div className="rounded-md border border-line border-dashed p-4 text-center text-ink-3">Right-click here</div>
          </ContextMenu>
          <Dialog
            isOpen={isDialogOpen}
            onOpenChange={setIsDialogOpen}
            title="Delete the project?"
            description="Its datasets, models and runs are deleted with it. Links to it stop working."
            actions={
              <>
                <Button variant="quiet" onClick={() => setIsDialogOpen(false)}>
                  Cancel
                </Button>
                <Button variant="danger" onClick={() => setIsDialogOpen(false)}>
                  Delete project
                </Button>
              </>
            }
          />
        </Group>
        <Group title="States">
          <div className="flex flex-wrap items-center gap-2">
            <Badge>queued</Badge>
            <Badge tone="accent">running</Badge>
            <Badge tone="success">finished</Badge>
            <Badge tone="warning">paused</Badge>
            <Badge tone="danger">failed</Badge>
            <Spinner />
          </div>
          <Progress share={0.42} label="Training" />
          <Progress share={null} label="Reading" />
          <Notice>Nothing leaves this browser.</Notice>
          <Notice tone="warning">The last batch holds 4 samples only.</Notice>
          <Notice tone="danger" actions={<Button size="small">Fix</Button>}>
            Dense 2 needs one axis, but 7 × 7 × 16 arrives. Put Flatten in front of it.
          </Notice>
          <Skeleton className="h-8 w-full" />
        </Group>
        <Group title="Card and table">
          <Card isInteractive>
            <CardHeader
              title="Iris flowers"
              detail="150 samples · 4 numbers · 3 classes"
              actions={<Button size="small">Open</Button>}
            />
            Three kinds of iris told by the size of their leaves.
          </Card>
          <Table
            caption="Runs"
            columns={[
              { key: "name", header: "Name", cell: (row) => row.name },
              {
                key: "loss",
                header: "Best loss",
                align: "right",
                cell: (row) => <span className="num">{formatNumber(row.loss)}</span>,
              },
            ]}
            rows={[
              { name: "First", loss: 0.0312 },
              { name: "Higher rate", loss: 1.204 },
            ]}
            rowKey={(row) => row.name}
          />
        </Group>
        <Group title="Empty and failed">
          <Card>
            <EmptyState
              icon={Plus}
              title="No datasets yet"
              actions={
                <Button>
                  <Upload />
                  Choose a file
                </Button>
              }
            >
              Drop a CSV file or a pair of IDX files here.
            </EmptyState>
          </Card>
          <Card>
            <ErrorState title="The project could not be loaded" actions={<Button>Try again</Button>}>
              The server did not answer within 10 s. Check that it is running.
            </ErrorState>
          </Card>
        </Group>
      </main>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0 space-y-3">
      <h2 className="border-line border-b pb-1 font-medium text-ink-3 text-small">{title}</h2>
      {children}
    </section>
  );
}

function Swatch({ name }: { name: string }) {
  return (
    <div className="text-small">
      <div className="h-8 rounded-md border border-line" style={{ background: `var(--${name})` }} />
      {name}
    </div>
  );
}
