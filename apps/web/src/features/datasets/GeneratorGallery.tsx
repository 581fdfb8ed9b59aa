"use client";
import { type DatasetSource, type GeneratorDefinition, generatorSource, generators } from "@downhill/data";
import { Card } from "../../ui/Card.tsx";
import { ContentPicture } from "./ContentPicture.tsx";

/** The built-in data sets, each with a picture of what it makes. */
export function GeneratorGallery({ onChoose }: { onChoose: (source: DatasetSource) => void }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(200px,1fr))] gap-3">
      {generators.map((generator) => (
        <li key={generator.name}>
          <GeneratorCard generator={generator} onChoose={() => onChoose(generatorSource(generator))} />
        </li>
      ))}
    </ul>
  );
}

function GeneratorCard({ generator, onChoose }: { generator: GeneratorDefinition; onChoose: () => void }) {
  return (
    <Card isInteractive className="relative flex h-full flex-col gap-3">
      <div className="h-28">
        <ContentPicture source={generatorSource(generator)} />
      </div>
      <div className="space-y-1">
        <h3 className="font-semibold">
          {/* The button's edge is the card's: the whole card can be pressed. */}
          <button type="button" onClick={onChoose} className="text-left after:absolute after:inset-0 after:rounded-lg">
            {generator.label}
          </button>
        </h3>
        <p className="text-ink-2 text-small">{generator.summary}</p>
      </div>
    </Card>
  );
}
